"""Whom to tell of what concerns a municipality."""
