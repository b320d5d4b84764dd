"""Looking up the contacts of organisations."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from services.members.contacts.model import RoleContact
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def of_organisation(look: Snapshot, organisation_id: UUID) -> Sequence[RoleContact]:
    """Return the contacts of an organisation, by role."""
    query = select(RoleContact).where(RoleContact.organisation_id == organisation_id)
    return await look.all(query.order_by(RoleContact.role, RoleContact.id))


async def contact(
    look: Snapshot, organisation_id: UUID, contact_id: UUID, *, lock: bool = False
) -> RoleContact:
    """Return one contact of an organisation. Raises NotFound."""
    found = await look.get(RoleContact, contact_id, lock=lock)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound
    return found


async def at_address(look: Snapshot, email: str) -> Sequence[RoleContact]:
    """Return the contacts with an address."""
    query = select(RoleContact).where(func.lower(RoleContact.email) == email.lower())
    return await look.all(query.order_by(RoleContact.organisation_id, RoleContact.id))
