"""The public news of the region."""
