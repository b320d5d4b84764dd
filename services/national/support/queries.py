"""Looking up advisers."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from services.national.support.model import Adviser
from shared.chassis.transaction import Snapshot


async def advisers_of(look: Snapshot, region: str, on: date) -> Sequence[Adviser]:
    """Return who advises a region on a day."""
    query = select(Adviser).where(
        Adviser.regions.contains([region]),
        Adviser.starts <= on,
        or_(Adviser.ends.is_(None), Adviser.ends >= on),
    )
    return await look.all(query.order_by(Adviser.starts, Adviser.adviser_id))
