"""Projections keep read models: ordered batches, one transaction a batch."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from pydantic import ValidationError
from sqlalchemy import BigInteger, Column, Table, Text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from shared.chassis.outbox import frame
from shared.chassis.streams import durable
from shared.chassis.telemetry import Telemetry
from shared.chassis.transaction import Transaction, Transactions
from shared.contracts.envelope import Envelope

BATCH = 100
FETCH_SECONDS = 5.0

positions = Table(
    "positions",
    frame,
    Column("consumer", Text, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
)
"""How far each projection has come in its stream."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Arrival:
    """An event as a projection gets it: where it came from, and when it was stored."""

    region: str
    stored: datetime
    envelope: Envelope


Apply = Callable[[Sequence[Arrival], Transaction], Awaitable[None]]


@dataclass(frozen=True)
class Projection:
    """A read model of one stream. `apply` gets events in their order, each exactly once."""

    stream: str
    subjects: tuple[str, ...]
    apply: Apply


class Projector:
    """Runs a projection of one service in one instance."""

    def __init__(
        self,
        projection: Projection,
        *,
        transactions: Transactions,
        telemetry: Telemetry,
        region: str,
        service: str,
    ) -> None:
        self._projection = projection
        self._name = durable(service, projection.stream)
        self._transactions = transactions
        self._handled = telemetry.handled.labels(region, service, projection.stream, "projected")
        self._unreadable = telemetry.handled.labels(region, service, projection.stream, "unreadable")

    async def run(self, client: Client) -> None:
        """Project for ever; a batch that fails is rolled back and comes again."""
        subscription = None
        while True:
            try:
                if subscription is None:
                    subscription = await client.jetstream().pull_subscribe_bind(
                        durable=self._name,
                        stream=self._projection.stream,
                        inbox_prefix=bytes(client._inbox_prefix) + b".",
                    )
                messages = await subscription.fetch(BATCH, timeout=FETCH_SECONDS)
                await self._apply(messages)
                for message in messages:
                    await message.ack()
            except TimeoutError:
                continue
            except (NatsError, DBAPIError, OSError) as error:
                log.warning("%s waits: %s", self._name, type(error).__name__)
                subscription = None
                await asyncio.sleep(1.0)

    async def _apply(self, messages: Sequence[Msg]) -> None:
        ordered = sorted(messages, key=lambda message: message.metadata.sequence.stream)
        async with self._transactions.begin() as tx:
            position = await self._position(tx)
            fresh = [message for message in ordered if message.metadata.sequence.stream > position]
            if not fresh:
                return
            await self._projection.apply([*self._readable(fresh)], tx)
            await tx.execute(
                insert(positions)
                .values(consumer=self._name, sequence=fresh[-1].metadata.sequence.stream)
                .on_conflict_do_update(
                    index_elements=[positions.c.consumer],
                    set_={"sequence": fresh[-1].metadata.sequence.stream},
                )
            )
        self._handled.inc(len(fresh))

    def _readable(self, messages: Sequence[Msg]) -> Iterator[Arrival]:
        """Pass over what is no event at all: one bad message must not stop a read model for ever."""
        for message in messages:
            try:
                yield _arrival(message)
            except ValidationError:
                self._unreadable.inc()
                log.warning("%s passes over message %s", self._name, message.metadata.sequence.stream)

    async def _position(self, tx: Transaction) -> int:
        query = positions.select().where(positions.c.consumer == self._name).with_for_update()
        row = (await tx.execute(query)).first()
        return row.sequence if row else 0


def _arrival(message: Msg) -> Arrival:
    # public.<region>.<service>.…: the account's filter vouches for the region's name.
    region = message.subject.split(".")[1]
    return Arrival(region, message.metadata.timestamp, Envelope.model_validate_json(message.data))
