"""The host with its two regions, and the sum of the doors at the end."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.host import host
from tests.isolation.doors import DOORS

__all__ = ["host"]


@pytest.fixture(autouse=True)
def counted(request: pytest.FixtureRequest) -> Iterator[None]:
    """Note how many doors a test tried, for the sum at the end of the run."""
    tried, opened = Counter(DOORS.tried), len(DOORS.opened)
    yield
    found = [dict(DOORS.tried - tried), len(DOORS.opened) - opened]
    request.node.user_properties.append(("doors", found))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print how many doors were tried."""
    tried: Counter[str] = Counter()
    opened = 0
    for report in (one for kind in terminalreporter.stats.values() for one in kind):
        if getattr(report, "when", "") == "teardown":
            for kinds, count in (found for name, found in report.user_properties if name == "doors"):
                tried.update(kinds)
                opened += count
    if tried:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(tried.items()))
        terminalreporter.write_line(f"isolation: {tried.total():,} doors tried, {opened} opened ({kinds})")
