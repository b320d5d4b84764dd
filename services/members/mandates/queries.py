"""Looking up what mandates were before."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.members.representation import queries as representation
from services.members.representation.model import Mandate, MandateEdition
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def mandate(look: Snapshot, mandate_id: UUID, *, lock: bool = False) -> Mandate:
    """Return a mandate. Raises NotFound, also for one that was never held."""
    found = await representation.mandate(look, mandate_id, lock=lock)
    if found.void:
        raise NotFound
    return found


async def held_by(look: Snapshot, person_id: UUID) -> Sequence[Mandate]:
    """Return a person's mandates, the newest first, without those never held."""
    query = select(Mandate).where(Mandate.person_id == person_id, Mandate.ends >= Mandate.starts)
    return await look.all(query.order_by(Mandate.starts.desc(), Mandate.id))


async def editions(look: Snapshot, mandate_id: UUID) -> Sequence[MandateEdition]:
    """Return what a mandate was before, the newest first."""
    query = select(MandateEdition).where(MandateEdition.mandate_id == mandate_id)
    return await look.all(query.order_by(MandateEdition.version.desc()))


async def of_person(look: Snapshot, person_id: UUID) -> Sequence[MandateEdition]:
    """Return what the mandates of a person were before, the newest first."""
    query = select(MandateEdition).join(Mandate, Mandate.id == MandateEdition.mandate_id)
    query = query.where(Mandate.person_id == person_id)
    return await look.all(query.order_by(MandateEdition.until.desc(), MandateEdition.id))
