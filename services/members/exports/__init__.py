"""Every list of members as a file, in one way."""
