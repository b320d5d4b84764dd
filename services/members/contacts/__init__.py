"""Whom to turn to in an organisation, by role."""
