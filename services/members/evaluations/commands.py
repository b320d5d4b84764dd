"""Naming selectors, scoring, declaring a conflict, and forgetting all of it in time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from services.members.applications import commands as applications
from services.members.applications import queries as applications_queries
from services.members.attachments import commands as attachments
from services.members.calls import queries as calls
from services.members.calls.model import Call, Selector
from services.members.evaluations import queries
from services.members.evaluations.model import (
    ConflictDeclared,
    CriterionUnknown,
    InterestConflict,
    OwnApplication,
    Score,
    check_scoring,
)
from services.members.people import commands as people
from services.members.people.model import Person
from shared.chassis.transaction import Transaction
from shared.contracts.register import SelectorNamed


@dataclass(frozen=True)
class Given:
    """Points and a word of why."""

    points: int
    comment: str


async def name_selector(tx: Transaction, call_id: UUID, whom: Person, *, at: datetime) -> None:
    """Name a person to evaluate a call, who gets a letter of it; naming twice changes nothing."""
    statement = insert(Selector).values(call_id=call_id, person_id=whom.id, named=at)
    named = await tx.execute(statement.on_conflict_do_nothing())
    if named.rowcount:  # type: ignore[attr-defined]
        call = await calls.call(tx, call_id)
        tx.record(SelectorNamed(call_id=call_id, person_id=whom.id, title=call.title.to_dict()))


async def know_and_name(
    tx: Transaction, call_id: UUID, *, name: str, email: str, language: str, at: datetime
) -> Person:
    """Name somebody by e-mail address to evaluate a call."""
    person = await people.know(tx, name, email, language, at)
    await name_selector(tx, call_id, person, at=at)
    return person


async def remove_selector(tx: Transaction, call_id: UUID, person_id: UUID) -> None:
    """Let a named selector go; the scores stay."""
    await tx.execute(delete(Selector).where(Selector.call_id == call_id, Selector.person_id == person_id))


async def score(
    tx: Transaction, application_id: UUID, given: Mapping[int, Given], *, by: UUID, at: datetime
) -> None:
    """Give points to an application of others.

    Raises OwnApplication, ConflictDeclared, CriterionUnknown, or what the call says.
    """
    await _check(tx, application_id, at)
    application = await applications_queries.application(tx, application_id)
    if application_id in await queries.near(tx, await calls.call(tx, application.call_id), by):
        raise OwnApplication
    if await queries.conflict(tx, application_id, by):
        raise ConflictDeclared
    if set(given) - {one.position for one in await calls.criteria(tx, application.call_id)}:
        raise CriterionUnknown
    known = await queries.scores_of(tx, application_id, by)
    for position, one in given.items():
        if there := known.get(position):
            there.points, there.comment, there.given = one.points, one.comment, at
        else:
            tx.add(
                Score(
                    application_id=application_id,
                    person_id=by,
                    position=position,
                    points=one.points,
                    comment=one.comment,
                    given=at,
                )
            )


async def declare_conflict(
    tx: Transaction, application_id: UUID, words: str, *, by: UUID, at: datetime
) -> None:
    """Declare a conflict of interest; what was scored before is kept, and does not count."""
    await _check(tx, application_id, at)
    statement = insert(InterestConflict).values(
        application_id=application_id, person_id=by, words=words, declared=at
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["application_id", "person_id"], set_={"words": statement.excluded.words}
        )
    )


async def take_back_conflict(tx: Transaction, application_id: UUID, *, by: UUID, at: datetime) -> None:
    """Say that there is no conflict after all."""
    await _check(tx, application_id, at)
    await tx.execute(
        delete(InterestConflict).where(
            InterestConflict.application_id == application_id, InterestConflict.person_id == by
        )
    )


async def settle(tx: Transaction, call: Call) -> None:
    """Note, before the selection is confirmed, which points do not count: no later tie changes that."""
    apart = list(await queries.too_near(tx, call))
    if apart:
        whose = tuple_(Score.application_id, Score.person_id)
        await tx.execute(update(Score).where(whose.in_(apart)).values(left_out=True))


async def erase(tx: Transaction, call_id: UUID, *, every: bool, at: datetime) -> int:
    """Forget the applications whose time is over, and what selectors wrote of them; return how many."""
    erased = [one.id for one in await applications.erase(tx, call_id, every=every, at=at)]
    await attachments.remove_all(tx, erased, at=at)
    for table in (Score, InterestConflict):
        await tx.execute(delete(table).where(table.application_id.in_(erased)))
    return len(erased)


async def _check(tx: Transaction, application_id: UUID, at: datetime) -> None:
    application = await applications_queries.application(tx, application_id)
    check_scoring(await calls.call(tx, application.call_id), application, at)
