"""Every question asked of the rosters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select

from services.meetings.errors import BodyNotKnown
from services.meetings.rosters.model import OFFICE, Body, Deputy, Organisation, Person, Seating
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot

Told = TypeVar("Told", bound=BaseModel)


@dataclass(frozen=True)
class Seated:
    """Someone at the table on a day; the name is empty until members has told it."""

    seating: Seating
    name: str
    language: str
    produces_services: bool = False
    """Whether the organisation sells services to the county."""


async def bodies(look: Snapshot) -> Sequence[Body]:
    """Return the bodies of the region by slug."""
    return await look.all(select(Body).order_by(Body.slug))


async def body(look: Snapshot, body_id: UUID) -> Body:
    """Return a body. Raises NotFound."""
    if found := await look.get(Body, body_id):
        return found
    raise NotFound


async def chosen_body(look: Snapshot, body_id: UUID) -> Body:
    """Return a body named in a form or in JSON. Raises BodyNotKnown."""
    if found := await look.get(Body, body_id):
        return found
    raise BodyNotKnown


async def roster_on(look: Snapshot, body_id: UUID, on: date) -> Sequence[Seated]:
    """Return who has a seat or an office of the body on a day, one row a person: the seat goes first."""
    result = await look.execute(
        select(Seating, Person.name, Person.language, Organisation.produces_services)
        .outerjoin(Person, Person.id == Seating.person_id)
        .outerjoin(Organisation, Organisation.id == Seating.organisation_id)
        .where(Seating.body_id == body_id, Seating.starts <= on, Seating.ends >= on)
        .order_by(Seating.person_id, Seating.kind == OFFICE, Seating.starts.desc(), Seating.seat_id)
        .distinct(Seating.person_id)
    )
    rows: Sequence[Any] = result.all()
    seated = [
        Seated(seating, name or "", language or "", bool(sells)) for seating, name, language, sells in rows
    ]
    return sorted(seated, key=lambda one: (one.seating.represents, one.name))


async def seatings_before(
    look: Snapshot, seat_id: UUID, person_id: UUID, *, lock: bool = False
) -> Sequence[Seating]:
    """Return the seatings of a person in a seat, the newest first."""
    query = (
        select(Seating)
        .where(Seating.seat_id == seat_id, Seating.person_id == person_id)
        .order_by(Seating.version.desc())
    )
    return await look.all(query.with_for_update() if lock else query)


async def people(look: Snapshot, person_ids: Iterable[UUID]) -> Mapping[UUID, Person]:
    """Return the people known of these, by id."""
    return {
        person.id: person for person in await look.all(select(Person).where(Person.id.in_(list(person_ids))))
    }


async def one_person(look: Snapshot, person_id: UUID) -> UUID:
    """Return whose an entry is, of a joined one that which took it in; neither changes meanwhile."""
    query = select(Person).where(Person.id == person_id).with_for_update(read=True)
    found = await look.first(query)
    return (found.merged_into_id if found else None) or person_id


async def of_one_person(look: Snapshot, event: Told, person_id: UUID) -> Told:
    """Return what was told, of the entry that took in whom it was told of."""
    return event.model_copy(update={"person_id": await one_person(look, person_id)})


async def deputy_on(look: Snapshot, body_id: UUID, person_id: UUID, on: date) -> UUID | None:
    """Return who comes in the place of a person of a body on a day, if a deputy was named."""
    return await look.first(
        select(Deputy.person_id)
        .join(Seating, Seating.seat_id == Deputy.seat_id)
        .where(
            Seating.body_id == body_id,
            Seating.person_id == person_id,
            Seating.starts <= on,
            Seating.ends >= on,
            Deputy.starts <= on,
            Deputy.ends >= on,
        )
        .order_by(Seating.starts.desc(), Deputy.starts.desc())
        .limit(1)
    )


async def represented_by(look: Snapshot, body_id: UUID, person_id: UUID | None, on: date) -> str:
    """Return what a person represents in a body on a day, or nothing."""
    found = await look.first(
        select(Seating.represents)
        .where(
            Seating.body_id == body_id,
            Seating.person_id == person_id,
            Seating.starts <= on,
            Seating.ends >= on,
        )
        .order_by(Seating.kind == OFFICE, Seating.starts.desc(), Seating.seat_id)
    )
    return found or ""


async def parties(look: Snapshot, body_id: UUID, on: date) -> Mapping[str, bool]:
    """Return what is represented in a body on a day; true is one that sells services to the county."""
    seated = await roster_on(look, body_id, on)
    found: dict[str, bool] = {}
    for one in seated:
        if one.seating.counts:
            name = one.seating.represents
            found[name] = found.get(name, False) or one.produces_services
    return found
