"""Whom a survey reaches."""

from collections.abc import Sequence
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from services.surveys.audiences.model import Body, Organisation, Person, Seat
from shared.chassis.transaction import Snapshot

Audience = Literal["directory", "body", "open"]


async def audience(look: Snapshot, kind: Audience, body_id: UUID | None, on: date) -> Sequence[UUID]:
    """Return the people to invite, each once; an open survey invites nobody by name."""
    known = (_within(kind, body_id, on), Person.language != "")
    return await look.all(select(Person.id).where(*known).order_by(Person.id))


async def languages(look: Snapshot, kind: Audience, body_id: UUID | None, on: date) -> dict[str, int]:
    """Return how many of the audience read each language."""
    number = func.count().label("number")
    known = (_within(kind, body_id, on), Person.language != "")
    query = select(Person.language, number).where(*known).group_by(Person.language)
    return {row.language: row.number for row in await look.execute(query)}


async def one_person(look: Snapshot, person_id: UUID) -> UUID:
    """Return whose an entry is, of a joined one that which took it in; neither changes meanwhile."""
    query = select(Person).where(Person.id == person_id).with_for_update(read=True)
    found = await look.first(query)
    return (found.merged_into_id if found else None) or person_id


async def bodies(look: Snapshot) -> Sequence[Body]:
    """Return the bodies a survey can be about."""
    return await look.all(select(Body).order_by(Body.slug))


async def body(look: Snapshot, body_id: UUID | None) -> Body | None:
    """Return a body, or None when there is none or it is not known here yet."""
    return await look.get(Body, body_id) if body_id else None


def _within(kind: Audience, body_id: UUID | None, on: date) -> ColumnElement[bool]:
    if kind == "directory":
        return Person.id.in_(select(Organisation.contact_person_id))
    if kind == "body":
        return Person.id.in_(
            select(Seat.person_id).where(
                Seat.body_id == body_id, or_(Seat.starts.is_(None), Seat.starts <= on), Seat.ends >= on
            )
        )
    return Person.id.is_(None)
