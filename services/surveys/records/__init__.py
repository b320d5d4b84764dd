"""What the surveys know of a person: to read, to print and to save."""
