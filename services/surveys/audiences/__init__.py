"""Whom a survey can be sent to, as the events of members tell it."""
