"""Surveys: what a region asks of its people, without learning who said what."""
