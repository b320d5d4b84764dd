"""Events wait here in the transaction that made them true; a due time makes one a timer."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from shared.contracts.envelope import Envelope, Event

frame = sa.MetaData()
"""The frame's own tables, present in the schema of every service."""

outbox = sa.Table(
    "outbox",
    frame,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("event_id", sa.Uuid, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sa.Column("due", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("key", sa.Text, index=True),
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
    await session.execute(sa.delete(outbox).where(outbox.c.key == key))
