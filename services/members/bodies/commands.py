"""Setting up bodies, taking and leaving seats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from services.members.bodies import queries
from services.members.bodies.model import Body, Party, Seat, Term, Theme, WholeBody
from services.members.errors import BodyKnown, SeatStillHeld, ThemeUnknown
from services.members.people import commands as people
from shared.chassis.clock import HELSINKI
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who takes a seat, for whom, from when to when."""

    kind: str
    represents: str
    person_id: UUID
    starts: date
    ends: date
    theme: Theme | None = None
    organisation_id: UUID | None = None
    succeeds_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole body as it is to be set up."""

    facts: dict[str, Any]
    parent: str | None
    parties: dict[str, int]
    themes: Sequence[tuple[str, LocalisedText, int]]
    terms: Sequence[tuple[date, date]]


async def set_up(tx: Transaction, plan: Plan, *, at: datetime) -> WholeBody:
    """Set up a body with its themes, parties and terms. Raises BodyKnown when its address is taken."""
    parent = await queries.body_by_slug(tx, plan.parent) if plan.parent else None
    if plan.parent and parent is None:
        raise NotFound
    body = Body(id=uuid4(), version=1, counted=0, parent_id=parent.id if parent else None, **plan.facts)
    try:
        async with tx.attempt():
            tx.add(body)
            await tx.flush()
    except IntegrityError as error:
        raise BodyKnown from error
    for position, (slug, name, target) in enumerate(plan.themes):
        tx.add(Theme(body_id=body.id, slug=slug, name=name, target=target, position=position))
    tx.add(*(Party(body_id=body.id, kind=kind, target=target) for kind, target in plan.parties.items()))
    tx.add(*(Term(body_id=body.id, starts=starts, ends=ends) for starts, ends in plan.terms))
    await tx.flush()
    whole = await queries.whole(tx, body)
    today = at.astimezone(HELSINKI).date()
    tx.record(whole.told(today))
    tx.record(whole.count(today))
    return whole


async def change(tx: Transaction, slug: str, facts: dict[str, Any], *, at: datetime) -> WholeBody:
    """Change what is publicly known of a body."""
    body = await queries.body_by_slug(tx, slug)
    if body is None:
        raise NotFound
    whole = await queries.whole_locked(tx, body.id)
    for name, value in facts.items():
        setattr(body, name, value)
    body.version += 1
    tx.record(whole.told(at.astimezone(HELSINKI).date()))
    return whole


async def appoint(tx: Transaction, body_id: UUID, holder: Holder, *, at: datetime) -> Seat:
    """Fill a seat that needs no call: the county's, a municipality's, an expert's."""
    whole = await queries.whole_locked(tx, body_id)
    term = await term_for(tx, whole, holder.starts, holder.ends)
    seat = await take_seat(tx, term, holder)
    await count(tx, body_id, at=at)
    return seat


async def term_for(tx: Transaction, whole: WholeBody, starts: date, ends: date) -> Term:
    """Return the term these days fit in; a new one begins when no term touches them."""
    term = whole.term_for(starts, ends)
    if term is None:
        term = Term(id=uuid4(), body_id=whole.body.id, starts=starts, ends=ends)
        tx.add(term)
        await tx.flush()
    return term


async def take_seat(tx: Transaction, term: Term, holder: Holder) -> Seat:
    """Seat a person: the seat, the member's role and SeatFilled. The body must be locked."""
    seat = Seat(
        id=uuid4(),
        version=1,
        body_id=term.body_id,
        term_id=term.id,
        kind=holder.kind,
        theme_id=holder.theme.id if holder.theme else None,
        organisation_id=holder.organisation_id,
        represents=holder.represents,
        person_id=holder.person_id,
        starts=holder.starts,
        ends=holder.ends,
        succeeds_id=holder.succeeds_id,
    )
    tx.add(seat)
    people.grant_with_seat(tx, seat.person_id, seat.body_id, seat.id, starts=seat.starts, ends=seat.ends)
    tx.record(seat.filled(holder.theme))
    return seat


async def vacate(tx: Transaction, seat_id: UUID, *, on: date, at: datetime) -> Seat:
    """Leave a seat before the term ends; `on` is the last day."""
    body_id = (await queries.seat(tx, seat_id)).body_id
    await queries.whole_locked(tx, body_id)
    left = await queries.seat(tx, seat_id, lock=True)
    tx.record(left.vacate(on, at))
    await people.end_with_seat(tx, left.id, left.ends)
    await count(tx, body_id, at=at)
    return left


async def succeed(tx: Transaction, left: Seat, holder: Holder, *, at: datetime) -> Seat:
    """Take over a seat that was left, for the rest of its term. The body must be locked.

    Raises SeatStillHeld when it is held on the first day, or someone has already taken it over.
    """
    if left.left_at is None or holder.starts <= left.ends:
        raise SeatStillHeld
    term = await tx.get(Term, left.term_id)
    if term is None:
        raise NotFound
    try:
        async with tx.attempt():
            taken = await take_seat(tx, term, holder)
            await tx.flush()
    except IntegrityError as error:
        raise SeatStillHeld from error
    await count(tx, left.body_id, at=at)
    return taken


async def count(tx: Transaction, body_id: UUID, *, at: datetime) -> None:
    """Tell everyone how many seats are filled now. The body must be locked."""
    await tx.flush()
    whole = await queries.whole(tx, await queries.body(tx, body_id))
    tx.record(whole.count(at.astimezone(HELSINKI).date()))


def theme_named(whole: WholeBody, slug: str | None) -> Theme | None:
    """Return the theme with this slug, or None for none. Raises ThemeUnknown."""
    if slug is None:
        return None
    theme = whole.theme(slug)
    if theme is None:
        raise ThemeUnknown
    return theme
