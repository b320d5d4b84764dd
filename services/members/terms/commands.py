"""Telling that a term ends, rotating a body, declaring interests."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4

from services.members.bodies import commands as bodies
from services.members.bodies import queries as bodies_queries
from services.members.bodies.commands import Holder
from services.members.bodies.model import ATTENDEE, Term
from services.members.people import commands as people_commands
from services.members.people import queries as people
from services.members.seats import commands as seats
from services.members.seats import queries as seats_queries
from services.members.seats.commands import Taking
from services.members.terms import queries
from services.members.terms.model import (
    REMINDED_AFTER,
    InterestDeclaration,
    Rotation,
    SeatsOutsideTerm,
    TermsOverlap,
    rotation,
)
from shared.chassis.principals import COORDINATOR
from shared.chassis.transaction import Transaction
from shared.contracts.meetings import AttendanceLow, RequestOverdue
from shared.contracts.seats import (
    AttendanceNoticed,
    BodyStarting,
    InterestsAsked,
    InterestsDue,
    RequestNoticed,
    ReviewDue,
    ReviewNoticed,
    TermChanged,
    TermEnding,
    TermEndingNoticed,
)


async def notice(tx: Transaction, ending: TermEnding, *, at: datetime) -> None:
    """Have every coordinator of a body told that its term ends, unless the next one is there already."""
    term = await tx.get(Term, ending.term_id)
    if term is None:
        return
    whole = await bodies_queries.whole(tx, await bodies_queries.body(tx, ending.body_id))
    if whole.body.state == "ended" or any(one.starts > term.ends for one in whole.terms):
        return
    for person_id in await people.holders(tx, COORDINATOR, whole.body.id, bodies.today(at)):
        tx.record(
            TermEndingNoticed(
                body_id=whole.body.id,
                body_slug=whole.body.slug,
                person_id=person_id,
                title=whole.body.name.to_dict(),
                term_ends=term.ends,
                days=ending.days,
                seats=sum(seat.term_id == term.id and seat.held_on(term.ends) for seat in whole.seats),
            )
        )


async def notice_review(tx: Transaction, due: ReviewDue, *, at: datetime) -> None:
    """Have every coordinator of a paused body told that the pause is looked at again."""
    body = await bodies_queries.body(tx, due.body_id)
    if body.state != "paused" or body.review_on != due.review_on:
        return
    for person_id in await people.holders(tx, COORDINATOR, body.id, bodies.today(at)):
        tx.record(
            ReviewNoticed(
                body_id=body.id,
                body_slug=body.slug,
                person_id=person_id,
                title=body.name.to_dict(),
                review_on=due.review_on,
            )
        )


async def notice_attendance(tx: Transaction, low: AttendanceLow, *, at: datetime) -> None:
    """Have every coordinator of a body told that seats have been empty for a while."""
    for person_id in await people.holders(tx, COORDINATOR, low.body_id, bodies.today(at)):
        tx.record(AttendanceNoticed(person_id=person_id, **low.model_dump()))


async def notice_request(tx: Transaction, overdue: RequestOverdue, *, at: datetime) -> None:
    """Have every coordinator of a body told that a request is still without an answer."""
    for person_id in await people.holders(tx, COORDINATOR, overdue.body_id, bodies.today(at)):
        tx.record(RequestNoticed(person_id=person_id, **overdue.model_dump()))


async def start_work(tx: Transaction, due: BodyStarting, *, at: datetime) -> None:
    """Let a planned body be at work from its first day."""
    whole = await bodies_queries.whole_locked(tx, due.body_id)
    body = whole.body
    if body.state == "planned" and body.starts_on == due.starts_on:
        body.state = "active"
        body.version += 1
        await bodies.tell(tx, body, at=at)


async def ask_in_time(tx: Transaction, due: InterestsDue, *, at: datetime) -> None:
    """Ask those who have not declared this year, and again after a month; the next year has its timer."""
    body = await bodies_queries.body(tx, due.body_id)
    today = bodies.today(at)
    if body.state == "active" and due.year == today.year:
        silent = await ask_for_interests(tx, body.id, at=at)
        if silent and not due.again:
            again = InterestsDue(body_id=body.id, year=due.year, again=True)
            tx.record(again, due=at + REMINDED_AFTER, key=f"interests-again/{body.id}")
    if not due.again and body.state != "ended":
        await tx.take_back(f"interests/{body.id}")
        bodies.ask_next_year(tx, body.id, at=at)


async def add_term(tx: Transaction, body_id: UUID, starts: date, ends: date, *, at: datetime) -> Term:
    """Add a term of office to a body; seats without one that fit in join it. Raises TermsOverlap."""
    whole = await bodies_queries.whole_locked(tx, body_id)
    if any(one.starts <= ends and starts <= one.ends for one in whole.terms):
        raise TermsOverlap
    term = await bodies.term_for(tx, whole, starts, ends)
    await bodies.count(tx, body_id, at=at)
    return term


async def change_term(
    tx: Transaction, term_id: UUID, starts: date, ends: date, *, seats_follow: bool, at: datetime
) -> Term:
    """Correct or extend a term; seats that end with it get the new last day when they follow.

    So do their deputies who were named until the last day. Nobody is a deputy longer than the seat is held.
    Raises TermsOverlap, or SeatsOutsideTerm when a seat would be left outside.
    """
    body_id = (await queries.term(tx, term_id)).body_id
    whole = await bodies_queries.whole_locked(tx, body_id)
    term = next(one for one in whole.terms if one.id == term_id)
    if any(one.starts <= ends and starts <= one.ends for one in whole.terms if one.id != term_id):
        raise TermsOverlap
    held = [seat for seat in whole.seats if seat.term_id == term_id]
    following = [seat for seat in held if seats_follow and seat.ends == term.ends and seat.left_at is None]
    staying = [seat for seat in held if seat not in following]
    if any(seat.starts < starts for seat in held) or any(seat.ends > ends for seat in staying):
        raise SeatsOutsideTerm
    if any(whole.since(seat) > ends for seat in following):
        raise SeatsOutsideTerm
    term.starts, term.ends = starts, ends
    tx.record(TermChanged(body_id=body_id, term_id=term_id, starts=starts, ends=ends))
    await tx.take_back(f"term/{term.id}")
    bodies.set_notices(tx, term, at=at)
    for seat in following:
        before, seat.ends = seat.ends, ends
        seat.version += 1
        tx.record(seat.filled(whole.theme_of(seat), since=whole.since(seat), goes_on=True))
        await people_commands.end_with_seat(tx, seat.id, ends)
        await seats.follow_seat(tx, seat, before, deputies=whole.body.deputies)
    await bodies.count(tx, body_id, at=at)
    return term


async def rotate(
    tx: Transaction,
    body_id: UUID,
    stays: Collection[UUID],
    *,
    starts: date,
    until: date,
    at: datetime,
    deputies: bool = False,
    offices: Collection[UUID] = (),
) -> Rotation:
    """Begin the next term: who stays gets a seat of the new term that succeeds the old one.

    With `deputies` the personal deputies of those who stay go on, and so do the chosen `offices`.
    Raises NoTermYet, TermNotNext or SeatNotOfTerm.
    """
    whole = await bodies_queries.whole_locked(tx, body_id)
    planned = rotation(whole, stays, starts=starts, until=until)
    term = bodies.begin_term(tx, body_id, starts, until, at=at)
    await tx.flush()
    for seat in planned.stays:
        holder = Holder(
            kind=seat.kind,
            represents=seat.represents,
            person_id=whole.holder(seat, planned.ends.ends),
            starts=starts,
            ends=until,
            theme=whole.theme_of(seat),
            organisation_id=seat.organisation_id,
            municipality=seat.municipality,
            region=seat.region,
            succeeds_id=seat.id,
            route="carried",
            decision=seat.decision,
        )
        taken = await bodies.take_seat(tx, body_id, term.id, holder)
        if deputies and whole.body.deputies:
            beside = [
                one for one in await seats_queries.deputies(tx, seat.id) if one.held_on(planned.ends.ends)
            ]
            seats.name_first_deputies(tx, [(taken, one.person_id) for one in beside])
    for office in await seats_queries.offices(tx, body_id):
        if office.id in offices and office.held_on(planned.ends.ends):
            taking = Taking(
                kind=office.kind,
                person_id=office.person_id,
                represents=office.represents,
                title=office.title,
                starts=starts,
                ends=until,
            )
            await seats.take_office(tx, body_id, taking)
    await tx.take_back(f"term/{planned.ends.id}")
    await bodies.count(tx, body_id, at=at)
    return planned


async def declare(
    tx: Transaction, person_id: UUID, year: int, words: str, *, at: datetime
) -> InterestDeclaration:
    """Declare interests for a year; what was declared before stays as an older version."""
    earlier = (await queries.declarations(tx, [person_id], year)).get(person_id)
    declared = InterestDeclaration(
        id=uuid4(),
        person_id=person_id,
        year=year,
        version=earlier.version + 1 if earlier else 1,
        words=words,
        declared=at,
    )
    tx.add(declared)
    await tx.flush()
    return declared


async def ask_for_interests(tx: Transaction, body_id: UUID, *, at: datetime) -> int:
    """Ask those who sit in a body and have not declared this year; return how many."""
    today = bodies.today(at)
    whole = await bodies_queries.whole_locked(tx, body_id)
    sitting = {whole.holder(seat, today) for seat in whole.composition(today) if seat.kind != ATTENDEE}
    done = await queries.declarations(tx, list(sitting), today.year)
    silent = sorted(sitting - set(done))
    for person_id in silent:
        tx.record(
            InterestsAsked(
                body_id=body_id, person_id=person_id, title=whole.body.name.to_dict(), year=today.year
            )
        )
    return len(silent)
