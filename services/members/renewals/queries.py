"""Looking up who was asked about the next term, and what they said."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from services.members.bodies.model import Body, Seat, Term, WholeBody
from services.members.renewals.model import Asked, Renewal, to_ask
from shared.chassis.transaction import Snapshot


async def said(look: Snapshot, whole: WholeBody) -> dict[UUID, Renewal]:
    """Return what the present holders of the seats were asked and said, by seat. Raises NoTermYet."""
    holders = {seat.id: seat.person_id for seat in to_ask(whole)}
    found = await look.all(select(Renewal).where(Renewal.seat_id.in_(holders)))
    return {one.seat_id: one for one in found if one.person_id == holders[one.seat_id]}


async def renewal(look: Snapshot, seat_id: UUID, person_id: UUID) -> Renewal | None:
    """Return what a person was asked about a seat, locked."""
    return await look.get(Renewal, (seat_id, person_id), lock=True)


async def open_for(look: Snapshot, person_id: UUID, on: date) -> list[Asked]:
    """Return the questions a person may answer on a day: the next term of the body is not there yet."""
    later = select(Term.id).where(Term.body_id == Seat.body_id, Term.starts > Seat.ends)
    rows: Sequence[Any] = (
        await look.execute(
            select(Renewal, Seat, Body)
            .join(Seat, Seat.id == Renewal.seat_id)
            .join(Body, Body.id == Seat.body_id)
            .where(Renewal.person_id == person_id, Seat.person_id == person_id)
            .where(Seat.left_at.is_(None), Seat.ends >= on, ~exists(later))
            .order_by(Body.slug, Seat.starts, Seat.id)
        )
    ).all()
    return [Asked(renewal, seat, body) for renewal, seat, body in rows]


async def of_person(look: Snapshot, person_id: UUID) -> list[tuple[Renewal, Seat]]:
    """Return everything a person was asked about next terms, with its seat."""
    query = select(Renewal, Seat).join(Seat, Seat.id == Renewal.seat_id).where(Renewal.person_id == person_id)
    rows: Sequence[Any] = (await look.execute(query.order_by(Renewal.asked, Renewal.seat_id))).all()
    return [(renewal, seat) for renewal, seat in rows]
