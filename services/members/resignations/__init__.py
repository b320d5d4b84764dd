"""A member leaves the own seat before the term ends."""
