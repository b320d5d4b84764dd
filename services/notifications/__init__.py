"""Letters and public news of a region."""
