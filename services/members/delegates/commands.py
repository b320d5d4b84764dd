"""Taking in whom a region named, and giving them the region's place in the group."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime

from services.members.bodies import commands as bodies
from services.members.bodies import queries as bodies_queries
from services.members.bodies.commands import Holder, today
from services.members.bodies.model import DAY, REGION, Seat, WholeBody
from services.members.delegates import queries
from services.members.delegates.model import DEPUTY, Delegate, carried, seat_of
from services.members.delegates.schemas import Forgotten, Named
from services.members.erasures import commands as erasures
from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.seats import commands as seats
from services.members.seats import queries as seats_queries
from services.members.seats.model import Deputy
from shared.chassis.transaction import Transaction


async def take_in(tx: Transaction, region: str, named: Named, *, at: datetime) -> Delegate | None:
    """Write down whom a region named, or what it corrected; an older word changes nothing.

    Who has a place that a correction does not fit leaves it, and waits for another.
    """
    known = await queries.delegate(tx, region, named.mandate_id)
    if known is None:
        person = await people.know(tx, named.name, named.email, named.language, at)
        known = Delegate(region=region, mandate_id=named.mandate_id, person_id=person.id, **named.facts())
        tx.add(known)
        await tx.flush()
    elif known.version >= named.version:
        return None
    else:
        last = known.ends
        await _leave(tx, known, known.amend(named.facts()), last, at=at)
    await _call(tx, known, named.name)
    return known


async def forget(tx: Transaction, region: str, gone: Forgotten, *, at: datetime) -> None:
    """Let someone go whom their region erased; who has a role of their own here stays otherwise known."""
    known = await queries.delegate(tx, region, gone.mandate_id)
    if known is None or known.version >= gone.version:
        return
    known.version, known.ends = gone.version, min(known.ends, gone.ends)
    await place(tx, known, at=at, until=max(gone.ends, today(at)))
    await tx.flush()
    if not await queries.held_otherwise(tx, known.person_id, today(at)):
        await erasures.erase(tx, known.person_id, by=None, at=at)


async def _call(tx: Transaction, delegate: Delegate, name: str) -> None:
    """Call a delegate as the region now does, if nobody else has a say in what they are called here."""
    person = await people_queries.known(tx, delegate.person_id, lock=True)
    if name != person.name and await queries.known_by_region_alone(tx, delegate):
        await people.rename(tx, person, name)


async def _leave(
    tx: Transaction, delegate: Delegate, changed: AbstractSet[str], last: date, *, at: datetime
) -> None:
    """Leave a place that does not fit what the region corrected; `last` was the last day before that.

    What has been stays as it was. A place that was ended in national, or that a newer delegate of the region
    has, is given back by no correction.
    """
    day = today(at)
    if delegate.ends < day:
        return
    if delegate.deputy_id:
        deputy, seat = await seats_queries.deputy(tx, delegate.deputy_id)
        starts, ends = deputy.starts, deputy.ends
    elif delegate.seat_id:
        seat = await bodies_queries.seat(tx, delegate.seat_id)
        starts, ends = seat.starts, seat.ends
    else:
        return
    is_over = ends < last and (ends < day or seat.left_at is not None or ends < seat.ends)
    other_post = not changed.isdisjoint({"post", "body_slug"})
    other_words = "represents" in changed and delegate.seat_id is not None
    other_days = ends == last < delegate.ends or ("starts" in changed and max(starts, delegate.starts) > day)
    if not other_post and (is_over or not (other_words or other_days)):
        return
    goes_on = ends >= max(day, starts)
    if delegate.deputy_id and goes_on:
        await seats.release_deputy(tx, delegate.deputy_id, on=max(day, starts) - DAY)
    elif delegate.seat_id and goes_on and seat.left_at is None:
        await bodies.vacate(tx, delegate.seat_id, on=max(day, starts) - DAY, at=at)
    delegate.seat_id = delegate.deputy_id = None
    await tx.flush()


async def place(tx: Transaction, delegate: Delegate, *, at: datetime, until: date | None = None) -> None:
    """Give a delegate the region's place as far as the group's term goes, or end it when their time ends.

    Who cannot be placed yet waits. A newer delegate of a region takes the place of the one before. Where a
    rotation let a delegate go on after the time they were named for, `until` is the last day.
    """
    body = await bodies_queries.body_by_slug(tx, delegate.body_slug)
    if body is None:
        return
    whole = await bodies_queries.whole_locked(tx, body.id)
    if not delegate.waits:
        await _end(tx, whole, delegate, until, at)
    elif delegate.ends < today(at):
        return
    elif delegate.post == DEPUTY:
        await _beside(tx, whole, delegate, seat_of(whole, delegate.region, max(delegate.starts, today(at))))
    else:
        await _seat(tx, whole, delegate, at=at)


async def place_all(tx: Transaction, slug: str, *, at: datetime) -> int:
    """Give everyone who waits for a group their place, members first; return how many got one."""
    waiting = [one for one in await queries.of_group(tx, slug, today(at)) if one.waits]
    for delegate in waiting:
        if delegate.waits:
            await place(tx, delegate, at=at)
            await tx.flush()
    return sum(not one.waits for one in waiting)


async def _seat(tx: Transaction, whole: WholeBody, delegate: Delegate, *, at: datetime) -> None:
    term = whole.term_on(max(delegate.starts, today(at)))
    if REGION not in {party.kind for party in whole.parties} or term is None or delegate.ends < term.starts:
        return
    since = await _free_from(tx, whole, delegate)
    starts, ends = max(delegate.starts, term.starts, since), min(delegate.ends, term.ends)
    if ends < starts:
        return
    for seat in whole.seats:
        if (
            seat.kind == REGION
            and seat.region == delegate.region
            and not seat.left_at
            and seat.ends >= starts
        ):
            await bodies.vacate(tx, seat.id, on=starts - DAY, at=at)
    seat = await bodies.appoint(tx, whole.body.id, _holder(delegate, starts, ends), at=at)
    delegate.seat_id = seat.id
    await tx.flush()
    for other in await queries.of_group(tx, delegate.body_slug, today(at)):
        if other.post == DEPUTY and other.region == delegate.region:
            await _beside(tx, whole, other, seat)


async def _beside(tx: Transaction, whole: WholeBody, delegate: Delegate, seat: Seat | None) -> None:
    if seat is None or not whole.body.deputies or delegate.ends < seat.starts:
        return
    since = await _free_from(tx, whole, delegate)
    starts, ends = max(delegate.starts, seat.starts, since), min(delegate.ends, seat.ends)
    if ends < starts:
        return
    for deputy in await seats_queries.deputies(tx, seat.id):
        if deputy.overlaps(starts, ends):
            await seats.release_deputy(tx, deputy.id, on=max(starts - DAY, deputy.starts - DAY))
    await tx.flush()
    deputy = await seats.name_deputy(tx, seat.id, delegate.person_id, starts=starts, ends=ends)
    await tx.flush()
    delegate.deputy_id = deputy.id


async def _free_from(tx: Transaction, whole: WholeBody, delegate: Delegate) -> date:
    """Return the day after the places that a delegate has left in the group: another goes on from there."""
    seats_left = [one for one in whole.seats if one.left_at and one.region == delegate.region]
    deputies = await seats_queries.deputies_of_body(tx, whole.body.id)
    left: list[Seat | Deputy] = [*seats_left, *(one for one in deputies if one.ends < today(tx.at))]
    own = [one for one in left if one.person_id == delegate.person_id and one.starts <= one.ends]
    return max((one.ends + DAY for one in own), default=delegate.starts)


async def _end(
    tx: Transaction, whole: WholeBody, delegate: Delegate, until: date | None, at: datetime
) -> None:
    """End the place on the delegate's last day; one that a rotation gave after it ends only by `until`."""
    if delegate.seat_id:
        for seat in carried(whole, delegate.seat_id):
            last = _last(delegate, seat, until, is_first=seat.id == delegate.seat_id)
            if last and seat.left_at is None:
                await bodies.vacate(tx, seat.id, on=last, at=at)
    elif delegate.deputy_id:
        first, _ = await seats_queries.deputy(tx, delegate.deputy_id)
        beside = {seat.id for seat in carried(whole, first.seat_id)}
        for deputy in await seats_queries.deputies_of_body(tx, whole.body.id):
            last = _last(delegate, deputy, until, is_first=deputy.id == first.id)
            if last and deputy.seat_id in beside:
                await seats.release_deputy(tx, deputy.id, on=max(last, deputy.starts - DAY))


def _last(delegate: Delegate, place: Seat | Deputy, until: date | None, *, is_first: bool) -> date | None:
    """Return the last day of a place that the region's word ends, or None for one that goes on."""
    last = until if until and not is_first else delegate.ends
    goes_on = place.person_id != delegate.person_id or (until is None and place.starts > last)
    return None if last >= place.ends or (goes_on and not is_first) else last


def _holder(delegate: Delegate, starts: date, ends: date) -> Holder:
    return Holder(
        kind=REGION,
        represents=delegate.represents,
        person_id=delegate.person_id,
        starts=starts,
        ends=ends,
        region=delegate.region,
    )
