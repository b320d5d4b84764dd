"""Looking up deputies and offices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select

from services.members import access
from services.members.bodies.model import ORGANISATION, Body, FormerHolder, Seat, WholeBody
from services.members.consents import queries as consents
from services.members.people import queries as people
from services.members.people.model import Person
from services.members.seats.model import OFFICES, Deputy, Office
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


@dataclass(frozen=True)
class Representative:
    """Who sits at the table on a day: the holder of a seat, or the deputy."""

    person_id: UUID
    seat: Seat
    is_deputy: bool


async def sitting(look: Snapshot, whole: WholeBody, on: date) -> list[Representative]:
    """Return the members of a body on a day, each before the deputy."""
    named = [one for one in await deputies_of_body(look, whole.body.id) if one.held_on(on)]
    found = []
    for seat in whole.members_on(on):
        found.append(Representative(whole.holder(seat, on), seat, is_deputy=False))
        own = [one for one in named if one.seat_id == seat.id]
        found += [Representative(one.person_id, seat, is_deputy=True) for one in own]
    return found


async def representatives(look: Snapshot, whole: WholeBody, on: date) -> list[Representative]:
    """Return the holders of the organisations' seats on a day, each before the deputy."""
    return [one for one in await sitting(look, whole, on) if one.seat.kind == ORGANISATION]


def spoken_for(person_id: UUID, on: date) -> ColumnElement[bool]:
    """Say that a person holds an organisation's seat on a day, or is its deputy."""
    later = select(FormerHolder.id).where(FormerHolder.seat_id == Seat.id, FormerHolder.ends >= on)
    before, instead = (
        select(held.seat_id).where(held.person_id == person_id, held.starts <= on, held.ends >= on)
        for held in (FormerHolder, Deputy)
    )
    own = and_(Seat.person_id == person_id, ~exists(later))
    return and_(
        Seat.kind == ORGANISATION,
        Seat.starts <= on,
        Seat.ends >= on,
        or_(own, Seat.id.in_(before), Seat.id.in_(instead)),
    )


async def deputies(look: Snapshot, seat_id: UUID) -> Sequence[Deputy]:
    """Return the deputies a seat has had, the first one first."""
    return await look.all(select(Deputy).where(Deputy.seat_id == seat_id).order_by(Deputy.starts))


async def deputies_of_body(look: Snapshot, body_id: UUID) -> Sequence[Deputy]:
    """Return every deputy a body has had."""
    query = select(Deputy).join(Seat, Seat.id == Deputy.seat_id).where(Seat.body_id == body_id)
    return await look.all(query.order_by(Deputy.starts))


async def deputy(look: Snapshot, deputy_id: UUID) -> tuple[Deputy, Seat]:
    """Return a deputy with the seat. Raises NotFound."""
    found = await look.get(Deputy, deputy_id)
    seat = await look.get(Seat, found.seat_id) if found else None
    if found is None or seat is None:
        raise NotFound
    return found, seat


async def offices(look: Snapshot, body_id: UUID) -> list[Office]:
    """Return the offices of a body, held now and before: the chair first, the newest first."""
    found = await look.all(select(Office).where(Office.body_id == body_id).order_by(Office.starts.desc()))
    return sorted(found, key=lambda office: OFFICES.index(office.kind))


async def office(look: Snapshot, office_id: UUID) -> Office:
    """Return an office. Raises NotFound."""
    found = await look.get(Office, office_id)
    if found is None:
        raise NotFound
    return found


async def offices_of(look: Snapshot, person_id: UUID) -> list[tuple[Office, Body]]:
    """Return the offices a person holds or has held, the newest first."""
    query = select(Office, Body).join(Body, Body.id == Office.body_id).where(Office.person_id == person_id)
    rows: Sequence[Any] = (await look.execute(query.order_by(Office.starts.desc(), Office.id))).all()
    return [(held, body) for held, body in rows if held.starts <= held.ends]


async def deputy_of(look: Snapshot, person_id: UUID) -> list[tuple[Deputy, Seat, Body]]:
    """Return whose deputy a person is or has been, with the seats and their bodies, the newest first."""
    query = (
        select(Deputy, Seat, Body).join(Seat, Seat.id == Deputy.seat_id).join(Body, Body.id == Seat.body_id)
    )
    query = query.where(Deputy.person_id == person_id).order_by(Deputy.starts.desc(), Deputy.id)
    rows: Sequence[Any] = (await look.execute(query)).all()
    return [(held, seat, body) for held, seat, body in rows if held.starts <= held.ends]


async def everyone(look: Snapshot, whole: WholeBody) -> set[UUID]:
    """Return who has ever held a seat, a deputy's place or an office of a body."""
    holders = {person for seat in whole.seats for person, _, _ in whole.holders(seat)}
    deputies_had = {one.person_id for one in await deputies_of_body(look, whole.body.id)}
    return holders | deputies_had | {one.person_id for one in await offices(look, whole.body.id)}


async def named(look: Snapshot, whole: WholeBody, who: Principal) -> dict[UUID, Person]:
    """Return whose names a reader sees with a body.

    Those who sit there see every name. Anyone sees the names of those who let theirs be shown, but of
    nobody who holds or has held a seat or a deputy's place in a theme that may tell of health.
    """
    if access.may_see_names(who, whole.body.id):
        return await people.people(look, list(await everyone(look, whole)))
    hidden = whole.shielded()
    for deputy in await deputies_of_body(look, whole.body.id):
        if deputy.seat_id in whole.protected_seats():
            hidden.add(deputy.person_id)
    return await people.people(look, list(await consents.consenting(look, whole.body.id) - hidden))
