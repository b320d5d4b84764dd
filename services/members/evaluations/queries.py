"""Looking up selectors, scores and conflicts."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.members.applications import queries as applications
from services.members.applications.model import Application
from services.members.calls.model import Call, Selector
from services.members.evaluations.model import Compared, InterestConflict, Score
from services.members.organisations.model import Organisation
from services.members.people.model import Person
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


async def compared(look: Snapshot, call: Call) -> list[Compared]:
    """Return the standing applications of the round with everything given to them: four queries in all."""
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
            scores[one.application.id],
            conflicts[one.application.id],
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
    """Return which applications of the round a person has scored, and in which a conflict was declared."""

    def ids(table: Any) -> Any:
        return (
            select(table.application_id)
            .join(Application, Application.id == table.application_id)
            .where(
                Application.call_id == call.id, Application.round == call.round, table.person_id == person_id
            )
            .distinct()
        )

    return set(await look.all(ids(Score))), set(await look.all(ids(InterestConflict)))


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
