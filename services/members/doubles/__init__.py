"""Two entries of one person, and joining them."""
