"""Keeping the directory: what became of an entry, what was changed in it, and changing many at once."""
