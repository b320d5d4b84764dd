"""Looking up where a person is a candidate."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.members.representation.model import Candidate, Mandate, Nomination
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def of_person(look: Snapshot, person_id: UUID) -> Sequence[tuple[Candidate, Nomination]]:
    """Return a person's candidacies with the requests they answer, the newest first."""
    query = select(Candidate, Nomination).join(Nomination, Nomination.id == Candidate.nomination_id)
    rows = await look.execute(
        query.where(Candidate.person_id == person_id).order_by(Candidate.received.desc(), Candidate.id)
    )
    return [(row.Candidate, row.Nomination) for row in rows]


async def candidate(look: Snapshot, candidate_id: UUID, *, lock: bool = False) -> Candidate:
    """Return a candidate. Raises NotFound."""
    found = await look.get(Candidate, candidate_id, lock=lock)
    if found is None:
        raise NotFound
    return found


async def mandates(look: Snapshot, one: Candidate) -> Sequence[Mandate]:
    """Return the mandates that a candidacy led to, locked."""
    led_to = (Mandate.nomination_id == one.nomination_id, Mandate.person_id == one.person_id)
    return await look.all(select(Mandate).where(*led_to).order_by(Mandate.id).with_for_update())
