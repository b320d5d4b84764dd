"""Looking up the people of the support organisation, and in a region whom it proposes."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from services.members.advisers.model import Adviser, AdviserHere, AdviserUnknown, ProposedAdviser
from services.members.people.model import Person, RoleGrant
from shared.chassis.transaction import Snapshot


async def everyone(look: Snapshot, on: date) -> list[tuple[Adviser, Person]]:
    """Return who works there on a day or later, national staff first."""
    rows = await look.execute(
        select(Adviser, Person)
        .join(Person, Person.id == Adviser.person_id)
        .where(or_(Adviser.ends.is_(None), Adviser.ends >= on))
        .order_by(Adviser.kind.desc(), Person.name, Adviser.id)
    )
    return [(row.Adviser, row.Person) for row in rows]


async def adviser(look: Snapshot, adviser_id: UUID, *, lock: bool = False) -> Adviser:
    """Return one of them. Raises AdviserUnknown."""
    found = await look.get(Adviser, adviser_id, lock=lock)
    if found is None:
        raise AdviserUnknown
    return found


async def proposed(look: Snapshot, adviser_id: UUID, *, lock: bool = False) -> ProposedAdviser:
    """Return whom national proposes, or did. Raises AdviserUnknown."""
    found = await look.get(ProposedAdviser, adviser_id, lock=lock)
    if found is None:
        raise AdviserUnknown
    return found


async def known_proposed(look: Snapshot, adviser_id: UUID) -> ProposedAdviser | None:
    """Return whom national has told of already, held by the transaction."""
    return await look.get(ProposedAdviser, adviser_id, lock=True)


async def all_proposed(look: Snapshot) -> list[AdviserHere]:
    """Return whom national proposes, each as the region knows them."""
    rows = await look.execute(
        select(ProposedAdviser, RoleGrant, Person)
        .join(RoleGrant, RoleGrant.id == ProposedAdviser.grant_id, isouter=True)
        .join(Person, Person.id == ProposedAdviser.person_id, isouter=True)
        .where(ProposedAdviser.withdrawn.is_(False))
        .order_by(ProposedAdviser.name, ProposedAdviser.id)
    )
    return [AdviserHere(row.ProposedAdviser, row.RoleGrant, row.Person, look.at) for row in rows]


async def here(look: Snapshot, one: ProposedAdviser) -> AdviserHere:
    """Return one whom national proposes, as the region knows them."""
    given = await look.get(RoleGrant, one.grant_id) if one.grant_id else None
    person = await look.get(Person, one.person_id) if one.person_id else None
    return AdviserHere(one, given, person, look.at)


async def waiting(look: Snapshot, on: date) -> int:
    """Count those of whom the region has something to say."""
    return sum(one.waits(on) for one in await all_proposed(look))


async def of_person(look: Snapshot, person_id: UUID) -> Sequence[ProposedAdviser]:
    """Return as whom national proposes a person who was let in."""
    query = select(ProposedAdviser).where(ProposedAdviser.person_id == person_id)
    return await look.all(query.order_by(ProposedAdviser.starts, ProposedAdviser.id))


async def proposed_as(look: Snapshot, person_id: UUID) -> Sequence[ProposedAdviser]:
    """Return whom national proposes and who is this person, by having been let in or by the address."""
    address = select(Person.email).where(Person.id == person_id).scalar_subquery()
    same = or_(ProposedAdviser.person_id == person_id, ProposedAdviser.email == address)
    return await look.all(select(ProposedAdviser).where(same).with_for_update())
