"""The regions there are."""
