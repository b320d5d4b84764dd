"""Looking at what has been joined, and at what points to an organisation."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Text, cast, func, or_, select

from services.members.merges.model import Merge
from services.members.organisations.model import FactChange, Organisation
from services.members.people.model import Person
from services.members.tables import Table
from shared.chassis.transaction import Snapshot


async def merges_of(look: Snapshot, organisation_id: UUID) -> Sequence[Merge]:
    """Return the joinings of an organisation that stand or stood, the newest first."""
    return await look.all(
        select(Merge)
        .where(or_(Merge.kept_id == organisation_id, Merge.merged_id == organisation_id))
        .order_by(Merge.at.desc(), Merge.id)
    )


async def naming(look: Snapshot, person: Person) -> Sequence[Merge]:
    """Return the joinings that remember a person as a contact, held."""
    written = func.lower(cast(Merge.kept_facts, Text))
    found = [written.contains(one, autoescape=True) for one in (str(person.id), person.email) if one]
    return await look.all(select(Merge).where(or_(*found)).order_by(Merge.id).with_for_update())


async def pair(
    look: Snapshot, first_id: UUID, second_id: UUID, *, lock: bool = False
) -> Mapping[UUID, Organisation]:
    """Return two organisations, always held in the same order."""
    query = select(Organisation).where(Organisation.id.in_([first_id, second_id])).order_by(Organisation.id)
    found = await look.all(query.with_for_update() if lock else query)
    return {organisation.id: organisation for organisation in found}


def pointers() -> Sequence[Column[Any]]:
    """Return every column of the service that points to an organisation, but those of its own history."""
    target: Any = Organisation.__table__.c.id
    return [
        column
        for table in Table.metadata.sorted_tables
        if table.name not in (Merge.__tablename__, FactChange.__tablename__)
        for column in table.columns
        if column.references(target)
    ]
