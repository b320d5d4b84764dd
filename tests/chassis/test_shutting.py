"""An instance that is shut lets go of everything, whatever it is in the midst of."""

import asyncio

import pytest

from tests.region import Region


@pytest.mark.parametrize("turns", range(8))
async def test_a_station_that_is_woken_while_it_stops_stops(region: Region, turns: int) -> None:
    """Python 3.11 swallows a cancel that meets what was waited for; the cancel must then be said again."""
    process = region.process
    await process.open(region.instance)
    async with asyncio.timeout(20):
        while process._health("/readyz").status_code != 200:
            await asyncio.sleep(0.01)

        process.wake()
        for _ in range(turns):
            await asyncio.sleep(0)
        await process.shut(region.instance.slug)

    assert process._stations == {}
