"""The embedded stack: the real servers of production, run from their wheels as children of one process."""
