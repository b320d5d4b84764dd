"""Resigning from one's own seat."""

from datetime import date, datetime
from uuid import UUID

from services.members.bodies import commands as bodies
from services.members.bodies import queries as bodies_queries
from services.members.holdings.model import RESIGNED, Seat
from services.members.people import queries as people
from shared.chassis.principals import COORDINATOR
from shared.chassis.transaction import Transaction
from shared.contracts.seats import ResignationNoticed


async def resign(tx: Transaction, seat_id: UUID, *, on: date, at: datetime) -> Seat:
    """Leave the seat and have the body's coordinators told; `on` is the last day.

    Raises SeatLeft or NotOnSeat.
    """
    left = await bodies.vacate(tx, seat_id, on=on, at=at, reason=RESIGNED)
    body = await bodies_queries.body(tx, left.body_id)
    for person_id in await people.holders(tx, COORDINATOR, body.id, bodies.today(at)):
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
