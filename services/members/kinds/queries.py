"""Holding the kinds of bodies while they are put in order."""

from collections.abc import Sequence

from sqlalchemy import select

from services.members.charters.model import BodyKind
from shared.chassis.transaction import Snapshot


async def held(look: Snapshot) -> Sequence[BodyKind]:
    """Return the kinds in their order as they are now, held by the transaction, always the same one first."""
    query = select(BodyKind).order_by(BodyKind.slug).with_for_update()
    every = await look.all(query.execution_options(populate_existing=True))
    return sorted(every, key=lambda kind: (kind.position, kind.slug))
