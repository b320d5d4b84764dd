"""The host with its two regions, and the sum of the doors at the end."""

from typing import Any

from tests.host import host
from tests.isolation.doors import DOORS

__all__ = ["host"]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print how many doors were tried."""
    if DOORS.tried:
        terminalreporter.write_line(DOORS.summary())
