"""Forgetting a person: the name, the words they wrote, and the name in the words of others."""
