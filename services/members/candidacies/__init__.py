"""A candidate says yes, or takes the own name back, before the answer or after it."""
