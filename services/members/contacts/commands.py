"""Writing and removing the contacts of an organisation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from services.members.contacts import queries
from services.members.contacts.model import RoleContact
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction


async def add(
    tx: Transaction, organisation_id: UUID, facts: Mapping[str, Any], *, at: datetime
) -> RoleContact:
    """Add a contact to an organisation. Raises NotFound when there is no such organisation."""
    contact = RoleContact(id=uuid4(), organisation_id=organisation_id, name="", agreed=None)
    contact.write(facts, at)
    try:
        async with tx.attempt():
            tx.add(contact)
            await tx.flush()
    except IntegrityError as error:
        raise NotFound from error
    return contact


async def change(
    tx: Transaction, organisation_id: UUID, contact_id: UUID, facts: Mapping[str, Any], *, at: datetime
) -> RoleContact:
    """Correct a contact."""
    contact = await queries.contact(tx, organisation_id, contact_id, lock=True)
    contact.write(facts, at)
    return contact


async def remove(tx: Transaction, organisation_id: UUID, contact_id: UUID) -> None:
    """Remove a contact; nothing is kept of it."""
    await tx.delete(await queries.contact(tx, organisation_id, contact_id, lock=True))


async def forget(tx: Transaction, email: str) -> None:
    """Remove every contact with an address."""
    for contact in await queries.at_address(tx, email):
        await tx.delete(contact)
