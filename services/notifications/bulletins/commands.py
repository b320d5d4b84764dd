"""What changes the news: the newest version of each thing is told, whatever order the versions come in."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from services.notifications.bulletins.model import Body, Kind, NewsItem, SeatCount, Turn
from services.notifications.contacts.queries import contacts
from services.notifications.emails import commands as emails
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
    """Tell a piece of news, or tell it anew; contacts of municipalities get a letter of what has happened."""
    before = await tx.first(
        select(NewsItem.turn).where(NewsItem.kind == kind, NewsItem.subject_id == subject_id)
    )
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
    told = await tx.execute(
        insert(NewsItem)
        .values(id=uuid4(), kind=kind, subject_id=subject_id, **values)
        .on_conflict_do_update(
            index_elements=[NewsItem.kind, NewsItem.subject_id],
            set_=values,
            where=NewsItem.version < version,
        )
    )
    over = ends is not None and ends <= tx.at
    # A translation, or a deadline moved, is no other piece of news; a meeting that moved again is.
    if told.rowcount and not over and (turn != before or turn == "moved"):  # type: ignore[attr-defined]
        written: dict[str, Any] = {"title": title, "summary": summary or {}, "href": href, "turn": turn}
        if kind == "meeting" and starts:
            written["starts"] = starts.isoformat()
        await _write_to_municipalities(tx, published, written)


async def close(
    tx: Transaction, kind: Kind, subject_id: UUID, *, version: int, turn: Turn = "closed"
) -> None:
    """Tell that the time of a call, a survey or a request for names is over.

    Raises SubjectNotKnownYet when its opening has not arrived.
    """
    subject = (NewsItem.kind == kind, NewsItem.subject_id == subject_id)
    if await tx.first(select(NewsItem.id).where(*subject)) is None:
        raise SubjectNotKnownYet
    await tx.execute(
        update(NewsItem).where(*subject, NewsItem.version < version).values(turn=turn, version=version)
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


async def _write_to_municipalities(tx: Transaction, published: datetime, context: dict[str, Any]) -> None:
    for person_id in await contacts(tx, published):
        await emails.compose(tx, "public_news", person_id, context, at=tx.at)
