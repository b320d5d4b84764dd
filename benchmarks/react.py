"""REACT: events a second through a subscription with inbox and one effect.

The ceiling is a bare FastStream handler that runs the same SQL in the same transaction: the inbox row,
then one row of its own.
"""

import asyncio
from collections.abc import Callable
from time import perf_counter
from uuid import UUID, uuid4

from faststream.nats import JStream, PullSub
from pydantic import BaseModel
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from benchmarks.ground import SERVICE, Ground, journal_region
from benchmarks.journal.module import Entry
from benchmarks.measure import Figure, by_turns
from poyta.targets import settle
from shared.chassis.inbox import inbox
from shared.chassis.settings import ProcessSettings
from shared.chassis.streams import EVENTS, durable
from shared.chassis.subscriptions import BATCH
from shared.contracts.members import OrganisationRegistered

COUNT = 2_500
PATIENCE = 60


class Message(BaseModel):
    """The part of an envelope that the bare handler reads."""

    id: UUID
    data: OrganisationRegistered


class Tally:
    """Counts events and knows how long they took from the first to the last."""

    def __init__(self, count: int) -> None:
        self._left = count
        self._count = count
        self._first = 0.0
        self._last = 0.0
        self._done = asyncio.Event()

    def __call__(self, _identity: UUID) -> None:
        if self._left == self._count:
            self._first = perf_counter()
        self._left -= 1
        if self._left == 0:
            self._last = perf_counter()
            self._done.set()

    async def rate(self) -> float:
        """Wait for the last and return how many came a second."""
        await asyncio.wait_for(self._done.wait(), PATIENCE)
        return (self._count - 1) / (self._last - self._first)


async def measure() -> list[Figure]:
    async with journal_region() as ground:

        async def ours() -> float:
            return await subscription_rate(ground, COUNT)

        async def ceiling() -> float:
            return await _bare_rate(ground, COUNT)

        await subscription_rate(ground, 500), await _bare_rate(ground, 500)
        return [Figure("REACT", *await by_turns(ours, ceiling), "events/s")]


async def subscription_rate(ground: Ground, count: int) -> float:
    """Return how many events a second the journal's subscription takes."""
    await ground.fill(EVENTS, count)
    tally = Tally(count)
    process = ground.process(heard=tally)
    settle()
    await process.open(ground.instance)
    try:
        return await tally.rate()
    finally:
        await process.stop()


async def _bare_rate(ground: Ground, count: int) -> float:
    await ground.fill(EVENTS, count)
    tally = Tally(count)
    async with bare_handler(ground, tally):
        return await tally.rate()


class bare_handler:  # noqa: N801 - reads as a function
    """A FastStream subscriber with the journal's transaction and nothing of the frame, while it is open."""

    def __init__(self, ground: Ground, heard: Callable[[UUID], None]) -> None:
        self._broker = ground.broker()
        self._engine = create_async_engine(
            ground.instance.credentials[SERVICE].database_url,
            pool_size=ProcessSettings().pool_size,
            max_overflow=0,
        )
        name = durable(SERVICE, EVENTS)

        async def handle(message: Message) -> None:
            heard(message.data.organisation_id)
            async with AsyncSession(self._engine) as session, session.begin():
                claim = insert(inbox).values(consumer=name, event_id=message.id).on_conflict_do_nothing()
                if (await session.execute(claim.returning(inbox.c.event_id))).first() is not None:
                    session.add(Entry(id=uuid4(), text=message.data.name))

        self._broker.subscriber(
            ">",
            stream=JStream(EVENTS, declare=False),
            durable=name,
            pull_sub=PullSub(batch_size=BATCH, timeout=5.0),
            inbox_prefix=f"_INBOX_{SERVICE}.".encode(),
        )(handle)

    async def __aenter__(self) -> None:
        await self._broker.start()

    async def __aexit__(self, *_: object) -> None:
        await self._broker.stop()
        await self._engine.dispose()
