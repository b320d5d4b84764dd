"""Looking people up."""

from uuid import UUID

from sqlalchemy import select

from services.notifications.errors import PersonNotKnownYet
from services.notifications.recipients.model import Recipient
from shared.chassis.transaction import Snapshot


async def recipient_of(look: Snapshot, person_id: UUID) -> Recipient:
    """Return a person. Raises PersonNotKnownYet."""
    found = await look.get(Recipient, person_id)
    if found is None:
        raise PersonNotKnownYet
    return found


async def held(look: Snapshot, person_id: UUID) -> Recipient:
    """Return a person who cannot be erased until the transaction ends. Raises PersonNotKnownYet."""
    found = await look.first(
        select(Recipient).where(Recipient.person_id == person_id).with_for_update(read=True)
    )
    if found is None:
        raise PersonNotKnownYet
    return found
