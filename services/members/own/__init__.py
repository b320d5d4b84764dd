"""What is one's own: the page of a person and the page of an applicant."""
