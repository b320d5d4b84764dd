"""Looking up the proposals that bodies made on their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from services.members.people.model import Person
from services.members.representation import queries as representation
from services.members.representation.model import Candidate, Nomination
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot

MOST = 500


@dataclass(frozen=True)
class Initiative:
    """A proposal with the one who is proposed, until that name is taken back or erased."""

    nomination: Nomination
    candidate: Candidate | None
    person: Person | None


async def initiatives(look: Snapshot) -> list[Initiative]:
    """Return the proposals of every body, the newest first."""
    query = (
        select(Nomination, Candidate, Person)
        .outerjoin(Candidate, Candidate.nomination_id == Nomination.id)
        .outerjoin(Person, Person.id == Candidate.person_id)
        .where(Nomination.on_own)
        .order_by(Nomination.deadline.desc(), Nomination.id)
        .limit(MOST)
    )
    return [
        Initiative(row.Nomination, row.Candidate, row.Person) for row in (await look.execute(query)).all()
    ]


async def on_own(look: Snapshot, initiative_id: UUID, *, lock: bool = False) -> Nomination:
    """Return what a proposal is kept as, without who is proposed. Raises NotFound."""
    nomination = await representation.nomination(look, initiative_id, lock=lock)
    if not nomination.on_own:
        raise NotFound
    return nomination


async def initiative(look: Snapshot, initiative_id: UUID, *, lock: bool = False) -> Initiative:
    """Return a proposal. Raises NotFound."""
    nomination = await on_own(look, initiative_id, lock=lock)
    found: Sequence[tuple[Candidate, Person]] = await representation.candidates(look, initiative_id)
    candidate, person = found[0] if found else (None, None)
    return Initiative(nomination, candidate, person)
