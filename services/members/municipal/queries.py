"""Looking up the contacts of municipalities."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.members.municipal.model import MunicipalContact
from services.members.people.model import Person
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot

Contact = tuple[MunicipalContact, Person]


async def contacts(look: Snapshot) -> list[Contact]:
    """Return every contact with the person, by municipality."""
    query = select(MunicipalContact, Person).join(Person, Person.id == MunicipalContact.person_id)
    order = (MunicipalContact.municipality, MunicipalContact.role, MunicipalContact.id)
    rows: Sequence[Any] = (await look.execute(query.order_by(*order))).all()
    return [(contact, person) for contact, person in rows]


async def contact(look: Snapshot, contact_id: UUID) -> MunicipalContact:
    """Return a contact, held by the transaction. Raises NotFound."""
    found = await look.get(MunicipalContact, contact_id, lock=True)
    if found is None:
        raise NotFound
    return found


async def of_person(look: Snapshot, person_id: UUID) -> Sequence[MunicipalContact]:
    """Return the municipalities a person is the contact of."""
    query = select(MunicipalContact).where(MunicipalContact.person_id == person_id)
    return await look.all(query.order_by(MunicipalContact.municipality, MunicipalContact.id))
