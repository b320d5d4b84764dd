"""Looking up matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.members.bodies.model import Body, Seat, Theme
from services.members.matters.model import Matter
from services.members.organisations.model import Organisation
from services.members.reports import queries as themes
from services.members.reports.queries import ThemeOfBody
from services.members.seats import queries as seats
from shared.chassis import links
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot

PURPOSE = "matter"


@dataclass(frozen=True)
class Sent:
    """A matter with the theme and the body it was sent to."""

    matter: Matter
    theme: Theme
    body: Body


def link(look: Snapshot, matter: Matter) -> str:
    """Return the token of the sender's own link."""
    return links.sign(look.instance, PURPOSE, {"id": str(matter.id)})


async def of_link(look: Snapshot, token: str) -> Sent:
    """Return the matter of a link. Raises LinkExpired or NotFound."""
    return await sent(look, UUID(links.read(look.instance, PURPOSE, token, at=look.at)["id"]))


async def sent(look: Snapshot, matter_id: UUID, *, lock: bool = False) -> Sent:
    """Return a matter. Raises NotFound."""
    matter = await look.get(Matter, matter_id, lock=lock)
    theme = await look.get(Theme, matter.theme_id) if matter else None
    body = await look.get(Body, matter.body_id) if matter else None
    if matter is None or theme is None or body is None:
        raise NotFound
    return Sent(matter, theme, body)


async def about(look: Snapshot, sent: Sent, on: date) -> ThemeOfBody:
    """Return the theme a matter was sent to, with those who speak for it on a day."""
    return await themes.theme_of_body(look, sent.body.slug, sent.theme.slug, on)


async def sent_since(look: Snapshot, person_id: UUID, since: datetime) -> int:
    """Count what a person has sent since a moment."""
    query = select(func.count()).select_from(Matter)
    return await look.first(query.where(Matter.person_id == person_id, Matter.sent > since)) or 0


async def for_person(look: Snapshot, person_id: UUID, on: date, *, limit: int) -> list[Sent]:
    """Return the matters of the themes a person speaks for: the unanswered first, then the newest."""
    themes_spoken_for = select(Seat.theme_id).where(seats.spoken_for(person_id, on))
    rows: Sequence[Any] = (
        await look.execute(
            select(Matter, Theme, Body)
            .join(Theme, Theme.id == Matter.theme_id)
            .join(Body, Body.id == Matter.body_id)
            .where(Matter.theme_id.in_(themes_spoken_for), Matter.erased.is_(None))
            .order_by(Matter.answered.is_not(None), Matter.sent.desc(), Matter.id)
            .limit(limit)
        )
    ).all()
    return [Sent(matter, theme, body) for matter, theme, body in rows]


async def of_person(look: Snapshot, person_id: UUID) -> list[Sent]:
    """Return what a person has sent, the newest first."""
    rows: Sequence[Any] = (
        await look.execute(
            select(Matter, Theme, Body)
            .join(Theme, Theme.id == Matter.theme_id)
            .join(Body, Body.id == Matter.body_id)
            .where(Matter.person_id == person_id)
            .order_by(Matter.sent.desc(), Matter.id)
        )
    ).all()
    return [Sent(matter, theme, body) for matter, theme, body in rows]


async def organisation_of(look: Snapshot, person_id: UUID) -> Organisation | None:
    """Return an organisation that a person is the contact of."""
    query = select(Organisation).where(
        Organisation.contact_person_id == person_id, Organisation.merged_into_id.is_(None)
    )
    return await look.first(query.order_by(Organisation.name, Organisation.id).limit(1))
