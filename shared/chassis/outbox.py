"""Events wait here in the transaction that made them true; a due time makes one a timer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    delete,
)
from sqlalchemy.ext.asyncio import AsyncSession

from shared.contracts.envelope import Envelope, Event

frame = MetaData()
"""The frame's own tables, present in the schema of every service."""

outbox = Table(
    "outbox",
    frame,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("address", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("due", DateTime(timezone=True), nullable=False, index=True),
    Column("key", Text, index=True),
)
"""A row is an event that is not yet in its stream. Once it is stored there, the row is gone."""


def row(
    event: Event,
    event_id: UUID,
    *,
    service: str,
    slug: str,
    moment: datetime,
    key: str | None,
    traceparent: str | None,
) -> dict[str, Any]:
    """Return the outbox row of an event."""
    envelope = Envelope(
        id=event_id,
        source=f"/{slug}/{service}",
        type=event.subject,
        time=moment,
        traceparent=traceparent,
        data=event.model_dump(mode="json"),
    )
    return {
        "event_id": event_id,
        "address": event.address(slug),
        "envelope": envelope.model_dump_json(exclude_none=True).encode(),
        "due": moment,
        "key": key,
    }


async def take_back(session: AsyncSession, key: str) -> None:
    """Delete what has not happened yet under `key`."""
    await session.execute(delete(outbox).where(outbox.c.key == key))
