"""What changes the news: the newest version of each thing is told, whatever order the versions come in."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from services.notifications.bulletins.model import Body, Kind, NewsItem, SeatCount, Turn
from services.notifications.errors import SubjectNotKnownYet
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction
from shared.contracts.envelope import Words
from shared.contracts.members import BodyChanged, SeatsCounted


async def tell(
    tx: Transaction,
    kind: Kind,
    subject_id: UUID,
    *,
    version: int,
    title: Words,
    href: str,
    published: datetime,
    summary: Words | None = None,
    turn: Turn = "current",
    starts: datetime | None = None,
    ends: datetime | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Tell a piece of news, or tell it anew."""
    values = {
        "version": version,
        "turn": turn,
        "title": LocalisedText.of(title),
        "summary": LocalisedText.of(summary or {}),
        "href": href,
        "published": published,
        "starts": starts,
        "ends": ends,
        "facts": facts or {},
    }
    await tx.execute(
        insert(NewsItem)
        .values(id=uuid4(), kind=kind, subject_id=subject_id, **values)
        .on_conflict_do_update(
            index_elements=[NewsItem.kind, NewsItem.subject_id],
            set_=values,
            where=NewsItem.version < version,
        )
    )


async def close(tx: Transaction, kind: Kind, subject_id: UUID, *, version: int) -> None:
    """Tell that the time of a call or a survey is over.

    Raises SubjectNotKnownYet when its opening has not arrived.
    """
    subject = (NewsItem.kind == kind, NewsItem.subject_id == subject_id)
    if await tx.first(select(NewsItem.id).where(*subject)) is None:
        raise SubjectNotKnownYet
    await tx.execute(
        update(NewsItem).where(*subject, NewsItem.version < version).values(turn="closed", version=version)
    )


async def know_body(tx: Transaction, body: BodyChanged) -> None:
    """Keep the newest that is known of a body."""
    values = {
        "version": body.version,
        "slug": body.slug,
        "name": LocalisedText.of(body.name),
        "state": body.state,
    }
    await tx.execute(
        insert(Body)
        .values(body_id=body.body_id, **values)
        .on_conflict_do_update(index_elements=[Body.body_id], set_=values, where=Body.version < body.version)
    )


async def count_seats(tx: Transaction, count: SeatsCounted) -> None:
    """Keep the newest count of a body's seats."""
    values = {
        "version": count.version,
        "filled": count.filled,
        "seats": count.seats,
        "figures": count.model_dump(mode="json", include={"themes"}),
    }
    await tx.execute(
        insert(SeatCount)
        .values(body_id=count.body_id, **values)
        .on_conflict_do_update(
            index_elements=[SeatCount.body_id], set_=values, where=SeatCount.version < count.version
        )
    )
