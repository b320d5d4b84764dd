"""The host with its two regions, and a count of the doors."""

from collections import Counter
from collections.abc import Iterator

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
