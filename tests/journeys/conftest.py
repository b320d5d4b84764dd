"""The journey tests run in both topologies."""

import pytest

from tests.journey import Journey


@pytest.fixture(scope="session", params=["journey", "split_journey"])
def year(request: pytest.FixtureRequest) -> Journey:
    """The year told to one process, then to a process a service."""
    told: Journey = request.getfixturevalue(request.param)
    return told
