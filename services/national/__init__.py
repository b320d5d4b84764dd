"""The national picture of the partnership tables."""
