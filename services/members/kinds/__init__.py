"""The kinds of bodies a region has: added, renamed, put in order and ended."""
