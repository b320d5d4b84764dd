"""Asking who is available for the next term, and answering."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from services.members.bodies import queries as bodies
from services.members.bodies.commands import NOTICED_AT, today
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
from shared.chassis.clock import HELSINKI
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction
from shared.contracts.seats import RenewalDue

REMINDED_BEFORE = timedelta(days=2)
"""How long before the last day for answers those who have not answered are reminded."""


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
    await tx.take_back(f"renewals/{body_id}")
    due = datetime.combine(answer_by - REMINDED_BEFORE, NOTICED_AT, HELSINKI)
    if told and due > at:
        tx.record(RenewalDue(body_id=body_id, answer_by=answer_by), due=due, key=f"renewals/{body_id}")
    return len(told)


async def remind(tx: Transaction, due: RenewalDue) -> None:
    """Have those asked again who have not answered, if the question still waits for them."""
    whole = await bodies.whole_locked(tx, due.body_id)
    said = await queries.said(tx, whole)
    for seat in to_ask(whole):
        one = said.get(seat.id)
        if one and one.answered is None and one.answer_by == due.answer_by:
            tx.record(question(whole, seat, due.answer_by, again=True))


async def note(
    tx: Transaction, body_id: UUID, seat_id: UUID, *, available: bool, by: UUID | None, at: datetime
) -> Renewal:
    """Write down what the holder of a seat has said otherwise, asked here or not.

    Raises NotFound for a seat that nobody is asked about, and RenewalClosed when the term is over.
    """
    whole = await bodies.whole_locked(tx, body_id)
    seat = next((one for one in to_ask(whole) if one.id == seat_id), None)
    if seat is None:
        raise NotFound
    if seat.ends < today(at):
        raise RenewalClosed
    renewal = await queries.renewal(tx, seat.id, seat.person_id)
    if renewal is None:
        renewal = Renewal(seat_id=seat.id, person_id=seat.person_id, asked=at, answer_by=today(at))
        tx.add(renewal)
    renewal.answer(available=available, at=at, noted_by=by)
    return renewal


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
