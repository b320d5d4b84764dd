"""Resigning, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.api import seat_out
from services.members.bodies.schemas import SeatOut
from services.members.resignations import commands
from services.members.seats.schemas import LastDayIn
from shared.chassis.web import Tx, Who, require

router = APIRouter(tags=["seats"])


@router.post("/seats/{seat_id}/resignation")
async def resign(seat_id: UUID, body: LastDayIn, tx: Tx, who: Who) -> SeatOut:
    """Leave one's own seat; `on` is the last day."""
    require(access.may_resign(who, (await bodies.seat(tx, seat_id)).person_id), who)
    return await seat_out(tx, await commands.resign(tx, seat_id, on=body.on, at=tx.at))
