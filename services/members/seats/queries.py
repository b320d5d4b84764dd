"""Looking up deputies and offices."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.members.bodies.model import Seat
from services.members.seats.model import OFFICES, Deputy, Office
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def deputies(look: Snapshot, seat_id: UUID) -> Sequence[Deputy]:
    """Return the deputies a seat has had, the first one first."""
    return await look.all(select(Deputy).where(Deputy.seat_id == seat_id).order_by(Deputy.starts))


async def deputies_of_body(look: Snapshot, body_id: UUID) -> Sequence[Deputy]:
    """Return every deputy a body has had."""
    query = select(Deputy).join(Seat, Seat.id == Deputy.seat_id).where(Seat.body_id == body_id)
    return await look.all(query.order_by(Deputy.starts))


async def deputy(look: Snapshot, deputy_id: UUID) -> tuple[Deputy, Seat]:
    """Return a deputy with the seat. Raises NotFound."""
    found = await look.get(Deputy, deputy_id)
    seat = await look.get(Seat, found.seat_id) if found else None
    if found is None or seat is None:
        raise NotFound
    return found, seat


async def offices(look: Snapshot, body_id: UUID) -> list[Office]:
    """Return the offices of a body, held now and before: the chair first, the newest first."""
    found = await look.all(select(Office).where(Office.body_id == body_id).order_by(Office.starts.desc()))
    return sorted(found, key=lambda office: OFFICES.index(office.kind))


async def office(look: Snapshot, office_id: UUID) -> Office:
    """Return an office. Raises NotFound."""
    found = await look.get(Office, office_id)
    if found is None:
        raise NotFound
    return found
