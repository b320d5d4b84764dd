"""Each event takes effect once: its id is written in the transaction of its effect."""

from uuid import UUID

from sqlalchemy import Column, DateTime, Table, Text, Uuid, func
from sqlalchemy.dialects.postgresql import insert

from shared.chassis.outbox import frame
from shared.chassis.transaction import Transaction

inbox = Table(
    "inbox",
    frame,
    Column("consumer", Text, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    Column("taken", DateTime(timezone=True), nullable=False, server_default=func.now()),
)


async def take(tx: Transaction, consumer: str, event_id: UUID) -> bool:
    """Claim an event for a consumer; return False when it has already taken effect."""
    result = await tx.execute(
        insert(inbox)
        .values(consumer=consumer, event_id=event_id)
        .on_conflict_do_nothing()
        .returning(inbox.c.event_id)
    )
    return result.first() is not None
