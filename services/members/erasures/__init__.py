"""Forgetting a person: what goes, what stays and why, and when it happens by itself."""
