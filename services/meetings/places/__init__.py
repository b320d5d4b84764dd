"""The municipalities of Finland, by their codes."""
