"""The journey tests run in both topologies; the demo is loaded once for all who look at it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from poyta import demo, targets
from poyta.embedded.stack import Stack
from tests.journey import Journey


@pytest.fixture(scope="session", params=["journey", "split_journey"])
def year(request: pytest.FixtureRequest) -> Journey:
    """The year told to one process, then to a process a service."""
    told: Journey = request.getfixturevalue(request.param)
    return told


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def demo_stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """The demo, as `poyta up` leaves it."""
    async with Stack(tmp_path_factory.mktemp("demo"), migrate=targets.migrate, durable=False) as stack:
        assert await demo.load(stack)
        yield stack
