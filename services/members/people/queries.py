"""Looking up people, their roles and their open links."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from services.members.errors import PersonUnknown
from services.members.people.model import Person, PersonChange, RoleGrant, SignIn
from shared.chassis.localised import LocalisedText
from shared.chassis.principals import CHAIR, COORDINATOR, MEMBER, SECRETARY, Role
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def person_by_email(look: Snapshot, email: str) -> Person | None:
    """Return the person with this address, be it one that an entry brought which was joined to theirs."""
    return (await people_by_email(look, [email])).get(email)


async def known(look: Snapshot, person_id: UUID | None, *, lock: bool = False) -> Person:
    """Return a person who has not been erased nor joined to another entry. Raises PersonUnknown."""
    found = await look.get(Person, person_id, lock=lock) if person_id else None
    if found is None or found.erased is not None or found.merged_into_id is not None:
        raise PersonUnknown
    return found


def one_person(entry: Any = Person) -> ColumnElement[UUID]:
    """Return whose an entry is: its own, or that of the one it was joined to."""
    return func.coalesce(entry.merged_into_id, entry.id)


async def merged_into(look: Snapshot, person_id: UUID) -> Sequence[Person]:
    """Return the entries that were joined to a person's, with their names and addresses."""
    return await look.all(select(Person).where(Person.merged_into_id == person_id).order_by(Person.id))


async def people(look: Snapshot, ids: Sequence[UUID]) -> dict[UUID, Person]:
    """Return these people by id."""
    found = await look.all(select(Person).where(Person.id.in_(ids)))
    return {person.id: person for person in found}


async def namesakes(look: Snapshot, name: str, email: str, *, limit: int = 5) -> Sequence[Person]:
    """Return people of this name who have another address; nobody when the address is known already."""
    if await person_by_email(look, email):
        return ()
    query = select(Person).where(func.lower(Person.name) == name.lower(), *standing())
    return await look.all(query.order_by(Person.known, Person.id).limit(limit))


async def people_by_email(look: Snapshot, emails: Sequence[str]) -> dict[str, Person]:
    """Return whose these addresses are, by address."""
    entry = aliased(Person)
    query = select(entry.email, Person).join(Person, Person.id == one_person(entry))
    rows: Sequence[Any] = (await look.execute(query.where(entry.email.in_(emails)))).all()
    return dict(rows)


def standing() -> tuple[ColumnElement[bool], ...]:
    """Say that an entry is a person's who is known here: neither erased nor joined to another."""
    return Person.erased.is_(None), Person.merged_into_id.is_(None)


async def roles(look: Snapshot, person_id: UUID, on: date) -> frozenset[Role]:
    """Return the roles a person holds on a day."""
    grants = await look.all(
        select(RoleGrant).where(
            RoleGrant.person_id == person_id,
            RoleGrant.starts <= on,
            or_(RoleGrant.ends.is_(None), RoleGrant.ends >= on),
        )
    )
    return frozenset(Role(grant.role, grant.body_id) for grant in grants)


async def grants(look: Snapshot, person_id: UUID) -> Sequence[RoleGrant]:
    """Return every role a person holds or has held, the newest first."""
    query = select(RoleGrant).where(RoleGrant.person_id == person_id)
    return await look.all(query.order_by(RoleGrant.starts.desc(), RoleGrant.role, RoleGrant.id))


async def grant(look: Snapshot, person_id: UUID, grant_id: UUID) -> RoleGrant:
    """Return a role that a person holds, held by the transaction. Raises NotFound."""
    found = await look.get(RoleGrant, grant_id, lock=True)
    if found is None or found.person_id != person_id:
        raise NotFound
    return found


async def changes(look: Snapshot, person_id: UUID, *, limit: int = 100) -> Sequence[PersonChange]:
    """Return what was changed in a person's facts, the latest first."""
    query = select(PersonChange).where(PersonChange.person_id == person_id)
    return await look.all(query.order_by(PersonChange.at.desc(), PersonChange.id).limit(limit))


async def grant_of_seat(look: Snapshot, seat_id: UUID) -> RoleGrant | None:
    """Return the role that came with a seat."""
    return await look.first(select(RoleGrant).where(RoleGrant.seat_id == seat_id))


async def open_links(look: Snapshot, person_id: UUID, at: datetime) -> int:
    """Count the links of a person that can still be used."""
    count = await look.first(
        select(func.count())
        .select_from(SignIn)
        .where(SignIn.person_id == person_id, SignIn.used.is_(None), SignIn.until > at)
    )
    return count or 0


async def staff(look: Snapshot, body_id: UUID, on: date) -> Sequence[RoleGrant]:
    """Return the coordinators of a body on a day whose title or organisation is known: its own first."""
    query = select(RoleGrant).where(
        RoleGrant.role == COORDINATOR,
        or_(RoleGrant.body_id.is_(None), RoleGrant.body_id == body_id),
        or_(RoleGrant.organisation != "", RoleGrant.title != LocalisedText()),
        RoleGrant.starts <= on,
        or_(RoleGrant.ends.is_(None), RoleGrant.ends >= on),
    )
    return await look.all(query.order_by(RoleGrant.body_id.nulls_last(), RoleGrant.starts, RoleGrant.id))


async def holders(look: Snapshot, role: str, body_id: UUID, on: date) -> Sequence[UUID]:
    """Return who holds a role on a day, in a body or in the whole region."""
    return await look.all(
        select(RoleGrant.person_id)
        .where(
            RoleGrant.role == role,
            or_(RoleGrant.body_id.is_(None), RoleGrant.body_id == body_id),
            RoleGrant.starts <= on,
            or_(RoleGrant.ends.is_(None), RoleGrant.ends >= on),
        )
        .distinct()
        .order_by(RoleGrant.person_id)
    )


async def at_tables(look: Snapshot, on: date) -> Sequence[UUID]:
    """Return who is a member of some body on a day, or leads one."""
    return await look.all(
        select(RoleGrant.person_id)
        .where(
            RoleGrant.role.in_((MEMBER, CHAIR, SECRETARY)),
            RoleGrant.starts <= on,
            or_(RoleGrant.ends.is_(None), RoleGrant.ends >= on),
        )
        .distinct()
        .order_by(RoleGrant.person_id)
    )
