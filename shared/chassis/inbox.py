"""Each event takes effect once: its id is written in the transaction of its effect."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, Table, Text, Uuid, delete, func
from sqlalchemy.dialects.postgresql import JSONB, insert

from shared.chassis.outbox import frame
from shared.chassis.transaction import Transaction

inbox = Table(
    "inbox",
    frame,
    Column("consumer", Text, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    Column("taken", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

dead_letters = Table(
    "dead_letters",
    frame,
    Column("consumer", Text, primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("address", Text, nullable=False, index=True),
    Column("body", LargeBinary),
    Column("letter", JSONB, nullable=False),
    Column("buried", DateTime(timezone=True), nullable=False),
    Column("decision", JSONB),
)
"""What could take no effect. Once someone has decided about it, the event itself goes and the rest stays."""


async def take(tx: Transaction, consumer: str, event_id: UUID) -> bool:
    """Claim an event for a consumer; return False when it has already taken effect."""
    result = await tx.execute(
        insert(inbox)
        .values(consumer=consumer, event_id=event_id)
        .on_conflict_do_nothing()
        .returning(inbox.c.event_id)
    )
    return result.first() is not None


async def supersede(tx: Transaction, consumer: str, address: str, happened: datetime) -> None:
    """Drop older dead letters of an address whose last message is the whole truth."""
    older = (dead_letters.c.address == address, dead_letters.c.buried <= happened)
    await tx.execute(delete(dead_letters).where(dead_letters.c.consumer == consumer, *older))


async def forget(tx: Transaction, consumer: str, *, older_than: timedelta = timedelta(0)) -> None:
    """Forget what a consumer took longer ago than that, or everything when its stream begins anew."""
    taken = inbox.c.taken <= func.now() - older_than
    await tx.execute(delete(inbox).where(inbox.c.consumer == consumer, taken))


async def take_all(tx: Transaction, consumer: str, event_ids: Sequence[UUID]) -> set[UUID]:
    """Claim several events for a consumer; return those that have not yet taken effect."""
    if not event_ids:
        return set()
    rows = [{"consumer": consumer, "event_id": one} for one in sorted(event_ids)]
    statement = insert(inbox).values(rows).on_conflict_do_nothing().returning(inbox.c.event_id)
    return set((await tx.execute(statement)).scalars())
