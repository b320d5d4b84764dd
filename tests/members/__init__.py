"""Members, against real servers."""
