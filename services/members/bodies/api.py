"""Bodies and seats, as JSON."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.bodies import commands, queries
from services.members.bodies.commands import Holder, theme_named
from services.members.bodies.model import Seat, Theme
from services.members.bodies.schemas import (
    BodiesOut,
    BodyChangeIn,
    BodyIn,
    BodyOut,
    CompositionOut,
    Day,
    SeatIn,
    SeatOut,
    VacateIn,
)
from services.members.people import commands as people
from services.members.people.model import Person
from services.members.places.api import Places
from shared.chassis.clock import HELSINKI
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["bodies"])


@router.post("/bodies", status_code=201)
async def set_up(body: BodyIn, tx: Tx, who: Who, places: Places) -> BodyOut:
    require(access.may_set_up_bodies(who), who)
    places.check([body.scope.municipality if body.scope else None])
    whole = await commands.set_up(tx, body.plan(), at=tx.at)
    return BodyOut.of(whole, _today(tx), await _parents(tx))


@router.patch("/bodies/{slug}")
async def change(slug: Slug, body: BodyChangeIn, tx: Tx, who: Who) -> BodyOut:
    found = await queries.body_by_slug(tx, slug)
    require(found is not None and access.may_seat(who, found.id), who)
    whole = await commands.change(tx, slug, body.change(), at=tx.at)
    return BodyOut.of(whole, _today(tx), await _parents(tx))


@router.get("/bodies")
async def bodies(look: Look) -> BodiesOut:
    parents = await _parents(look)
    items = [BodyOut.of(whole, _today(look), parents) for whole in await queries.all_whole(look)]
    return BodiesOut(items=items, total=len(items))


@router.get("/bodies/{slug}")
async def body(slug: Slug, look: Look) -> BodyOut:
    whole = await queries.whole_by_slug(look, slug)
    return BodyOut.of(whole, _today(look), await _parents(look))


@router.get("/bodies/{slug}/composition")
async def composition(slug: Slug, look: Look, who: Who, on: Day | None = None) -> CompositionOut:
    """Tell who sat in a body on a day: organisations for anyone, names by consent."""
    day = on or _today(look)
    whole = await queries.whole_on(look, slug, day)
    return CompositionOut.of(whole, day, await queries.named(look, whole, who))


@router.post("/bodies/{slug}/seats", status_code=201)
async def appoint(slug: Slug, body: SeatIn, places: Places, *, tx: Tx, who: Who) -> SeatOut:
    whole = await queries.whole_by_slug(tx, slug)
    require(access.may_seat(who, whole.body.id), who)
    places.check([body.municipality])
    theme = theme_named(whole, body.theme)
    person = await people.know(tx, body.person.name, body.person.email, body.person.language, tx.at)
    holder = Holder(
        kind=body.kind,
        represents=body.represents,
        person_id=person.id,
        starts=body.starts,
        ends=body.ends,
        theme=theme,
        organisation_id=body.organisation_id,
        municipality=body.municipality,
        decision=body.decision,
        grounds=body.grounds,
    )
    seat = await commands.appoint(tx, whole.body.id, holder, at=tx.at)
    return SeatOut.of(seat, theme, person)


@router.post("/seats/{seat_id}/vacate")
async def vacate(seat_id: UUID, body: VacateIn, tx: Tx, who: Who) -> SeatOut:
    require(access.may_seat(who, (await queries.seat(tx, seat_id)).body_id), who)
    seat = await commands.vacate(tx, seat_id, on=body.on, at=tx.at, reason=body.reason)
    return await seat_out(tx, seat)


async def seat_out(look: Snapshot, seat: Seat) -> SeatOut:
    """Return a seat with the names of its theme and holder."""
    theme = await look.get(Theme, seat.theme_id) if seat.theme_id else None
    return SeatOut.of(seat, theme, await look.get(Person, seat.person_id))


async def _parents(look: Snapshot) -> dict[UUID, str]:
    return {body.id: body.slug for body in await queries.bodies(look)}


def _today(look: Snapshot) -> date:
    return look.at.astimezone(HELSINKI).date()
