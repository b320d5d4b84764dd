"""Naming and ending the contacts of municipalities."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from services.members.municipal import queries
from services.members.municipal.model import ContactKnown, MunicipalContact
from services.members.municipal.queries import Contact
from services.members.municipal.schemas import ContactIn
from services.members.people import commands as people
from services.members.people.model import Person
from services.members.places.model import Municipalities
from shared.chassis.transaction import Transaction


async def name(tx: Transaction, data: ContactIn, places: Municipalities, *, at: datetime) -> Contact:
    """Name a contact of a municipality; without a name the role is what the letters say.

    Raises MunicipalityUnknown or ContactKnown.
    """
    places.check([data.municipality])
    person = await people.know(tx, data.name or data.role, data.email, data.language, at)
    contact = MunicipalContact(
        id=uuid4(), municipality=data.municipality, role=data.role, person_id=person.id, since=at
    )
    try:
        async with tx.attempt():
            tx.add(contact)
            await tx.flush()
    except IntegrityError as error:
        raise ContactKnown from error
    tx.record(contact.told())
    return contact, person


async def end(tx: Transaction, contact: MunicipalContact, *, at: datetime) -> None:
    """Let a municipality have this contact no more."""
    tx.record(contact.told(until=at))
    await tx.delete(contact)
    await tx.flush()


async def forget(tx: Transaction, person: Person, *, at: datetime) -> None:
    """Let a person be no municipality's contact."""
    for contact in await queries.of_person(tx, person.id):
        await end(tx, contact, at=at)
