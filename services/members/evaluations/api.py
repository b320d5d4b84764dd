"""Evaluation, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.applications import queries as applications
from services.members.applications.commands import note_reading
from services.members.applications.model import COMPARISON
from services.members.calls import queries as calls
from services.members.calls.model import Call
from services.members.evaluations import commands, queries
from services.members.evaluations.model import balance, ranked
from services.members.evaluations.schemas import (
    BalanceOut,
    ComparedOut,
    ComparisonOut,
    ConflictIn,
    ConflictOut,
    GivenOut,
    ScoreOut,
    ScoresIn,
    SelectorIn,
    SelectorOut,
)
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["selections"])


@router.get("/calls/{call_id}/selectors")
async def selectors(call_id: UUID, look: Look, who: Who) -> list[SelectorOut]:
    """Tell who is named to evaluate a call, besides those whose role it is."""
    require(access.may_run_calls(who, (await calls.call(look, call_id)).body_id), who)
    return [SelectorOut.of(person) for person in await queries.selectors(look, call_id)]


@router.post("/calls/{call_id}/selectors", status_code=201)
async def name_selector(call_id: UUID, body: SelectorIn, tx: Tx, who: Who) -> SelectorOut:
    require(access.may_run_calls(who, (await calls.call(tx, call_id)).body_id), who)
    return SelectorOut.of(await commands.know_and_name(tx, call_id, **body.model_dump(), at=tx.at))


@router.delete("/calls/{call_id}/selectors/{person_id}", status_code=204)
async def remove_selector(call_id: UUID, person_id: UUID, tx: Tx, who: Who) -> None:
    require(access.may_run_calls(who, (await calls.call(tx, call_id)).body_id), who)
    await commands.remove_selector(tx, call_id, person_id)


@router.put("/applications/{application_id}/scores", status_code=204)
async def score(application_id: UUID, body: ScoresIn, tx: Tx, who: Who) -> None:
    """Score an application; whose own it is and who has declared a conflict of interest in it cannot."""
    by = await _selector_of(tx, application_id, who)
    await commands.score(tx, application_id, body.given(), by=by, at=tx.at)


@router.put("/applications/{application_id}/conflict", status_code=204)
async def declare_conflict(application_id: UUID, body: ConflictIn, tx: Tx, who: Who) -> None:
    """Declare a conflict of interest; what one gave the application before is kept, and does not count."""
    by = await _selector_of(tx, application_id, who)
    await commands.declare_conflict(tx, application_id, body.words, by=by, at=tx.at)


@router.delete("/applications/{application_id}/conflict", status_code=204)
async def take_back_conflict(application_id: UUID, tx: Tx, who: Who) -> None:
    by = await _selector_of(tx, application_id, who)
    await commands.take_back_conflict(tx, application_id, by=by, at=tx.at)


# GETs that write: who reads applicants is written down in the same transaction, so they take a Tx.
@router.get("/applications/{application_id}/scores")
async def given(application_id: UUID, tx: Tx, who: Who) -> GivenOut:
    """Tell the points and comments of every selector, and who has a conflict of interest.

    What is `left_out` of the comparison was given by someone who is near the applicant, or came to be.
    Of one's own application, or one of an organisation of one's own, nothing that others said.
    """
    by = await _selector_of(tx, application_id, who)
    application = await applications.application(tx, application_id)
    call = await calls.call(tx, application.call_id)
    note_reading(tx, call, COMPARISON, by=who.person_id, application_id=application_id)
    scores, left_out, conflicts = await queries.given_to(tx, call, application_id)
    if application_id in await queries.near(tx, call, by):
        scores, left_out, conflicts = [], [], [one for one in conflicts if one.person_id == by]
    return GivenOut(
        scores=[ScoreOut.of(one) for one in scores],
        left_out=[ScoreOut.of(one) for one in left_out],
        conflicts=[ConflictOut.of(one) for one in conflicts],
    )


@router.get("/calls/{call_id}/comparison")
async def comparison(call_id: UUID, tx: Tx, who: Who) -> ComparisonOut:
    """Compare the applications of the round; one that is `near` the reader comes without points."""
    call = await calls.call(tx, call_id)
    by = await _check_selector(tx, call, who)
    note_reading(tx, call, COMPARISON, by=by)
    rows = await queries.compared(tx, call, by)
    criteria = len(await calls.criteria(tx, call_id))
    parts = {
        f"by_{field}": [BalanceOut.of(part) for part in balance(rows, field)]
        for field in ("scope", "language", "municipality")
    }
    return ComparisonOut(items=[ComparedOut.of(row, criteria) for row in ranked(rows)], **parts)


async def _check_selector(look: Snapshot, call: Call, who: Principal) -> UUID:
    """Return the selector who asks, by role or by name; anyone else is turned away."""
    named = await calls.is_selector(look, call.id, who.person_id)
    require(access.may_evaluate(who, call.body_id, named=named), who)
    if who.person_id is None:
        raise NotFound
    return who.person_id


async def _selector_of(tx: Transaction, application_id: UUID, who: Principal) -> UUID:
    application = await applications.application(tx, application_id)
    return await _check_selector(tx, await calls.call(tx, application.call_id), who)
