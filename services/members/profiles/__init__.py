"""Telephone, accessibility and expertise: what a person tells by consent, for the coordinator alone."""
