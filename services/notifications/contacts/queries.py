"""Looking up the contacts of municipalities."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from services.notifications.contacts.model import MunicipalContact
from shared.chassis.transaction import Snapshot


async def contacts(
    look: Snapshot, at: datetime, municipalities: Sequence[str] | None = None
) -> Sequence[UUID]:
    """Return who was a contact of one of these municipalities at a moment, or of any, each once."""
    query = select(MunicipalContact.person_id).where(
        MunicipalContact.since <= at, or_(MunicipalContact.until.is_(None), MunicipalContact.until > at)
    )
    if municipalities is not None:
        query = query.where(MunicipalContact.municipality.in_(municipalities))
    return await look.all(query.distinct().order_by(MunicipalContact.person_id))
