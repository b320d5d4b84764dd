"""Looking up who works in which organisation."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.members.affiliations.model import Affiliation
from services.members.people.model import Person
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def of_organisation(look: Snapshot, organisation_id: UUID) -> Sequence[tuple[Affiliation, Person]]:
    """Return who works or has worked in an organisation, the newest first."""
    query = select(Affiliation, Person).join(Person, Person.id == Affiliation.person_id)
    rows: Any = await look.execute(
        query.where(Affiliation.organisation_id == organisation_id).order_by(
            Affiliation.starts.desc(), Person.name, Affiliation.id
        )
    )
    return [(one, person) for one, person in rows]


async def affiliation(look: Snapshot, person_id: UUID, affiliation_id: UUID) -> Affiliation:
    """Return a person's role in an organisation, held by the transaction. Raises NotFound."""
    found = await look.get(Affiliation, affiliation_id, lock=True)
    if found is None or found.person_id != person_id:
        raise NotFound
    return found


async def same(
    look: Snapshot, person_id: UUID, organisation_id: UUID, role: str, *, starts: date
) -> Affiliation | None:
    """Return the row that says the same already."""
    return await look.first(
        select(Affiliation).where(
            Affiliation.person_id == person_id,
            Affiliation.organisation_id == organisation_id,
            Affiliation.role == role,
            Affiliation.starts == starts,
        )
    )
