"""The host with its two regions."""

from tests.host import host

__all__ = ["host"]
