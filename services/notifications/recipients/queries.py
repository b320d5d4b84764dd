"""Looking people up."""

from uuid import UUID

from sqlalchemy import select

from services.notifications.errors import PersonNotKnownYet
from services.notifications.recipients.model import Recipient
from shared.chassis.transaction import Snapshot


async def recipient_of(look: Snapshot, person_id: UUID) -> Recipient:
    """Return a person, of an entry that was joined to another that one. Raises PersonNotKnownYet."""
    found = await look.get(Recipient, person_id)
    if found and found.merged_into_id:
        found = await look.get(Recipient, found.merged_into_id)
    if found is None:
        raise PersonNotKnownYet
    return found


async def held(look: Snapshot, person_id: UUID) -> Recipient:
    """Return a person who is neither erased nor joined to another until the transaction ends.

    Raises PersonNotKnownYet.
    """
    query = select(Recipient).with_for_update(read=True)
    found = await look.first(query.where(Recipient.person_id == person_id))
    if found and found.merged_into_id:
        found = await look.first(query.where(Recipient.person_id == found.merged_into_id))
    if found is None:
        raise PersonNotKnownYet
    return found
