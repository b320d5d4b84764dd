"""Letting another person represent, naming deputies, taking and leaving offices."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from services.members.bodies import commands as body_commands
from services.members.bodies import queries as bodies
from services.members.bodies.model import ATTENDEE, Seat
from services.members.consents import queries as consents
from services.members.consents.model import NAME_TEXT, NameConsent
from services.members.errors import NotOnSeat
from services.members.people import commands as people
from services.members.seats import queries
from services.members.seats.model import (
    OF_SEAT,
    ONE_HOLDER,
    ROLE,
    SECRETARY,
    Deputy,
    DeputyKnown,
    NoDeputies,
    NotAtTable,
    Office,
    OfficeHeld,
    SameOrganisation,
)
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction
from shared.contracts.members import SeatVacated
from shared.contracts.seats import DeputyNamed, DeputyReleased


@dataclass(frozen=True, kw_only=True)
class Taking:
    """Who takes an office, for which organisation, from when to when."""

    kind: str
    person_id: UUID
    represents: str
    starts: date
    ends: date
    title: LocalisedText = field(default_factory=LocalisedText)


async def change_representative(tx: Transaction, seat_id: UUID, person_id: UUID, *, first_day: date) -> Seat:
    """Let another person hold the seat for the same organisation; who held it stays in its history.

    Raises SeatLeft, or NotOnSeat when the day is outside the time the present one holds it.
    """
    whole = await bodies.whole_locked(tx, (await bodies.seat(tx, seat_id)).body_id)
    seat = await bodies.seat(tx, seat_id, lock=True)
    _, since, _ = whole.holders(seat)[-1]
    former, left = seat.hand_over(person_id, first_day=first_day, since=since)
    await body_commands.check_drawn(tx, [seat], on=first_day)
    tx.add(former)
    tx.record(left)
    tx.record(seat.filled(whole.theme_of(seat), since=first_day))
    await people.hand_on_with_seat(tx, seat.id, former.id, former.ends)
    people.grant_with_seat(tx, person_id, seat.body_id, seat.id, starts=first_day, ends=seat.ends)
    return seat


async def name_deputy(tx: Transaction, seat_id: UUID, person_id: UUID, *, starts: date, ends: date) -> Deputy:
    """Give a seat a personal deputy.

    Raises NoDeputies when the body has none, DeputyKnown when the seat has one then, NotOnSeat.
    """
    body_id = (await bodies.seat(tx, seat_id)).body_id
    whole = await bodies.whole_locked(tx, body_id)
    seat = await bodies.seat(tx, seat_id, lock=True)
    if not whole.body.deputies:
        raise NoDeputies
    if starts < seat.starts or ends > seat.ends:
        raise NotOnSeat
    if any(one.overlaps(starts, ends) for one in await queries.deputies(tx, seat_id)):
        raise DeputyKnown
    return _name(tx, seat, person_id, starts, ends)


def name_first_deputies(tx: Transaction, deputies: Iterable[tuple[Seat, UUID]]) -> None:
    """Give seats that were just taken in a body with deputies theirs, for as long as each is held."""
    for seat, person_id in deputies:
        _name(tx, seat, person_id, seat.starts, seat.ends)


async def release_deputy(tx: Transaction, deputy_id: UUID, *, on: date) -> Deputy:
    """Let a deputy be one no longer; `on` is the last day. Raises OutsideOffice."""
    deputy, seat = await queries.deputy(tx, deputy_id)
    await bodies.whole_locked(tx, seat.body_id)
    deputy.end(on)
    await people.end_with_seat(tx, deputy.id, on)
    tx.record(
        DeputyReleased(
            deputy_id=deputy.id,
            seat_id=seat.id,
            body_id=seat.body_id,
            person_id=deputy.person_id,
            ends=on,
        )
    )
    return deputy


async def release_deputies(tx: Transaction, seat_id: UUID) -> None:
    """Let the deputies of a seat that was left be deputies no longer than the seat is held."""
    seat = await bodies.seat(tx, seat_id)
    if seat.left_at is None:
        return
    for deputy in await queries.deputies(tx, seat_id):
        if deputy.ends > seat.ends:
            await release_deputy(tx, deputy.id, on=max(seat.ends, deputy.starts - timedelta(days=1)))


async def follow_seat(tx: Transaction, seat: Seat, before: date, *, deputies: bool) -> None:
    """Let nobody be a deputy longer than a seat whose last day was `before` is held.

    Where the body still has deputies, who was one until that day goes on with the seat: a new naming.
    """
    for deputy in await queries.deputies(tx, seat.id):
        if deputy.ends > seat.ends:
            await release_deputy(tx, deputy.id, on=max(seat.ends, deputy.starts - timedelta(days=1)))
        elif deputies and deputy.held_on(before) and deputy.ends == before < seat.ends:
            _name(tx, seat, deputy.person_id, before + timedelta(days=1), seat.ends)


async def leave_offices(tx: Transaction, left: SeatVacated) -> None:
    """Let who left a seat chair the body no longer, unless another seat is theirs.

    A secretary needs no seat, so that office goes on.
    """
    whole = await bodies.whole_locked(tx, left.body_id)
    held = [one for seat in whole.seats if seat.kind != ATTENDEE for one in whole.holders(seat)]
    if any(person == left.person_id and ends > left.ends for person, _, ends in held):
        return
    for office in await queries.offices(tx, left.body_id):
        if office.kind in OF_SEAT and office.person_id == left.person_id and office.ends > left.ends:
            await leave_office(tx, office.id, on=max(left.ends, office.starts - timedelta(days=1)))


async def take_office(tx: Transaction, body_id: UUID, taking: Taking) -> Office:
    """Let a person take an office, with the role it gives at sign-in; welcome who comes new, without a seat.

    Raises OfficeHeld when there is a chair or vice chair then, SameOrganisation for a second secretary
    of one organisation.
    """
    whole = await bodies.whole_locked(tx, body_id)
    others = await queries.offices(tx, body_id)
    for other in others:
        if other.kind != taking.kind or not other.overlaps(taking.starts, taking.ends):
            continue
        if taking.kind in ONE_HOLDER:
            raise OfficeHeld
        if taking.kind == SECRETARY and other.represents.casefold() == taking.represents.casefold():
            raise SameOrganisation
    office = Office(id=uuid4(), version=1, body_id=body_id, **vars(taking))
    tx.add(office)
    people.grant_with_seat(
        tx,
        office.person_id,
        body_id,
        office.id,
        starts=office.starts,
        ends=office.ends,
        role=ROLE[office.kind],
    )
    sitting = [one for seat in whole.seats if seat.kind != ATTENDEE for one in whole.holders(seat)]
    seated = any(
        person == office.person_id and office.overlaps(since, until) for person, since, until in sitting
    )
    past = office.ends < body_commands.today(tx.at)
    before = office.starts - timedelta(days=1)
    goes_on = any(other.person_id == office.person_id and other.held_on(before) for other in others)
    tx.record(office.taken(whole.body, welcome=not (seated or past or goes_on)))
    return office


async def leave_office(tx: Transaction, office_id: UUID, *, on: date) -> Office:
    """Leave an office before its end; `on` is the last day. Raises OutsideOffice."""
    office = await queries.office(tx, office_id)
    await bodies.whole_locked(tx, office.body_id)
    tx.record(office.leave(on))
    await people.end_with_seat(tx, office.id, on)
    return office


async def show_name(tx: Transaction, person_id: UUID, body_id: UUID, *, allow: bool, at: datetime) -> None:
    """Write down whether a person lets the name be shown with a body. Raises NotAtTable for a stranger."""
    whole = await bodies.whole(tx, await bodies.body(tx, body_id))
    if person_id not in await queries.everyone(tx, whole):
        raise NotAtTable
    if not allow:
        if given := await consents.name_consent(tx, person_id, body_id):
            given.withdrawn = at
        return
    await tx.execute(
        insert(NameConsent)
        .values(id=uuid4(), person_id=person_id, body_id=body_id, text_version=NAME_TEXT, given=at)
        .on_conflict_do_nothing()
    )


def _name(tx: Transaction, seat: Seat, person_id: UUID, starts: date, ends: date) -> Deputy:
    deputy = Deputy(id=uuid4(), seat_id=seat.id, person_id=person_id, starts=starts, ends=ends)
    tx.add(deputy)
    people.grant_with_seat(tx, person_id, seat.body_id, deputy.id, starts=starts, ends=ends)
    tx.record(
        DeputyNamed(
            deputy_id=deputy.id,
            seat_id=seat.id,
            body_id=seat.body_id,
            person_id=person_id,
            starts=starts,
            ends=ends,
        )
    )
    return deputy
