"""A candidate takes the own name back, before the answer or after it."""
