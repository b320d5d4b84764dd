"""Looking up people, their roles and their open links."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from services.members.people.model import Person, RoleGrant, SignIn
from shared.chassis.principals import Role
from shared.chassis.transaction import Snapshot


async def person_by_email(look: Snapshot, email: str) -> Person | None:
    """Return the person with this address."""
    return await look.first(select(Person).where(Person.email == email))


async def people(look: Snapshot, ids: Sequence[UUID]) -> dict[UUID, Person]:
    """Return these people by id."""
    found = await look.all(select(Person).where(Person.id.in_(ids)))
    return {person.id: person for person in found}


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
