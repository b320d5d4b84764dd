"""Asking who is available for the next term, and answering."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.renewals import queries
from services.members.renewals.model import (
    AnswerDayOutside,
    NotAsked,
    Renewal,
    RenewalClosed,
    ending,
    question,
    to_ask,
)
from shared.chassis.transaction import Transaction


async def ask(tx: Transaction, body_id: UUID, answer_by: date, *, at: datetime) -> int:
    """Ask everyone who sits at the end of the last term and has not answered; return how many.

    Raises NoTermYet, or AnswerDayOutside when the day is past or after the term.
    """
    whole = await bodies.whole_locked(tx, body_id)
    if not today(at) <= answer_by <= ending(whole).ends:
        raise AnswerDayOutside
    seats, asked = {seat.id: seat for seat in to_ask(whole)}, {"asked": at, "answer_by": answer_by}
    if not seats:
        return 0
    # Whoever answers meanwhile has answered: the question of one who has is left as it was.
    silent = await tx.execute(
        insert(Renewal)
        .values([{"seat_id": seat.id, "person_id": seat.person_id, **asked} for seat in seats.values()])
        .on_conflict_do_update(
            index_elements=[Renewal.seat_id, Renewal.person_id], set_=asked, where=Renewal.answered.is_(None)
        )
        .returning(Renewal.seat_id)
    )
    told = [question(whole, seats[seat_id], answer_by) for seat_id in silent.scalars()]
    tx.record_all(told)
    return len(told)


async def answer(
    tx: Transaction, seat_id: UUID, person_id: UUID, *, available: bool, at: datetime
) -> Renewal:
    """Say whether one is available for the next term.

    Raises NotAsked, or RenewalClosed when the next term is there or the seat is no longer held.
    """
    renewal = await queries.renewal(tx, seat_id, person_id)
    if renewal is None:
        raise NotAsked
    if seat_id not in {one.seat.id for one in await queries.open_for(tx, person_id, today(at))}:
        raise RenewalClosed
    renewal.answer(available=available, at=at)
    return renewal
