"""Meetings on real servers."""
