"""Joining two entries that are the same organisation, and parting them again."""
