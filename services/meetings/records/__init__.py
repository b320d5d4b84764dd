"""What the meetings know of a person: to read, to print and to save."""
