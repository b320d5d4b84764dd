"""Looking people up."""

from uuid import UUID

from services.notifications.errors import PersonNotKnownYet
from services.notifications.recipients.model import Recipient
from shared.chassis.transaction import Snapshot


async def recipient_of(look: Snapshot, person_id: UUID) -> Recipient:
    """Return a person. Raises PersonNotKnownYet."""
    found = await look.get(Recipient, person_id)
    if found is None:
        raise PersonNotKnownYet
    return found
