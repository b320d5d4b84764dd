"""Projections keep read models: batches, one transaction a batch."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.chassis import inbox
from shared.chassis.streams import durable
from shared.chassis.telemetry import Telemetry
from shared.chassis.transaction import Transaction, Transactions
from shared.contracts.envelope import Envelope

BATCH = 100
FETCH_SECONDS = 5.0
RETRY_SECONDS = 1.0

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
    """A read model of one stream. `apply` gets each event once, but a later one may come first."""

    stream: str
    subjects: tuple[str, ...]
    apply: Apply
    stands: Callable[[str], bool] = bool  # Which instances have the stream: all, unless told.


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
                await self._take(await subscription.fetch(BATCH, timeout=FETCH_SECONDS))
            except TimeoutError:
                continue
            except (NatsError, OSError) as error:
                log.warning("%s waits: %s", self._name, type(error).__name__)
                subscription = None
                await asyncio.sleep(RETRY_SECONDS)

    async def _take(self, messages: Sequence[Msg]) -> None:
        try:
            await self._apply(messages)
        except (DBAPIError, PoolTimeout, OSError) as error:
            log.warning("%s waits: %s", self._name, type(error).__name__)
            for message in messages:
                await message.nak(delay=RETRY_SECONDS)
            await asyncio.sleep(RETRY_SECONDS)
        else:
            for message in messages:
                await message.ack()

    async def _apply(self, messages: Sequence[Msg]) -> None:
        numbers = {message.metadata.sequence.stream: message for message in messages}
        async with self._transactions.begin() as tx:
            # By number and not by event: a region that comes back with its bundle tells the same events anew.
            # Each for itself: after a crash, or beside another replica, a later one may come first.
            fresh = await inbox.take_all(tx, self._name, [UUID(int=number) for number in numbers])
            new = [numbers[number] for number in sorted(one.int for one in fresh)]
            if new:
                await self._projection.apply([*self._readable(new)], tx)
        self._handled.inc(len(new))

    def _readable(self, messages: Sequence[Msg]) -> Iterator[Arrival]:
        """Pass over what is no event at all: one bad message must not stop a read model for ever."""
        for message in messages:
            try:
                yield _arrival(message)
            except ValidationError:
                self._unreadable.inc()
                log.warning("%s passes over message %s", self._name, message.metadata.sequence.stream)


def _arrival(message: Msg) -> Arrival:
    # public.<region>.<service>.…: the account's filter vouches for the region's name.
    region = message.subject.split(".")[1]
    return Arrival(region, message.metadata.timestamp, Envelope.model_validate_json(message.data))
