"""Gathering what members see of each other's organisations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from services.members.bodies import queries as bodies
from services.members.bodies.model import Body, Theme
from services.members.consents.model import Consent
from services.members.organisations import queries as organisations
from services.members.organisations.model import Organisation
from services.members.people.model import Person
from services.members.seats import queries as seats
from shared.chassis.transaction import Snapshot

PURPOSE = "directory"
"""The consent by which fellow members see a name and an address."""
AT_WORK = "active"


@dataclass
class Entry:
    """An organisation at the table: its seats, its entry in the directory, and who agreed to be shown."""

    name: str
    organisation: Organisation | None
    seats: list[tuple[Body, Theme | None]] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    email: str = ""
    """The organisation's own address; a person's only when the person agreed to it."""


async def entries(look: Snapshot, on: date) -> list[Entry]:
    """Return the organisations that hold a seat in a body at work on a day, by name."""
    found: dict[UUID | str, Entry] = {}
    sitting = []
    for whole in await bodies.all_whole(look):
        if whole.body.state == AT_WORK:
            sitting += [(whole, one) for one in await seats.representatives(look, whole, on)]
    known = await organisations.organisations(
        look, [one.seat.organisation_id for _, one in sitting if one.seat.organisation_id]
    )
    shown = await _agreeing(look, [one.person_id for _, one in sitting])
    for whole, one in sitting:
        organisation = known.get(one.seat.organisation_id) if one.seat.organisation_id else None
        name = organisation.name if organisation else one.seat.represents
        entry = found.setdefault(organisation.id if organisation else name, Entry(name, organisation))
        place = (whole.body, whole.theme_of(one.seat))
        if place not in entry.seats:
            entry.seats.append(place)
        person = shown.get(one.person_id)
        if person and person not in entry.people:
            entry.people.append(person)
    await _address(look, list(found.values()))
    return sorted(found.values(), key=lambda entry: entry.name.lower())


async def _agreeing(look: Snapshot, ids: Sequence[UUID]) -> dict[UUID, Person]:
    query = (
        select(Person)
        .join(Consent, Consent.person_id == Person.id)
        .where(Consent.purpose == PURPOSE, Consent.withdrawn.is_(None), Person.id.in_(ids))
    )
    return {person.id: person for person in await look.all(query)}


async def _address(look: Snapshot, entries: Sequence[Entry]) -> None:
    """Show an organisation's own address, unless it is that of a person who has not agreed."""
    kept = [entry.organisation.contact_email or "" for entry in entries if entry.organisation]
    written = [address.lower() for address in kept]
    of_people = await look.all(select(Person).where(func.lower(Person.email).in_(written)))
    agreeing = await _agreeing(look, [person.id for person in of_people])
    hidden = {(person.email or "").lower() for person in of_people if person.id not in agreeing}
    for entry in entries:
        if entry.organisation and entry.organisation.contact_email:
            address = entry.organisation.contact_email
            entry.email = "" if address.lower() in hidden else address
