"""Looking up selectors, scores and conflicts."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, or_, select, union

from services.members.affiliations.model import Affiliation
from services.members.applications import queries as applications
from services.members.applications.model import Application
from services.members.bodies.model import Seat
from services.members.calls.model import Call, Selector
from services.members.evaluations.model import Compared, InterestConflict, Score
from services.members.organisations.model import Organisation
from services.members.people.model import Person
from services.members.seats.model import Deputy
from shared.chassis.clock import HELSINKI
from shared.chassis.transaction import Snapshot


async def selectors(look: Snapshot, call_id: UUID) -> Sequence[Person]:
    """Return the people named to evaluate a call."""
    return await look.all(
        select(Person)
        .join(Selector, Selector.person_id == Person.id)
        .where(Selector.call_id == call_id)
        .order_by(Person.name, Person.id)
    )


async def scores_of(look: Snapshot, application_id: UUID, person_id: UUID) -> dict[int, Score]:
    """Return what a person gave an application, by criterion."""
    found = await look.all(
        select(Score).where(Score.application_id == application_id, Score.person_id == person_id)
    )
    return {score.position: score for score in found}


async def conflict(look: Snapshot, application_id: UUID, person_id: UUID) -> InterestConflict | None:
    """Return the conflict a person declared in an application."""
    return await look.get(InterestConflict, (application_id, person_id))


async def near(look: Snapshot, call: Call, person_id: UUID | None) -> set[UUID]:
    """Return the applications of a call that are a person's own or of an organisation of theirs.

    Theirs is one they sit or deputise for, work in, or are the contact person of.
    """
    if person_id is None:
        return set()
    day = look.at.astimezone(HELSINKI).date()
    sat_for = select(Seat.organisation_id)
    theirs: CompoundSelect[Any] = union(
        sat_for.where(Seat.person_id == person_id, Seat.ends >= day),
        sat_for.join(Deputy, Deputy.seat_id == Seat.id).where(
            Deputy.person_id == person_id, Deputy.ends >= day
        ),
        select(Affiliation.organisation_id).where(
            Affiliation.person_id == person_id, or_(Affiliation.ends.is_(None), Affiliation.ends >= day)
        ),
        select(Organisation.id).where(Organisation.contact_person_id == person_id),
    )
    own = or_(Application.person_id == person_id, Application.organisation_id.in_(theirs))
    return set(await look.all(select(Application.id).where(Application.call_id == call.id, own)))


async def compared(look: Snapshot, call: Call, by: UUID | None) -> list[Compared]:
    """Return the standing applications of the round with what was given to them, as a selector may see it.

    Five queries in all. What others gave an application that is near the reader is left out.
    """
    hidden = await near(look, call, by)
    scores = await _by_application(look, Score, call)
    conflicts = await _by_application(look, InterestConflict, call)
    result = await look.execute(
        select(Application.id, Organisation.municipality)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(Application.call_id == call.id, Application.round == call.round)
    )
    rows: Sequence[Any] = result.all()
    places = dict(rows)
    return [
        Compared(
            one,
            places.get(one.application.id),
            [] if one.application.id in hidden else scores[one.application.id],
            conflicts[one.application.id],
            near=one.application.id in hidden,
        )
        for one in await applications.candidacies(look, call)
        if not one.application.withdrawn and not one.application.erased
    ]


async def given_to(
    look: Snapshot, application_id: UUID
) -> tuple[Sequence[Score], Sequence[InterestConflict]]:
    """Return everything selectors gave an application, and in what they are too near it."""
    scores = select(Score).where(Score.application_id == application_id)
    conflicts = select(InterestConflict).where(InterestConflict.application_id == application_id)
    return (
        await look.all(scores.order_by(Score.position, Score.given, Score.person_id)),
        await look.all(conflicts.order_by(InterestConflict.declared, InterestConflict.person_id)),
    )


async def own_progress(look: Snapshot, call: Call, person_id: UUID) -> tuple[set[UUID], set[UUID]]:
    """Return which applications of the round a person has scored, and which a conflict or nearness bars."""

    def ids(table: Any) -> Any:
        return (
            select(table.application_id)
            .join(Application, Application.id == table.application_id)
            .where(
                Application.call_id == call.id, Application.round == call.round, table.person_id == person_id
            )
            .distinct()
        )

    own = select(Application.id).where(
        Application.id.in_(await near(look, call, person_id)),
        Application.round == call.round,
        Application.withdrawn.is_(None),
    )
    conflicted = {*await look.all(ids(InterestConflict)), *await look.all(own)}
    return set(await look.all(ids(Score))) - conflicted, conflicted


async def _by_application(look: Snapshot, table: Any, call: Call) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    query = (
        select(table)
        .join(Application, Application.id == table.application_id)
        .where(Application.call_id == call.id, Application.round == call.round)
    )
    for row in await look.all(query):
        found[row.application_id].append(row)
    return found
