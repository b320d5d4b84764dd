"""Bodies with their themes, terms and seats."""
