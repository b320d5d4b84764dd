"""Answering, so that no answer leads back to the one who gave it."""
