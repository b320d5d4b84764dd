"""The connections of a schema are a budget: none is left open that nobody uses."""

import asyncio
import gc
from collections.abc import Iterator

import pytest

from shared.chassis.database import Database
from tests.region import Region

APPLICATION = "count-me"


@pytest.fixture(autouse=True)
def nothing_is_collected() -> Iterator[None]:
    """A process collects garbage rarely, so that must not be what closes a connection."""
    gc.disable()
    yield
    gc.enable()


def opened(region: Region) -> Database:
    url = region.instance.credentials["members"].database_url
    return Database(url, application=APPLICATION, pool_size=2)


async def connections(region: Region) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1"
    return int((await region.rows("members", query, APPLICATION))[0][0])


async def nobody_is_left(region: Region) -> None:
    """Wait until the server has noticed that the connections were closed."""
    async with asyncio.timeout(5):
        while await connections(region):
            await asyncio.sleep(0.01)


async def test_a_connection_in_use_while_the_others_rest_is_closed_with_them_later(
    region: Region,
) -> None:
    resting = opened(region)

    async with resting.connection():
        await resting.rest(after=0.0)
    await resting.rest(after=0.0)

    await nobody_is_left(region)


async def test_closing_waits_for_what_is_on_its_way_back(region: Region) -> None:
    closing, taken, enough = opened(region), asyncio.Event(), asyncio.Event()

    async def use() -> None:
        async with closing.connection():
            taken.set()
            await enough.wait()

    using = asyncio.create_task(use())
    await taken.wait()
    closed = asyncio.create_task(closing.close())
    await asyncio.sleep(0)
    enough.set()
    await asyncio.gather(using, closed)

    await nobody_is_left(region)
