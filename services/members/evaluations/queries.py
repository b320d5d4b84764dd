"""Looking up selectors, scores and conflicts."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, union

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
    return {application_id for application_id, _ in await _near(look, call, {person_id}, day)}


async def compared(look: Snapshot, call: Call, by: UUID | None) -> list[Compared]:
    """Return the standing applications of the round with what was given to them, as a selector may see it.

    Six queries in all. What others gave an application that is near the reader, and why some of them did
    not, is kept from them.
    """
    hidden = await near(look, call, by)
    scores = await _by_application(look, Score, call)
    conflicts = await _by_application(look, InterestConflict, call)
    given, declared = [[one for found in kept.values() for one in found] for kept in (scores, conflicts)]
    apart = await _too_near(look, call, given, declared)
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
            *_parted([] if one.application.id in hidden else scores[one.application.id], apart),
            [
                said
                for said in conflicts[one.application.id]
                if one.application.id not in hidden or said.person_id == by
            ],
            near=one.application.id in hidden,
        )
        for one in await applications.candidacies(look, call)
        if not one.application.withdrawn and not one.application.erased
    ]


async def given_to(
    look: Snapshot, call: Call, application_id: UUID
) -> tuple[list[Score], list[Score], Sequence[InterestConflict]]:
    """Return what selectors gave an application, what of it is left out, and what conflicts they declared."""
    scores = select(Score).where(Score.application_id == application_id)
    found = await look.all(scores.order_by(Score.position, Score.given, Score.person_id))
    conflicts = select(InterestConflict).where(InterestConflict.application_id == application_id)
    declared = await look.all(conflicts.order_by(InterestConflict.declared, InterestConflict.person_id))
    return *_parted(found, await _too_near(look, call, found, declared)), declared


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


async def _near(look: Snapshot, call: Call, people: Collection[UUID], day: date) -> set[tuple[UUID, UUID]]:
    """Return which applications of a call are near which of some people, by ties that last to a day at least.

    A tie that is still to begin is one already.
    """
    ties = union(
        select(Seat.person_id, Seat.organisation_id).where(Seat.person_id.in_(people), Seat.ends >= day),
        select(Deputy.person_id, Seat.organisation_id)
        .select_from(Deputy)
        .join(Seat, Seat.id == Deputy.seat_id)
        .where(Deputy.person_id.in_(people), Deputy.ends >= day),
        select(Affiliation.person_id, Affiliation.organisation_id).where(
            Affiliation.person_id.in_(people), or_(Affiliation.ends.is_(None), Affiliation.ends >= day)
        ),
        select(Organisation.contact_person_id, Organisation.id).where(
            Organisation.contact_person_id.in_(people)
        ),
    ).subquery()
    person_id, organisation_id = ties.c
    in_call = Application.call_id == call.id
    found = await look.execute(
        union(
            select(Application.id, Application.person_id).where(in_call, Application.person_id.in_(people)),
            select(Application.id, person_id)
            .join(ties, organisation_id == Application.organisation_id)
            .where(in_call),
        )
    )
    pairs: Sequence[Any] = found.all()
    return {(application_id, near) for application_id, near in pairs}


async def too_near(look: Snapshot, call: Call) -> set[tuple[UUID, UUID]]:
    """Return which applications of the round who of those who scored is too near for the points to count."""
    scores, conflicts = (
        await _by_application(look, Score, call),
        await _by_application(look, InterestConflict, call),
    )
    given, declared = [[one for found in kept.values() for one in found] for kept in (scores, conflicts)]
    return await _too_near(look, call, given, declared)


async def _too_near(
    look: Snapshot, call: Call, given: Sequence[Score], declared: Sequence[InterestConflict]
) -> set[tuple[UUID, UUID]]:
    """Return who is too near which application; after the decision nobody comes nearer any more."""
    if call.confirmed:
        return {(score.application_id, score.person_id) for score in given if score.left_out}
    day = look.at.astimezone(HELSINKI).date()
    near = await _near(look, call, {score.person_id for score in given}, day)
    return near | {(one.application_id, one.person_id) for one in declared}


def _parted(given: Sequence[Score], apart: set[tuple[UUID, UUID]]) -> tuple[list[Score], list[Score]]:
    """Return the points that count, and those that are left out."""
    counted = [score for score in given if (score.application_id, score.person_id) not in apart]
    return counted, [score for score in given if score not in counted]


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
