"""A fresh table of fifteen for each test module."""

import pytest_asyncio

from tests.meetings.table import Table
from tests.region import Region


@pytest_asyncio.fixture(scope="module")
async def table(region: Region) -> Table:
    """A table whose fifteen people sit from 1.3.2023; the clock stands in February."""
    region.clock.set("2023-02-06T12:00:00+02:00")
    made = Table(region)
    await made.sit_down()
    return made
