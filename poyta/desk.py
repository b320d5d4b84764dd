"""The operators' desk at each station: it reports figures, keeps dead letters and takes orders about them."""

import asyncio
import json
import logging
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import ConsumerInfo
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert

from poyta.pruning import prune
from shared.chassis import relay
from shared.chassis.inbox import dead_letters
from shared.chassis.outbox import outbox
from shared.chassis.station import Station
from shared.chassis.streams import durable
from shared.chassis.subscriptions import about
from shared.chassis.transaction import Snapshot, Transaction
from shared.contracts.operations import (
    Act,
    Answer,
    DeadLetter,
    Order,
    StatusReported,
    order_subject,
    status_subject,
)

REPORT_SECONDS = 60.0
# At first this long after the start: by then every relay has sent what it had left.
PRUNE_SECONDS = 3600.0
ASK_SECONDS = 3.0
INFO_SECONDS = 1.0
SHOWN = 100

_NO_NAME = re.compile(r"[^A-Za-z0-9_.]+")
_OPEN = dead_letters.c.decision.is_(None)

log = logging.getLogger(__name__)


class Desk:
    """The desk of one station. The frame calls `open`, `report` and `bury`; pages call `ask`."""

    def __init__(self, station: Station, version: str) -> None:
        self._station = station
        self._version = version
        self._subjects = {subscription.event.subject for subscription in station.module.subscriptions}
        self._report_at = 0.0
        self._prune_at: float | None = None
        self._client: Client | None = None
        self.status: StatusReported | None = None
        """How the station stood when it was last counted."""
        self.backups: Mapping[str, datetime] = {}
        """When each region was last backed up, as far as this station knows: national's does."""

    async def open(self, client: Client) -> None:
        """Take orders from the host's operators, and let national hear what every station reports."""
        self._client, station = client, self._station
        orders = order_subject(station.instance.slug, station.service, "*")
        await client.subscribe(orders, queue=station.service, cb=self._answer)
        if station.module.hear is not None:
            await client.subscribe(status_subject("*", "*"), cb=station.module.hear)

    async def ask(self, slug: str, service: str, act: Act, order: Order) -> Answer | None:
        """Give an order to a station of some instance; None when it does not answer.

        NATS lets only the service `national` do so.
        """
        if self._client is None:
            return None
        try:
            subject, question = order_subject(slug, service, act), order.model_dump_json().encode()
            answer = await self._client.request(subject, question, timeout=ASK_SECONDS)
            return Answer.model_validate_json(answer.data)
        except (NatsError, OSError, ValueError) as error:
            log.warning("%s/%s does not answer: %s", slug, service, type(error).__name__)
            return None

    async def report(self) -> tuple[str, bytes] | None:
        """Return how the station stands, and on which subject to say so, once a minute or when asked to."""
        now = asyncio.get_running_loop().time()
        if now < self._report_at or self._client is None:
            return None
        self._report_at = now + REPORT_SECONDS
        figures = self._station.module.figures
        async with self._station.transactions.look() as look:
            counted = (await look.execute(_counted(look, *figures.values()))).one()
            if self._station.module.backups is not None:
                found = await look.execute(self._station.module.backups)
                self.backups = {row.instance: row.taken_at for row in found}
        readers = await self._readers(self._client)
        due, oldest, dead, *own = list(counted)
        self.status = StatusReported(
            version=self._version,
            name=self._station.instance.name.to_dict(),
            due=due,
            oldest_due=oldest,
            dead=dead,
            figures=dict(zip(figures, own, strict=True)),
            **_lag(readers),
        )
        await self._prune(readers, now)
        subject = status_subject(self._station.instance.slug, self._station.service)
        return subject, self.status.model_dump_json().encode()

    async def bury(self, letter: dict[str, Any], address: str, body: bytes) -> None:
        """Keep an event that cannot be handled; one that was tried again keeps its place."""
        letter.setdefault("event", self._event_of(body))
        async with self._station.transactions.begin() as tx:
            row = insert(dead_letters).values(
                consumer=letter["consumer"],
                sequence=letter["sequence"],
                address=address,
                body=body,
                letter=letter,
                buried=tx.at,
            )
            key = dead_letters.primary_key.columns.keys()
            await tx.execute(row.on_conflict_do_update(index_elements=key, set_={"letter": letter}))
        self._report_soon()

    async def _answer(self, message: Msg) -> None:
        try:
            order = Order.model_validate_json(message.data)
            done = await self._carry_out(message.subject.rsplit(".", 1)[1], order)
            async with self._station.transactions.look() as look:
                left = tuple(_shown(row) for row in await _letters(look, limit=SHOWN))
            await message.respond(Answer(done=done, letters=left).model_dump_json().encode())
        except Exception as error:
            # No answer is an answer: whoever asks is told that it did not work, and nothing of why.
            log.warning("an order could not be carried out: %s", type(error).__name__)
            raise

    async def _carry_out(self, act: str, order: Order) -> bool:
        if act == "show":
            return True
        if act not in ("retry", "discard") or order.letter is None or (act == "discard" and not order.reason):
            return False
        consumer, _, sequence = order.letter.rpartition("-")
        this = (dead_letters.c.consumer == consumer, dead_letters.c.sequence == int(sequence))
        if act == "retry" and not await self._try_again(*this):
            return False
        async with self._station.transactions.begin() as tx:
            done = await _decide(tx, act, order, *this)
        self._report_soon()
        return done

    async def _try_again(self, *this: ColumnElement[bool]) -> bool:
        """Let the event go through its handler once more; the inbox sees to it that it has one effect."""
        async with self._station.transactions.look() as look:
            rows = await _letters(look, *this, limit=1)
        if not rows:
            return False
        (row,) = rows
        (error,) = await asyncio.gather(self._take(row), return_exceptions=True)
        if isinstance(error, Exception):
            again = {"deliveries": row.letter["deliveries"] + 1, **about(error)}
            await self.bury(row.letter | again, row.address, row.body)
        return error is None

    async def _take(self, row: Any) -> None:
        if row.consumer == self._station.relay.name and self._client is not None:
            await relay.send(self._client, row.address, row.body)
            return
        consumer = next(one for one in self._station.consumers if one.name == row.consumer)
        await consumer.take(row.body)

    async def _prune(self, readers: Sequence[ConsumerInfo] | None, now: float) -> None:
        if readers is None or (self._prune_at is not None and now < self._prune_at):
            return
        if self._prune_at is not None:
            await prune(self._station, readers)
        self._prune_at = now + PRUNE_SECONDS

    async def _readers(self, client: Client) -> Sequence[ConsumerInfo] | None:
        """Return how far the service has come in each stream it reads; None when NATS does not say."""
        service, slug = self._station.service, self._station.instance.slug
        jetstream = client.jetstream(timeout=INFO_SECONDS)
        try:
            return [
                await jetstream.consumer_info(stream, durable(service, stream))
                for stream in self._station.module.consumers(slug)
            ]
        except NatsError as error:
            log.warning("the lag of %s/%s is not known: %s", slug, service, type(error).__name__)
            return None

    def _event_of(self, body: bytes) -> str:
        """Return the event's type when it is one of those the service knows; else it may be anything."""
        try:
            said = json.loads(body)["type"]
            return str(said) if said in self._subjects else ""
        except (ValueError, KeyError, TypeError):
            return ""

    def _report_soon(self) -> None:
        self._report_at = 0.0
        self._station.wake()


def _counted(look: Snapshot, *own: Any) -> Any:
    due = outbox.c.due <= look.at
    waiting = [select(what).where(due).scalar_subquery() for what in (func.count(), func.min(outbox.c.due))]
    dead = select(func.count()).select_from(dead_letters).where(_OPEN).scalar_subquery()
    return select(*waiting, dead, *own)


def _lag(readers: Sequence[ConsumerInfo] | None) -> dict[str, int]:
    if readers is None:
        return {}
    return {
        "pending": sum(reader.num_pending or 0 for reader in readers),
        "unacknowledged": sum(reader.num_ack_pending or 0 for reader in readers),
    }


async def _letters(look: Snapshot, *where: ColumnElement[bool], limit: int) -> list[Any]:
    chosen = select(dead_letters).where(_OPEN, *where).order_by(dead_letters.c.buried).limit(limit)
    return list(await look.execute(chosen))


async def _decide(tx: Transaction, act: str, order: Order, *this: ColumnElement[bool]) -> bool:
    decision = {"act": act, "reason": order.reason, "by": str(order.by), "at": tx.at.isoformat()}
    decided = update(dead_letters).where(_OPEN, *this).values(body=None, decision=decision)
    result = await tx.execute(decided.returning(dead_letters.c.sequence))
    return result.first() is not None


def _shown(row: Any) -> DeadLetter:
    # A field's path may hold a key that someone wrote; what does not look like a name is not passed on.
    fields = tuple(_NO_NAME.sub("?", path)[:200] for path in row.letter.get("fields", ()))
    letter = row.letter | {"id": f"{row.consumer}-{row.sequence}", "buried": row.buried, "fields": fields}
    return DeadLetter(**letter)
