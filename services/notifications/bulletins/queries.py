"""Looking news up."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from services.notifications.bulletins.model import Body, Kind, NewsItem, SeatCount
from shared.chassis.transaction import Snapshot


async def newest(look: Snapshot, kind: Kind | None, *, limit: int, offset: int = 0) -> Sequence[NewsItem]:
    """Return news, the newest first."""
    query = select(NewsItem).order_by(NewsItem.published.desc(), NewsItem.id).limit(limit).offset(offset)
    return await look.all(query.where(NewsItem.kind == kind) if kind else query)


async def total(look: Snapshot, kind: Kind | None) -> int:
    """Return how much news there is."""
    query = select(func.count()).select_from(NewsItem)
    return await look.first(query.where(NewsItem.kind == kind) if kind else query) or 0


async def next_meeting(look: Snapshot, at: datetime) -> NewsItem | None:
    """Return the meeting that is on or comes next."""
    return await look.first(
        select(NewsItem)
        .where(NewsItem.kind == "meeting", NewsItem.turn != "cancelled", NewsItem.ends > at)
        .order_by(NewsItem.starts)
    )


async def open_call(look: Snapshot, at: datetime) -> NewsItem | None:
    """Return the open call that closes first."""
    return await look.first(
        select(NewsItem)
        .where(NewsItem.kind == "call", NewsItem.turn != "closed")
        .where(NewsItem.starts <= at, NewsItem.ends > at)
        .order_by(NewsItem.ends)
    )


async def seats(look: Snapshot) -> Sequence[tuple[Body, SeatCount]]:
    """Return the bodies that have seats, with how many of them are taken."""
    query = (
        select(Body, SeatCount)
        .join(SeatCount, SeatCount.body_id == Body.body_id)
        .where(or_(SeatCount.seats > 0, SeatCount.filled > 0))
        .order_by(Body.slug)
    )
    return [(row.Body, row.SeatCount) for row in await look.execute(query)]
