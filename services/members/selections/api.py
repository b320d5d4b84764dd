"""The selection, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.api import seat_out
from services.members.bodies.schemas import SeatOut
from services.members.calls import queries as calls
from services.members.selections import commands, queries
from services.members.selections.schemas import ConfirmationOut, FillIn, SelectionIn, SelectionOut
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["selections"])


@router.get("/calls/{call_id}/selection")
async def selection(call_id: UUID, look: Look, who: Who) -> SelectionOut:
    call = await calls.call(look, call_id)
    require(access.may_run_calls(who, call.body_id), who)
    return SelectionOut.of(call, await queries.tally_of(look, call), look.at)


@router.put("/calls/{call_id}/selection")
async def choose(call_id: UUID, body: SelectionIn, tx: Tx, who: Who) -> SelectionOut:
    call = await calls.call(tx, call_id)
    require(access.may_run_calls(who, call.body_id), who)
    outcomes = {one.application_id: one.outcome for one in body.outcomes}
    tally = await commands.choose(tx, call_id, outcomes, at=tx.at)
    return SelectionOut.of(call, tally, tx.at)


@router.post("/calls/{call_id}/confirmation")
async def confirm(call_id: UUID, tx: Tx, who: Who) -> ConfirmationOut:
    """Seat the selected and have every evaluated applicant told."""
    require(access.may_run_calls(who, (await calls.call(tx, call_id)).body_id), who)
    return ConfirmationOut.of(*await commands.confirm_selection(tx, call_id, at=tx.at))


@router.post("/seats/{seat_id}/fill", status_code=201)
async def fill(seat_id: UUID, body: FillIn, tx: Tx, who: Who) -> SeatOut:
    """Let a reserve of the same theme take over a seat that was left."""
    require(access.may_seat(who, (await bodies.seat(tx, seat_id)).body_id), who)
    seat = await commands.fill_from_reserve(
        tx, seat_id, application_id=body.application_id, on=body.on, at=tx.at
    )
    return await seat_out(tx, seat)
