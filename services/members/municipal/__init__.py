"""Whom the table tells of what concerns a municipality."""
