"""Correcting and ending a mandate in an outside organ; what was written before is kept."""
