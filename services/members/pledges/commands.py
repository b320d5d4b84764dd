"""Welcoming and asking for the acceptance, and accepting."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import Body, Seat
from services.members.pledges import queries
from services.members.pledges.model import NotYourSeat, Pledge
from shared.chassis.transaction import Transaction
from shared.contracts.cooperation import PledgeAsked
from shared.contracts.members import SeatFilled
from shared.contracts.seats import DeputyNamed

BY_CALL = "call"
"""How a seat was filled whose first holder the letter of the selection welcomes."""


async def ask(tx: Transaction, taken: SeatFilled | DeputyNamed, *, at: datetime) -> None:
    """Welcome who took a seat or became its deputy, and ask: once, however often this is called."""
    seat_id, person_id = taken.seat_id, taken.person_id
    owed = {one.seat.id: one for one in await queries.owed_by(tx, person_id, today(at))}
    if seat_id not in owed:
        # A seat of who only attends, one of the past, or one that somebody else holds by now.
        return
    asked = await tx.execute(
        insert(Pledge).values(seat_id=seat_id, person_id=person_id, asked=at).on_conflict_do_nothing()
    )
    if asked.rowcount:  # type: ignore[attr-defined]
        is_first = isinstance(taken, SeatFilled) and taken.version == 1
        told = is_first and owed[seat_id].seat.route == BY_CALL
        tx.record(_welcome(owed[seat_id].seat, owed[seat_id].body, taken, told=told))


async def welcome(tx: Transaction, taken: SeatFilled, *, at: datetime) -> None:
    """Welcome who only attends, when the person is a new one: nothing is asked of them."""
    seat = await bodies.seat(tx, taken.seat_id)
    if not taken.goes_on and seat.person_id == taken.person_id and seat.ends >= today(at):
        tx.record(_welcome(seat, await bodies.body(tx, seat.body_id), taken))


async def accept(tx: Transaction, seat_id: UUID, person_id: UUID, *, at: datetime) -> None:
    """Accept the principle in today's words; what was accepted first stays. Raises NotYourSeat."""
    owed = await queries.owed_by(tx, person_id, today(at))
    if seat_id not in {one.seat.id for one in owed}:
        raise NotYourSeat
    accepted = {"accepted": at, "text_version": queries.principle().version}
    await tx.execute(
        insert(Pledge)
        .values(seat_id=seat_id, person_id=person_id, asked=at, **accepted)
        .on_conflict_do_update(
            index_elements=[Pledge.seat_id, Pledge.person_id],
            set_=accepted,
            where=Pledge.accepted.is_(None),
        )
    )


def _welcome(seat: Seat, body: Body, taken: SeatFilled | DeputyNamed, *, told: bool = False) -> PledgeAsked:
    return PledgeAsked(
        seat_id=seat.id,
        body_id=body.id,
        person_id=taken.person_id,
        title=body.name.to_dict(),
        body_slug=body.slug,
        kind=seat.kind,
        represents=seat.represents,
        is_deputy=isinstance(taken, DeputyNamed),
        term_starts=taken.starts,
        term_ends=taken.ends,
        told=told,
    )
