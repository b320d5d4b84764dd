"""Whom the regions named to the groups of the national instance."""
