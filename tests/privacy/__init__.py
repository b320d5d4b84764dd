"""What is known of a person, and how it goes."""
