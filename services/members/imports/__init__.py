"""Bringing a list of organisations into the directory, and taking one out."""
