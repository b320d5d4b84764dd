"""The relay moves due events from the outbox to their streams: in order, acknowledged, then deleted."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError
from sqlalchemy import bindparam, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.chassis.clock import Clock
from shared.chassis.database import Database
from shared.chassis.inbox import dead_letters
from shared.chassis.telemetry import Telemetry

BATCH = 500
ACK_SECONDS = 5.0
# The server counts headers too, and closes the connection over a message that is too large with them.
HEADER_BYTES = 1_000
WAITED_OUT = (NatsError, DBAPIError, OSError, TimeoutError)

# One relay holds the lock, so no row is locked by another. Rows are deleted, never paged by id: a commit
# that comes late with a low id would be skipped. The lock ends with the transaction, so a quiet relay
# holds no connection; it is asked for in the same statement, because each wait delays the event.
_TAKE = text(
    "WITH lock AS MATERIALIZED ("
    "SELECT pg_try_advisory_xact_lock(hashtext('relay'), hashtext(current_schema())) AS held)"
    " DELETE FROM outbox WHERE id = ANY(ARRAY("
    "SELECT id FROM outbox WHERE due <= :now AND (SELECT held FROM lock) ORDER BY due, id LIMIT :batch))"
    " RETURNING due, id, event_id, address, envelope"
).bindparams(bindparam("now"), bindparam("batch"))
_LEFT = text(
    "SELECT (SELECT min(due) FROM outbox), (SELECT count(*) FROM outbox WHERE due <= :now)"
).bindparams(bindparam("now"))

log = logging.getLogger(__name__)


class Relay:
    """Publishes the events of one service in one instance. One relay is active per schema."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        telemetry: Telemetry,
        region: str,
        service: str,
        poll_seconds: float,
    ) -> None:
        self._database = database
        self._clock = clock
        self._poll_seconds = poll_seconds
        self.name = f"{service}-outbox"
        self._published = telemetry.published.labels(region, service)
        self._waiting = telemetry.waiting.labels(region, service)
        self._woken = asyncio.Event()
        self._next_due: datetime | None = None
        self.last_error: str | None = "not tried yet"
        """Why events do not flow, or None."""
        self.report: Callable[[], Awaitable[tuple[str, bytes] | None]] | None = None
        """Returns now and then what to tell on which subject, while a connection is open anyway."""

    def wake(self) -> None:
        """Look at the outbox now."""
        self._woken.set()

    async def run(self, client: Client) -> None:
        """Relay for ever; what fails is tried again with growing pauses and is never given up."""
        window = Window(client)
        await window.open()
        pause = 0.1
        while True:
            self._woken.clear()
            try:
                if not client.is_connected:
                    raise NatsError("not connected")
                while await self.drain(window) == BATCH:
                    pass
                await self._tell(client)
                wait = await self._until_next_due()
                self.last_error, pause = None, 0.1
            except WAITED_OUT as error:
                self.last_error = type(error).__name__
                log.warning("relay waits: %s", self.last_error)
                wait, pause = pause, min(pause * 2, 5.0)
                with contextlib.suppress(*WAITED_OUT):
                    await self._tell(client)
            try:
                await asyncio.wait_for(self._woken.wait(), wait)
            except TimeoutError:
                continue

    async def drain(self, window: "Window") -> int:
        """Publish one batch of due events and return how many there were.

        The rows are deleted in the transaction that waits for the acks: a crash in between publishes
        them again, and JetStream drops the copies by their `Nats-Msg-Id`. What can never be stored
        becomes a dead letter there, so that it holds up nothing else.
        """
        now = self._clock()
        async with self._database.connection() as connection:
            rows = (await connection.execute(_TAKE, {"now": now, "batch": BATCH})).all()
            if rows:
                for row in await window.publish(sorted(rows)):
                    await self._set_aside(connection, row, window.client)
            if len(rows) < BATCH:
                self._next_due, waiting = (await connection.execute(_LEFT, {"now": now})).one()
                self._waiting.set(waiting)
        self._published.inc(len(rows))
        return len(rows)

    async def _set_aside(self, connection: AsyncConnection, row: Any, client: Client) -> None:
        why = "MaxPayloadError" if _too_large(client, row.envelope) else "SubjectNotAllowedError"
        if row.address.startswith("people."):
            # The last word on a person must not come after a later one.
            raise NatsError(why)
        name = {"consumer": self.name, "sequence": row.id}
        letter = {**name, "event": json.loads(row.envelope)["type"], "error": why, "deliveries": 1}
        values = {**name, "address": row.address, "body": row.envelope, "letter": letter}
        await connection.execute(dead_letters.insert().values(**values, buried=self._clock()))

    async def _tell(self, client: Client) -> None:
        if self.report is not None and (told := await self.report()) and client.is_connected:
            await client.publish(*told)

    async def _until_next_due(self) -> float:
        now = self._clock()
        if self._next_due is None or self._next_due > now:
            await self._database.rest()
        if self._next_due is None:
            return self._poll_seconds
        return max(0.01, min(self._poll_seconds, (self._next_due - now).total_seconds()))


class Window:
    """Pipelined JetStream publishing: a batch goes out at once, then every ack is awaited."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._inbox = client.new_inbox()
        self._batch = 0
        self._left: set[int] = set()
        self._refused: list[str] = []
        self._done: asyncio.Future[None] | None = None
        self._subscription: Subscription | None = None

    async def open(self) -> None:
        """Subscribe to the acks."""
        self._subscription = await self.client.subscribe(f"{self._inbox}.*", cb=self._acknowledged)

    async def publish(self, rows: Sequence[Any]) -> list[Any]:
        """Publish rows of (due, id, event_id, address, envelope) in order; return when all are stored.

        Returns those that never can be. Raises NatsError when one is refused for now, or TimeoutError.
        """
        large = [row for row in rows if _too_large(self.client, row[4])]
        rows = [row for row in rows if row not in large]
        self._batch += 1
        self._left = set(range(len(rows)))
        self._refused = []
        self._done = asyncio.get_running_loop().create_future()
        for index, (_, _, event_id, address, envelope) in enumerate(rows):
            await self.client.publish(
                address,
                envelope,
                reply=f"{self._inbox}.{self._batch}_{index}",
                headers=_headers(address, str(event_id)),
            )
        if rows:
            await asyncio.wait([self._done], timeout=ACK_SECONDS)
        if self._refused:
            raise NatsError(f"{len(self._refused)} events were not stored: {self._refused[0]}")
        unheard = [rows[index] for index in sorted(self._left)]
        # What is not allowed has no ack; the connection only tells the last such subject.
        told = str(self.client.last_error).lower()
        forbidden = [row for row in unheard if f'publish to "{row[3].lower()}"' in told]
        if unheard and not forbidden:
            raise TimeoutError
        rest = [row for row in unheard if row not in forbidden]
        return large + forbidden + (await self.publish(rest) if rest else [])

    async def _acknowledged(self, message: Msg) -> None:
        batch, index = message.subject.rsplit(".", 1)[1].split("_")
        if int(batch) != self._batch or int(index) not in self._left:
            return
        if not message.data or b'"error"' in message.data:
            self._refused.append(message.data.decode(errors="replace") or "no stream takes this subject")
        self._left.discard(int(index))
        if not self._left and self._done is not None and not self._done.done():
            self._done.set_result(None)


async def send(client: Client, address: str, envelope: bytes) -> None:
    """Publish one event that was set aside. Raises NatsError or TimeoutError when NATS still refuses it."""
    if _too_large(client, envelope):
        raise MaxPayloadError
    headers = _headers(address, json.loads(envelope)["id"])
    await client.jetstream(timeout=ACK_SECONDS).publish(address, envelope, headers=headers)


def _too_large(client: Client, envelope: bytes) -> bool:
    return len(envelope) + HEADER_BYTES > client.max_payload


def _headers(address: str, event_id: str) -> dict[str, str]:
    headers = {"Nats-Msg-Id": event_id, "content-type": "application/json"}
    if address.startswith("people."):
        # The last word on a person replaces all earlier ones: an erasure leaves nothing behind.
        headers["Nats-Rollup"] = "sub"
    return headers
