"""Joining two entries of one person, and forgetting a person: the name, and it in the words of others."""
