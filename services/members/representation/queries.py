"""Looking up mandates, requests for names and candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from services.members.bodies import queries as bodies
from services.members.bodies.model import ATTENDEE
from services.members.people import queries as people
from services.members.people.model import Person
from services.members.representation.model import Candidate, Mandate, Nomination
from shared.chassis.principals import COORDINATOR
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot

SOON = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which mandates to list."""

    on: date
    level: str | None = None
    ending: bool = False
    past: bool = False
    limit: int = 50
    offset: int = 0

    def where(self) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions."""
        held = Mandate.ends >= Mandate.starts
        level = (held, Mandate.level == self.level) if self.level else (held,)
        if self.past:
            return (*level, Mandate.ends < self.on)
        ending = (Mandate.ends <= self.on + SOON,) if self.ending else ()
        return (*level, Mandate.ends >= self.on, *ending)


async def concerned(look: Snapshot, body_id: UUID, on: date) -> list[UUID]:
    """Return who is told of requests for names: who sits in the body on a day, and its coordinators."""
    whole = await bodies.whole(look, await bodies.body(look, body_id))
    sitting = {whole.holder(seat, on) for seat in whole.composition(on) if seat.kind != ATTENDEE}
    return sorted(sitting | set(await people.holders(look, COORDINATOR, body_id, on)))


async def told_to_national(look: Snapshot, person_id: UUID, on: date) -> Sequence[Mandate]:
    """Return a person's mandates in national groups that know of them and go on, held by the transaction."""
    told = (Mandate.national_group.is_not(None), Mandate.agreed.is_not(None))
    query = select(Mandate).where(Mandate.person_id == person_id, *told, Mandate.ends >= on)
    return await look.all(query.with_for_update())


async def mandates(look: Snapshot, asked: Asked) -> list[tuple[Mandate, Person]]:
    """Return mandates with their people, the one that ends next first."""
    rows = await look.execute(
        select(Mandate, Person)
        .join(Person, Person.id == Mandate.person_id)
        .where(*asked.where())
        .order_by(Mandate.ends, Mandate.represents, Mandate.id)
        .limit(asked.limit)
        .offset(asked.offset)
    )
    return [(row.Mandate, row.Person) for row in rows]


async def total(look: Snapshot, asked: Asked) -> int:
    """Return how many mandates there are."""
    return await look.first(select(func.count()).select_from(Mandate).where(*asked.where())) or 0


async def mandate(look: Snapshot, mandate_id: UUID, *, lock: bool = False) -> Mandate:
    """Return a mandate. Raises NotFound."""
    found = await look.get(Mandate, mandate_id, lock=lock)
    if found is None:
        raise NotFound
    return found


async def mandates_of(look: Snapshot, nomination_id: UUID) -> Sequence[Mandate]:
    """Return the mandates that a request for names led to, locked, those never held too."""
    return await look.all(select(Mandate).where(Mandate.nomination_id == nomination_id).with_for_update())


async def nominations(look: Snapshot, *, limit: int, offset: int) -> Sequence[Nomination]:
    """Return requests for names, the newest first."""
    query = select(Nomination).where(~Nomination.on_own).order_by(Nomination.deadline.desc(), Nomination.id)
    return await look.all(query.limit(limit).offset(offset))


async def nominations_total(look: Snapshot) -> int:
    """Return how many requests for names there are."""
    return await look.first(select(func.count()).select_from(Nomination).where(~Nomination.on_own)) or 0


async def nomination(look: Snapshot, nomination_id: UUID, *, lock: bool = False) -> Nomination:
    """Return a request for names. Raises NotFound."""
    found = await look.get(Nomination, nomination_id, lock=lock)
    if found is None:
        raise NotFound
    return found


async def request(look: Snapshot, nomination_id: UUID) -> Nomination:
    """Return a request that another organ made. Raises NotFound, also for what a body proposes on its own."""
    found = await nomination(look, nomination_id)
    if found.on_own:
        raise NotFound
    return found


async def candidate_of(look: Snapshot, nomination_id: UUID, person_id: UUID) -> Candidate:
    """Return a person's candidacy, locked and read anew. Raises NotFound."""
    own = (Candidate.nomination_id == nomination_id, Candidate.person_id == person_id)
    query = select(Candidate).where(*own).with_for_update().execution_options(populate_existing=True)
    found = await look.first(query)
    if found is None:
        raise NotFound
    return found


async def candidates(look: Snapshot, nomination_id: UUID) -> list[tuple[Candidate, Person]]:
    """Return the candidates of a request with their people, by organisation.

    They are read anew: who holds the request sees who took the name back since a page was made.
    """
    rows = await look.execute(
        select(Candidate, Person)
        .join(Person, Person.id == Candidate.person_id)
        .where(Candidate.nomination_id == nomination_id)
        .order_by(Candidate.represents, Person.name, Candidate.id)
        .execution_options(populate_existing=True)
    )
    return [(row.Candidate, row.Person) for row in rows]
