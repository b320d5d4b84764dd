"""Setting up bodies, taking and leaving seats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from pydantic_core import to_json
from sqlalchemy import ARRAY, JSON, Text, Uuid, cast, column, func, insert, literal, select
from sqlalchemy.exc import IntegrityError

from services.members.bodies import queries
from services.members.bodies.model import (
    ATTENDEE,
    DAY,
    MUNICIPALITY,
    Body,
    CadenceReversed,
    Party,
    Seat,
    Term,
    Theme,
    WholeBody,
)
from services.members.charters import commands as charters
from services.members.charters import queries as charters_queries
from services.members.charters.commands import Area, Beginning, Keeping, Standing
from services.members.charters.model import NATIONAL, REGIONAL, Asking, KindUnknown
from services.members.errors import (
    BodyKnown,
    NotOfParent,
    NotOnSeat,
    OutsideTerm,
    ReviewMissing,
    ReviewOfPause,
    SeatOfNoMunicipality,
    SeatStillHeld,
    ThemeUnknown,
)
from services.members.holdings.model import Holder as Holder
from services.members.people import commands as people
from shared.chassis.clock import HELSINKI
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction
from shared.contracts.seats import BodyStarting, InterestsDue, ReviewDue, TermEnding

NOTICES = (180, 90, 30)
"""How many days before a term ends its coordinators are told."""
INTERESTS_ASKED = (1, 15)
"""The month and the day on which a year's declarations of interests are asked for."""
NOTICED_AT = time(9)
"""The hour of the day at which a coordinator is reminded."""


@dataclass(frozen=True)
class PlannedTheme:
    """A theme or sector as it is to be."""

    slug: str
    name: LocalisedText
    target: int
    protected: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole body as it is to be set up."""

    facts: dict[str, Any]
    parent: str | None
    elects: str | None
    parties: dict[str, int]
    themes: Sequence[PlannedTheme]
    terms: Sequence[tuple[date, date]]
    partners: Sequence[Keeping] = ()
    capacities: Sequence[Standing] = ()
    area: Area | None = None
    beginning: Beginning | None = None
    asking: Asking | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be otherwise in a body."""

    facts: dict[str, Any]
    parties: dict[str, int] | None = None
    themes: Sequence[PlannedTheme] = ()


async def set_up(tx: Transaction, plan: Plan, *, at: datetime) -> WholeBody:
    """Set up a body with its themes, parties and terms.

    Raises BodyKnown when its address is taken, KindUnknown for a kind that is not configured, ReviewMissing.
    """
    parent = await _named(tx, plan.parent)
    elects = await _named(tx, plan.elects)
    await _check(tx, plan.facts)
    body = Body(id=uuid4(), version=1, counted=0, parent_id=parent.id if parent else None, **plan.facts)
    try:
        async with tx.attempt():
            tx.add(body)
            await tx.flush()
    except IntegrityError as error:
        raise BodyKnown from error
    _add_themes(tx, body.id, plan.themes, start=0)
    tx.add(*(Party(body_id=body.id, kind=kind, target=target) for kind, target in plan.parties.items()))
    for starts, ends in plan.terms:
        begin_term(tx, body.id, starts, ends, at=at)
    await _charter(tx, body.id, plan)
    if elects:
        await charters.relate(tx, body.id, "elects", elects.id, starts=None)
    whole = await tell(tx, body, at=at)
    tx.record(whole.count(today(at)))
    return whole


async def change(tx: Transaction, slug: str, change: Change, *, at: datetime) -> WholeBody:
    """Change what is publicly known of a body; what it was is kept as an edition.

    Raises ReviewMissing for a pause that nobody would look at again.
    """
    body = await queries.body_by_slug(tx, slug)
    if body is None:
        raise NotFound
    whole = await queries.whole_locked(tx, body.id)
    facts = {"state": body.state, "review_on": body.review_on if body.state == "paused" else None}
    facts |= {"cadence_min": body.cadence_min, "cadence_max": body.cadence_max} | change.facts
    if "review_on" not in change.facts and facts["state"] != "paused":
        facts["review_on"] = None
    await _check(tx, facts, keeps=body.kind)
    for name, value in facts.items():
        setattr(body, name, value)
    if change.parties is not None:
        await _set_parties(tx, whole, change.parties)
    known = {theme.slug: theme for theme in whole.themes}
    for theme in change.themes:
        if old := known.get(theme.slug):
            old.name, old.target, old.protected = theme.name, theme.target, theme.protected
            # What is aimed at again is retired no longer.
            old.retired = old.retired and not theme.target
    new = [theme for theme in change.themes if theme.slug not in known]
    _add_themes(tx, body.id, new, start=len(known))
    body.version += 1
    whole = await tell(tx, body, at=at)
    if change.parties is not None or change.themes:
        tx.record(whole.count(today(at)))
    return whole


async def tell(tx: Transaction, body: Body, *, at: datetime) -> WholeBody:
    """Keep the edition and tell everyone what is known of the body, now and when who keeps it changes.

    The body must be locked.
    """
    await tx.flush()
    whole = await queries.whole(tx, body)
    charters.write_edition(tx, body.id, body.version, whole.facts(), at=at)
    tx.record(whole.told(today(at)))
    await _set_timers(tx, body, at=at)
    await tx.take_back(f"body/{body.id}")
    for day in whole.charter.turns_after(today(at)):
        body.version += 1
        tx.record(whole.told(day), due=datetime.combine(day, time(), HELSINKI), key=f"body/{body.id}")
    return whole


def begin_term(tx: Transaction, body_id: UUID, starts: date, ends: date, *, at: datetime) -> Term:
    """Let a term begin and set the timers of the notices before it ends."""
    term = Term(id=uuid4(), body_id=body_id, starts=starts, ends=ends)
    tx.add(term)
    set_notices(tx, term, at=at)
    return term


def set_notices(tx: Transaction, term: Term, *, at: datetime) -> None:
    """Set the timers of the notices before a term ends."""
    for days in NOTICES:
        due = datetime.combine(term.ends - timedelta(days=days), NOTICED_AT, HELSINKI)
        if due > at:
            event = TermEnding(body_id=term.body_id, term_id=term.id, days=days)
            tx.record(event, due=due, key=f"term/{term.id}")


async def appoint(tx: Transaction, body_id: UUID, holder: Holder, *, at: datetime) -> Seat:
    """Fill a seat that needs no call: the county's, a municipality's, an expert's.

    A body without terms of office has seats without one. Raises OutsideTerm when there are terms and the
    days are in none, and SeatOfNoMunicipality when nobody can tell whose seat it is.
    """
    if holder.kind == MUNICIPALITY and holder.municipality is None:
        raise SeatOfNoMunicipality
    whole = await queries.whole_locked(tx, body_id)
    term = whole.term_for(holder.starts, holder.ends)
    if term is None and whole.terms:
        raise OutsideTerm
    seat = await take_seat(tx, body_id, term.id if term else None, holder)
    await count(tx, body_id, at=at)
    return seat


async def term_for(tx: Transaction, whole: WholeBody, starts: date, ends: date) -> Term:
    """Return the term these days fit in; a new one begins when no term touches them."""
    term = whole.term_for(starts, ends)
    if term is None:
        term = begin_term(tx, whole.body.id, starts, ends, at=tx.at)
        for seat in whole.seats:
            seat.join(term.id, starts, ends)
        await tx.flush()
    return term


async def take_seat(tx: Transaction, body_id: UUID, term_id: UUID | None, holder: Holder) -> Seat:
    """Seat a person: the seat, the member's role and SeatFilled. The body must be locked."""
    seat = Seat(**holder.facts(body_id, term_id))
    await check_drawn(tx, [seat])
    tx.add(seat)
    people.grant_with_seat(tx, seat.person_id, seat.body_id, seat.id, starts=seat.starts, ends=seat.ends)
    tx.record(seat.filled(holder.theme))
    return seat


async def take_seats(
    tx: Transaction, whole: WholeBody, term: Term, holders: Sequence[Holder], *, at: datetime
) -> list[Seat]:
    """Seat many people at once, as `take_seat` does one, in a statement a table, and count the seats anew.

    The body must be locked, and `whole` be what it was before.
    """
    rows = [holder.facts(whole.body.id, term.id) for holder in holders]
    columns = [column(one.key, one.type) for one in Seat.__table__.columns]
    given = func.json_to_recordset(cast(literal(to_json(rows).decode(), Text), JSON)).table_valued(*columns)
    await tx.execute(insert(Seat).from_select(columns, select(given.render_derived(with_types=True))))
    seats = [Seat(**row) for row in rows]
    await check_drawn(tx, seats)
    held = select(Seat.person_id, Seat.body_id, Seat.id, Seat.starts, Seat.ends)
    new = literal([seat.id for seat in seats], ARRAY(Uuid))
    await people.grant_with_seats(tx, held.where(Seat.id == new.any_()))
    tx.record_all(seat.filled(holder.theme) for seat, holder in zip(seats, holders, strict=True))
    tx.record(whole.seating(term, seats).count(today(at)))
    return seats


async def check_drawn(tx: Transaction, seats: Sequence[Seat], *, on: date | None = None) -> None:
    """Raise NotOfParent when a group would seat someone who does not sit in its parent on the first day."""
    held = [seat for seat in seats if seat.kind != ATTENDEE]
    if not held:
        return
    parent = await queries.drawn_from(tx, await queries.body(tx, held[0].body_id))
    if parent and not all(parent.seats_one(seat, on or seat.starts) for seat in held):
        raise NotOfParent


async def vacate(
    tx: Transaction, seat_id: UUID, *, on: date, at: datetime, reason: str | None = None
) -> Seat:
    """Leave a seat before the term ends; `on` is the last day.

    Who is to hold it from a day to come leaves it by the day before. Raises SeatLeft or NotOnSeat.
    """
    body_id = (await queries.seat(tx, seat_id)).body_id
    whole = await queries.whole_locked(tx, body_id)
    left = await queries.seat(tx, seat_id, lock=True)
    since = whole.since(left)
    if since > left.starts and on < since - DAY:
        raise NotOnSeat
    tx.record(left.vacate(on, at, reason))
    await people.end_with_seat(tx, left.id, left.ends)
    await count(tx, body_id, at=at)
    return left


async def succeed(tx: Transaction, left: Seat, holder: Holder, *, at: datetime) -> Seat:
    """Take over a seat that was left, for the rest of its term. The body must be locked.

    Raises SeatStillHeld when it is held on the first day, or someone has already taken it over.
    """
    if left.left_at is None or holder.starts <= left.ends:
        raise SeatStillHeld
    try:
        async with tx.attempt():
            taken = await take_seat(tx, left.body_id, left.term_id, holder)
            await tx.flush()
    except IntegrityError as error:
        raise SeatStillHeld from error
    await count(tx, left.body_id, at=at)
    return taken


async def count(tx: Transaction, body_id: UUID, *, at: datetime) -> None:
    """Tell everyone how many seats are filled now. The body must be locked."""
    await tx.flush()
    whole = await queries.whole(tx, await queries.body(tx, body_id))
    tx.record(whole.count(today(at)))


def theme_named(whole: WholeBody, slug: str | None) -> Theme | None:
    """Return the theme with this slug, or None for none. Raises ThemeUnknown."""
    if slug is None:
        return None
    theme = whole.theme(slug)
    if theme is None:
        raise ThemeUnknown
    return theme


def today(at: datetime) -> date:
    """Return the day in Finland."""
    return at.astimezone(HELSINKI).date()


async def _charter(tx: Transaction, body_id: UUID, plan: Plan) -> None:
    for keeping in plan.partners:
        await charters.keep(tx, body_id, keeping)
    for standing in plan.capacities:
        await charters.stand(tx, body_id, standing)
    widest = NATIONAL if tx.instance.is_national else REGIONAL
    await charters.place(tx, body_id, plan.area or Area(level=widest))
    await charters.found(tx, body_id, plan.beginning)
    await charters.ask(tx, body_id, plan.asking)


async def _named(tx: Transaction, slug: str | None) -> Body | None:
    body = await queries.body_by_slug(tx, slug) if slug else None
    if slug and body is None:
        raise NotFound
    return body


async def _check(tx: Transaction, facts: dict[str, Any], *, keeps: str = "") -> None:
    offered = {kind.slug for kind in await charters_queries.kinds(tx) if kind.ended is None}
    if facts.get("kind", keeps) not in offered | {keeps}:
        raise KindUnknown
    if facts["cadence_max"] < facts["cadence_min"]:
        raise CadenceReversed
    if facts["state"] == "paused" and facts["review_on"] is None:
        raise ReviewMissing
    if facts["state"] != "paused" and facts["review_on"] is not None:
        raise ReviewOfPause


async def _set_timers(tx: Transaction, body: Body, *, at: datetime) -> None:
    for what in ("review", "starts", "interests"):
        await tx.take_back(f"{what}/{body.id}")
    if body.review_on and (due := datetime.combine(body.review_on, NOTICED_AT, HELSINKI)) > at:
        tx.record(ReviewDue(body_id=body.id, review_on=body.review_on), due=due, key=f"review/{body.id}")
    if body.state == "planned" and body.starts_on:
        due = datetime.combine(body.starts_on, time(), HELSINKI)
        if due > at:
            event = BodyStarting(body_id=body.id, starts_on=body.starts_on)
            tx.record(event, due=due, key=f"starts/{body.id}")
    if body.state != "ended":
        ask_next_year(tx, body.id, at=at)


def ask_next_year(tx: Transaction, body_id: UUID, *, at: datetime) -> None:
    """Set the timer that asks for declarations of interests when the next year has begun."""
    month, day = INTERESTS_ASKED
    year = at.astimezone(HELSINKI).year
    due = datetime(year, month, day, tzinfo=HELSINKI) + timedelta(hours=NOTICED_AT.hour)
    if due <= at:
        year += 1
        due = due.replace(year=year)
    tx.record(InterestsDue(body_id=body_id, year=year), due=due, key=f"interests/{body_id}")


async def _set_parties(tx: Transaction, whole: WholeBody, parties: dict[str, int]) -> None:
    known = {party.kind: party for party in whole.parties}
    for kind, party in known.items():
        if kind in parties:
            party.target = parties[kind]
        else:
            await tx.delete(party)
    tx.add(
        *(
            Party(body_id=whole.body.id, kind=kind, target=target)
            for kind, target in parties.items()
            if kind not in known
        )
    )


def _add_themes(tx: Transaction, body_id: UUID, themes: Sequence[PlannedTheme], *, start: int) -> None:
    for position, theme in enumerate(themes, start=start):
        tx.add(Theme(body_id=body_id, position=position, **vars(theme)))
