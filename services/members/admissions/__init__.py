"""Whom national proposes to the region as its adviser: let in, declined, and followed when that changes."""
