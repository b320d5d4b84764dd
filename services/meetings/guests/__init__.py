"""Guests: invited to single items of an agenda, without a seat."""
