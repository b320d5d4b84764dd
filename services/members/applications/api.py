"""Applications, as JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.members import access
from services.members.applications import commands, queries
from services.members.applications.model import APPLICATION, LIST, Application
from services.members.applications.schemas import (
    ApplicationIn,
    ApplicationOut,
    ApplicationsOut,
    CountsOut,
    EnteredApplicationIn,
    MoveIn,
    OwnApplicationOut,
    ReadingOut,
    ReadingsOut,
    ReceiptOut,
    WithdrawIn,
)
from services.members.bodies import queries as bodies
from services.members.calls import queries as calls
from services.members.calls.model import Call
from services.members.people.schemas import Token
from shared.chassis.principals import Principal
from shared.chassis.problems import Problem
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Look, Tx, Who, problem_json, require

router = APIRouter(tags=["applications"])

Round = Annotated[int | None, Query(alias="round", ge=1, le=1_000)]


@router.post("/calls/{call_id}/applications", status_code=201, response_model=ReceiptOut)
async def apply(call_id: UUID, body: ApplicationIn, tx: Tx) -> ReceiptOut | Response:
    """Apply for a seat; no account is needed."""
    outcome = await commands.receive(tx, call_id, body, at=tx.at)
    return problem_json(outcome) if isinstance(outcome, Problem) else _receipt(tx, outcome)


@router.post("/calls/{call_id}/entered-applications", status_code=201)
async def enter(call_id: UUID, body: EnteredApplicationIn, tx: Tx, who: Who) -> ReceiptOut:
    """Enter an application that came by e-mail."""
    require(access.may_run_calls(who, (await calls.call(tx, call_id)).body_id), who)
    return _receipt(tx, await commands.enter(tx, call_id, body, at=tx.at))


# A GET that writes: who reads an application is written down in the same transaction, so it takes a Tx.
@router.get("/calls/{call_id}/applications")
async def applications(call_id: UUID, tx: Tx, who: Who, number: Round = None) -> ApplicationsOut:
    whole = await calls.call_in_body(tx, call_id)
    call, number = whole.call, number or whole.call.round
    await check_reader(tx, call, who)
    found = await queries.candidacies(tx, call, number)
    by_round, organisations = await queries.received_by_round(tx, call_id)
    commands.note_reading(tx, call, LIST, by=who.person_id)
    return ApplicationsOut(
        items=[ApplicationOut.of(one, deputies=whole.whole.body.deputies) for one in found],
        counts=CountsOut.of(queries.count(found), whole.late_attempts(number)),
        round=number,
        by_round=by_round,
        organisations=organisations,
    )


@router.get("/applications/{application_id}")
async def application(application_id: UUID, tx: Tx, who: Who) -> ApplicationOut:
    _candidacy, call = await queries.candidacy(tx, application_id)
    await check_reader(tx, call, who)
    commands.note_reading(tx, call, APPLICATION, by=who.person_id, application_id=application_id)
    return await _out(tx, application_id)


@router.get("/calls/{call_id}/readings")
async def readings(
    call_id: UUID,
    look: Look,
    who: Who,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> ReadingsOut:
    """Tell who has read the applications of a call."""
    require(access.may_run_calls(who, (await calls.call(look, call_id)).body_id), who)
    found, total = await queries.readings(look, call_id, limit=limit, offset=offset)
    return ReadingsOut(items=[ReadingOut.of(one) for one in found], total=total)


@router.post("/applications/{application_id}/withdrawal")
async def withdraw(application_id: UUID, body: WithdrawIn, tx: Tx, who: Who) -> ApplicationOut:
    """Take an application back: the applicant with the token of the own link, or the coordinator."""
    _candidacy, call = await queries.candidacy(tx, application_id)
    own = body.token is not None and queries.id_of_link(tx, body.token) == application_id
    require(own or access.may_run_calls(who, call.body_id), who)
    await commands.withdraw(tx, application_id, at=tx.at)
    if not own:
        commands.note_reading(tx, call, APPLICATION, by=who.person_id, application_id=application_id)
    return await _out(tx, application_id)


@router.post("/applications/{application_id}/move")
async def move(application_id: UUID, body: MoveIn, tx: Tx, who: Who) -> ApplicationOut:
    """Consider an application in another theme; the applicant has agreed."""
    _candidacy, call = await queries.candidacy(tx, application_id)
    require(access.may_run_calls(who, call.body_id), who)
    await commands.move(tx, application_id, body.theme, body.agreed(), by=who.person_id, at=tx.at)
    commands.note_reading(tx, call, APPLICATION, by=who.person_id, application_id=application_id)
    return await _out(tx, application_id)


@router.get("/own-application/{token}")
async def own(token: Token, look: Look) -> OwnApplicationOut:
    """Tell an applicant what was sent, and what has become of it."""
    candidacy, call = await queries.candidacy(look, queries.id_of_link(look, token))
    return OwnApplicationOut.of(candidacy, call, look.at)


async def _out(look: Snapshot, application_id: UUID) -> ApplicationOut:
    candidacy, call = await queries.candidacy(look, application_id)
    return ApplicationOut.of(candidacy, deputies=(await bodies.body(look, call.body_id)).deputies)


async def check_reader(look: Snapshot, call: Call, who: Principal) -> None:
    """Turn away whoever may not read the applications of a call: by role, or named to evaluate it."""
    named = await calls.is_selector(look, call.id, who.person_id)
    require(access.may_evaluate(who, call.body_id, named=named), who)


def _receipt(tx: Transaction, application: Application) -> ReceiptOut:
    return ReceiptOut.of(application, queries.link(tx, application))
