"""Regions come, leave, return and are backed up while the others work."""
