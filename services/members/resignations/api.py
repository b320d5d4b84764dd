"""Resigning, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.api import seat_out
from services.members.bodies.schemas import SeatOut
from services.members.people.model import Person
from services.members.resignations import commands
from services.members.seats import queries as seats
from services.members.seats.schemas import DeputyOut, LastDayIn, OfficeOut
from shared.chassis.web import Tx, Who, require

router = APIRouter(tags=["seats"])


@router.post("/seats/{seat_id}/resignation")
async def resign(seat_id: UUID, body: LastDayIn, tx: Tx, who: Who) -> SeatOut:
    """Leave one's own seat; `on` is the last day."""
    require(access.may_resign(who, (await bodies.seat(tx, seat_id)).person_id), who)
    return await seat_out(tx, await commands.resign(tx, seat_id, on=body.on, at=tx.at))


@router.post("/offices/{office_id}/resignation")
async def resign_office(office_id: UUID, body: LastDayIn, tx: Tx, who: Who) -> OfficeOut:
    """Leave one's own office, and no seat; `on` is the last day."""
    require(access.may_resign(who, (await seats.office(tx, office_id)).person_id), who)
    return OfficeOut.of(await commands.resign_office(tx, office_id, on=body.on, at=tx.at), {})


@router.post("/deputies/{deputy_id}/resignation")
async def resign_as_deputy(deputy_id: UUID, body: LastDayIn, tx: Tx, who: Who) -> DeputyOut:
    """Be a deputy no longer; `on` is the last day."""
    require(access.may_resign(who, (await seats.deputy(tx, deputy_id))[0].person_id), who)
    released = await commands.resign_as_deputy(tx, deputy_id, on=body.on, at=tx.at)
    return DeputyOut.of(released, await tx.get(Person, released.person_id))
