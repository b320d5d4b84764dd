"""PROJECT: events a second through a projection, against the subscription that REACT measures.

Both write one row an event; the projection writes a batch in one transaction.
"""

from benchmarks.ground import Ground, journal_region
from benchmarks.measure import Figure, by_turns
from benchmarks.react import COUNT as REACTIONS
from benchmarks.react import Tally, subscription_rate
from poyta.targets import settle
from shared.chassis.streams import EVENTS, PUBLIC

COUNT = 15_000


async def measure() -> list[Figure]:
    async with journal_region() as ground:

        async def ours() -> float:
            return await _projection_rate(ground)

        async def ceiling() -> float:
            return await subscription_rate(ground, REACTIONS)

        await ceiling()
        return [Figure("PROJECT", *await by_turns(ours, ceiling), "events/s")]


async def _projection_rate(ground: Ground) -> float:
    await ground.jetstream.purge_stream(EVENTS)
    await ground.fill(PUBLIC, COUNT, address=f"public.{ground.instance.slug}.benchmark.v1")
    tally = Tally(COUNT)
    process = ground.process(projected=tally)
    settle()
    await process.open(ground.instance)
    try:
        return await tally.rate()
    finally:
        await process.stop()
