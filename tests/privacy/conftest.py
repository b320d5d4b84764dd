"""A mail server stands ready before the region does."""

from tests.notifications.conftest import mail

__all__ = ["mail"]
