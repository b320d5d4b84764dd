"""Resigning from what one holds oneself."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.members.bodies import commands as bodies
from services.members.bodies import queries as bodies_queries
from services.members.holdings.model import DAY, RESIGNED, Seat
from services.members.people import queries as people
from services.members.seats import commands as seats
from services.members.seats import queries as seats_queries
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
    """Leave an office, and no seat, and have the body's coordinators told. One to come never begins.

    Raises OutsideOffice.
    """
    office = await seats_queries.office(tx, office_id)
    left = await seats.leave_office(tx, office_id, on=max(on, office.starts - DAY))
    await _tell(tx, left.body_id, left.kind, left.represents, on=left.ends, at=at)
    return left


async def resign_as_deputy(tx: Transaction, deputy_id: UUID, *, on: date, at: datetime) -> Deputy:
    """Be a deputy no longer, and have the body's coordinators told, as with an office.

    Raises OutsideOffice.
    """
    deputy, seat = await seats_queries.deputy(tx, deputy_id)
    released = await seats.release_deputy(tx, deputy_id, on=max(on, deputy.starts - DAY))
    await _tell(tx, seat.body_id, DEPUTY, seat.represents, on=released.ends, at=at)
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
