"""A seat as one person holds it, from a day to a day."""
