"""Counting the answers and publishing what may be known."""
