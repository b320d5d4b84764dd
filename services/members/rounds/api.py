"""The rounds of a call, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.calls import commands as commands_of_calls
from services.members.calls import queries as calls
from services.members.calls.schemas import CallIn, CallOut
from services.members.rounds import commands
from services.members.rounds.schemas import AnnouncedOut, ReasonIn
from shared.chassis.principals import Principal
from shared.chassis.transaction import Transaction
from shared.chassis.web import Tx, Who, require

router = APIRouter(tags=["calls"])


@router.post("/calls/{call_id}/announcement")
async def announce(call_id: UUID, tx: Tx, who: Who) -> AnnouncedOut:
    """Have the contact people of the directory told by letter that the call is open, once a round."""
    await _check(tx, call_id, who)
    return AnnouncedOut(told=await commands.spread_word(tx, call_id, at=tx.at))


@router.post("/calls/{call_id}/return")
async def send_back(call_id: UUID, body: ReasonIn, tx: Tx, who: Who) -> CallOut:
    """Return a call for further preparation, after the deadline and before the confirmation."""
    await _check(tx, call_id, who)
    await commands_of_calls.send_back(tx, call_id, body.reason.localised(), at=tx.at)
    return await _out(tx, call_id)


@router.post("/calls/{call_id}/revision")
async def revise(call_id: UUID, body: CallIn, tx: Tx, who: Who) -> CallOut:
    """Write the next round of a returned call; it opens when it is published."""
    await _check(tx, call_id, who)
    await commands_of_calls.revise(tx, call_id, body.notice(), at=tx.at)
    return await _out(tx, call_id)


@router.post("/calls/{call_id}/cancellation")
async def cancel(call_id: UUID, body: ReasonIn, tx: Tx, who: Who) -> CallOut:
    """Give a call up; who had applied is told."""
    await _check(tx, call_id, who)
    await commands.cancel(tx, call_id, body.reason.localised(), at=tx.at)
    return await _out(tx, call_id)


async def _check(tx: Transaction, call_id: UUID, who: Principal) -> None:
    require(access.may_run_calls(who, (await calls.call(tx, call_id)).body_id), who)


async def _out(tx: Transaction, call_id: UUID) -> CallOut:
    await tx.flush()
    return CallOut.of(await calls.call_in_body(tx, call_id), tx.at)
