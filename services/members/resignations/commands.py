"""Resigning from what one holds oneself."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.members.bodies import commands as bodies
from services.members.bodies import queries as bodies_queries
from services.members.holdings.model import RESIGNED, Seat
from services.members.people import queries as people
from services.members.seats import commands as seats
from services.members.seats.model import DEPUTY, Deputy, Office
from shared.chassis.principals import COORDINATOR
from shared.chassis.transaction import Transaction
from shared.contracts.resignations import ResignationNoticed, TaskResigned


async def resign(tx: Transaction, seat_id: UUID, *, on: date, at: datetime) -> Seat:
    """Leave the seat and have the body's coordinators told; `on` is the last day.

    Raises SeatLeft or NotOnSeat.
    """
    left = await bodies.vacate(tx, seat_id, on=on, at=at, reason=RESIGNED)
    body = await bodies_queries.body(tx, left.body_id)
    for person_id in await _coordinators(tx, body.id, at):
        tx.record(
            ResignationNoticed(
                body_id=body.id,
                body_slug=body.slug,
                seat_id=left.id,
                person_id=person_id,
                title=body.name.to_dict(),
                represents=left.represents,
                on=on,
            )
        )
    return left


async def resign_office(tx: Transaction, office_id: UUID, *, on: date, at: datetime) -> Office:
    """Leave an office, and no seat, and have the body's coordinators told. Raises OutsideOffice."""
    left = await seats.leave_office(tx, office_id, on=on)
    await _tell(tx, left.body_id, left.kind, left.represents, on=on, at=at)
    return left


async def resign_as_deputy(tx: Transaction, deputy_id: UUID, *, on: date, at: datetime) -> Deputy:
    """Be a deputy no longer, and have the body's coordinators told. Raises OutsideOffice."""
    released = await seats.release_deputy(tx, deputy_id, on=on)
    seat = await bodies_queries.seat(tx, released.seat_id)
    await _tell(tx, seat.body_id, DEPUTY, seat.represents, on=on, at=at)
    return released


async def _tell(
    tx: Transaction, body_id: UUID, kind: str, represents: str, *, on: date, at: datetime
) -> None:
    body = await bodies_queries.body(tx, body_id)
    for person_id in await _coordinators(tx, body_id, at):
        tx.record(
            TaskResigned(
                body_id=body_id,
                body_slug=body.slug,
                person_id=person_id,
                title=body.name.to_dict(),
                kind=kind,
                represents=represents,
                on=on,
            )
        )


async def _coordinators(tx: Transaction, body_id: UUID, at: datetime) -> Sequence[UUID]:
    return await people.holders(tx, COORDINATOR, body_id, bodies.today(at))
