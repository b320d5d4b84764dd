"""The selection, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.applications.commands import note_reading
from services.members.applications.model import RESERVES
from services.members.bodies import queries as bodies
from services.members.bodies.api import seat_out
from services.members.bodies.schemas import SeatOut
from services.members.calls import queries as calls
from services.members.calls.model import Call
from services.members.selections import commands, queries
from services.members.selections.schemas import (
    ConfirmationIn,
    ConfirmationOut,
    FillIn,
    ReasonsIn,
    ReserveOut,
    ReservesIn,
    ReservesOut,
    SelectionIn,
    SelectionOut,
)
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["selections"])


@router.get("/calls/{call_id}/selection")
async def selection(call_id: UUID, look: Look, who: Who) -> SelectionOut:
    """Tell the figures of a selection; nobody is named, so this is no reading."""
    call = await calls.call(look, call_id)
    require(access.may_run_calls(who, call.body_id), who)
    return await _out(look, call)


@router.put("/calls/{call_id}/selection")
async def choose(call_id: UUID, body: SelectionIn, tx: Tx, who: Who) -> SelectionOut:
    call = await calls.call(tx, call_id)
    require(access.may_run_calls(who, call.body_id), who)
    outcomes = {one.application_id: one.outcome for one in body.outcomes}
    tally = await commands.choose(tx, call_id, outcomes, at=tx.at)
    return SelectionOut.of(call, tally, await queries.reasons(tx, call), tx.at)


@router.put("/calls/{call_id}/selection/reasons")
async def give_reasons(call_id: UUID, body: ReasonsIn, tx: Tx, who: Who) -> SelectionOut:
    """Say why targets are not met, from the deadline to the confirmation; the proposal shows it."""
    await _check(tx, call_id, who)
    call = await commands.give_reasons(tx, call_id, body.reasons, at=tx.at)
    await tx.flush()
    return await _out(tx, call)


@router.post("/calls/{call_id}/evaluation")
async def evaluate(call_id: UUID, tx: Tx, who: Who) -> SelectionOut:
    """Say that every application has been evaluated."""
    await _check(tx, call_id, who)
    return await _out(tx, await commands.evaluate(tx, call_id, at=tx.at))


@router.post("/calls/{call_id}/proposal")
async def propose(call_id: UUID, tx: Tx, who: Who) -> SelectionOut:
    """Propose the selection to those who decide; its outcomes stand still."""
    await _check(tx, call_id, who)
    return await _out(tx, await commands.propose(tx, call_id, at=tx.at))


@router.delete("/calls/{call_id}/proposal")
async def take_back_proposal(call_id: UUID, tx: Tx, who: Who) -> SelectionOut:
    """Open the outcomes of a proposed selection again."""
    await _check(tx, call_id, who)
    return await _out(tx, await commands.take_back_proposal(tx, call_id, at=tx.at))


@router.post("/calls/{call_id}/confirmation")
async def confirm(call_id: UUID, tx: Tx, who: Who, body: ConfirmationIn | None = None) -> ConfirmationOut:
    """Seat the selected and have every evaluated applicant told."""
    await _check(tx, call_id, who)
    told = body or ConfirmationIn()
    decision = told.decision.decision() if told.decision else None
    return ConfirmationOut.of(
        *await commands.confirm_selection(tx, call_id, at=tx.at, decision=decision, reasons=told.reasons)
    )


@router.put("/calls/{call_id}/reserves", status_code=204)
async def rank_reserves(call_id: UUID, body: ReservesIn, tx: Tx, who: Who) -> None:
    """Say in which order reserves are asked; without it the first received is the first."""
    await _check(tx, call_id, who)
    await commands.rank_reserves(tx, call_id, body.application_ids, at=tx.at)


# A GET that writes: the reserves are named there.
@router.get("/seats/{seat_id}/reserves")
async def reserves(seat_id: UUID, tx: Tx, who: Who) -> ReservesOut:
    """Tell which reserves may take over a seat, the first to be asked first."""
    seat = await bodies.seat(tx, seat_id)
    require(access.may_seat(who, seat.body_id), who)
    found = await queries.reserves(tx, seat)
    for call_id in {one.call_id for one in found}:
        note_reading(tx, await calls.call(tx, call_id), RESERVES, by=who.person_id)
    return ReservesOut(items=[ReserveOut.of(one) for one in found])


@router.post("/seats/{seat_id}/fill", status_code=201)
async def fill(seat_id: UUID, body: FillIn, tx: Tx, who: Who) -> SeatOut:
    """Let a reserve of the same theme take over a seat that was left."""
    require(access.may_seat(who, (await bodies.seat(tx, seat_id)).body_id), who)
    seat = await commands.fill_from_reserve(
        tx, seat_id, application_id=body.application_id, on=body.on, at=tx.at
    )
    return await seat_out(tx, seat)


async def _check(tx: Transaction, call_id: UUID, who: Principal) -> None:
    require(access.may_run_calls(who, (await calls.call(tx, call_id)).body_id), who)


async def _out(look: Snapshot, call: Call) -> SelectionOut:
    return SelectionOut.of(
        call, await queries.tally_of(look, call), await queries.reasons(look, call), look.at
    )
