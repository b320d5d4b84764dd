"""LATENCY: from the commit to the handler at 200 events a second, against publishing straight to a handler.

Ours is everything between: the relay is woken, takes the row, publishes it; the subscription takes it,
opens its transaction, claims it in the inbox and calls the handler. The ceiling publishes from memory to a
bare FastStream handler, which is called before it opens any transaction. Both run the same transaction
afterwards, and both the publisher and the handler live in one event loop.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter
from uuid import UUID, uuid4

from benchmarks.ground import Ground, envelope, journal_region
from benchmarks.journal.module import Entry, registered
from benchmarks.measure import ROUNDS, Figure, quantile
from benchmarks.react import bare_handler
from poyta.targets import settle
from shared.chassis.streams import EVENTS

RATE = 200
COUNT = RATE * 6
PATIENCE = 10

Send = Callable[[UUID], Awaitable[None]]


class Times:
    """When each event was committed or published, and how long it took to its handler."""

    def __init__(self) -> None:
        self._sent: dict[UUID, float] = {}
        self._heard: dict[UUID, float] = {}
        self._all = asyncio.Event()

    def sent(self, identity: UUID) -> None:
        self._sent[identity] = perf_counter()

    def heard(self, identity: UUID) -> None:
        self._heard.setdefault(identity, perf_counter())
        if len(self._heard) == COUNT:
            self._all.set()

    async def milliseconds(self) -> list[float]:
        """Wait until all were heard of; the first second warms up and does not count."""
        await asyncio.wait_for(self._all.wait(), PATIENCE)
        order = sorted(self._sent, key=lambda identity: self._sent[identity])
        return [(self._heard[one] - self._sent[one]) * 1000 for one in order[RATE:]]


async def measure() -> list[Figure]:
    ours: list[list[float]] = []
    bare: list[list[float]] = []
    async with journal_region() as ground:
        for _ in range(ROUNDS):
            ours.append(await _through_the_outbox(ground))
            bare.append(await _straight(ground))
    return [
        Figure("LATENCY_MEDIAN", _median_of(ours, 0.5), _median_of(bare, 0.5), "ms"),
        Figure("LATENCY_P99", _median_of(ours, 0.99), _median_of(bare, 0.99), "ms"),
    ]


async def _through_the_outbox(ground: Ground) -> list[float]:
    await ground.jetstream.purge_stream(EVENTS)
    times = Times()
    process = ground.process(heard=times.heard)
    settle()
    await process.open(ground.instance)
    transactions = next(iter(process._stations.values())).transactions

    async def send(identity: UUID) -> None:
        async with transactions.begin() as tx:
            tx.add(Entry(id=identity, text="entry"))
            tx.record(registered(identity))
        times.sent(identity)

    try:
        await _at_rate(send)
        return await times.milliseconds()
    finally:
        await process.stop()


async def _straight(ground: Ground) -> list[float]:
    await ground.jetstream.purge_stream(EVENTS)
    times = Times()
    publisher = ground.broker()
    await publisher.connect()
    jetstream = publisher.connection.jetstream()

    async def send(identity: UUID) -> None:
        address, body = envelope(ground.instance.slug, registered(identity), uuid4())
        times.sent(identity)
        await jetstream.publish(address, body)

    try:
        async with bare_handler(ground, times.heard):
            await _at_rate(send)
            return await times.milliseconds()
    finally:
        await publisher.stop()


async def _at_rate(send: Send) -> None:
    """Send evenly, whether or not what was sent before has arrived."""
    await asyncio.sleep(0.3)
    started, tasks = perf_counter(), []
    for number in range(COUNT):
        await asyncio.sleep(max(0.0, started + number / RATE - perf_counter()))
        tasks.append(asyncio.create_task(send(uuid4())))
    await asyncio.gather(*tasks)


def _median_of(runs: list[list[float]], share: float) -> float:
    return sorted(quantile(run, share) for run in runs)[len(runs) // 2]
