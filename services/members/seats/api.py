"""Representatives, deputies and offices, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.api import seat_out
from services.members.bodies.schemas import Day, SeatOut
from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.people.model import Person
from services.members.seats import commands, queries
from services.members.seats.schemas import (
    DeputyIn,
    DeputyOut,
    HolderOut,
    HoldersOut,
    LastDayIn,
    OfficeIn,
    OfficeOut,
    OfficesOut,
    RepresentativeIn,
    named,
)
from shared.chassis.text import Slug
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["seats"])


@router.get("/seats/{seat_id}/holders")
async def holders(seat_id: UUID, look: Look, who: Who) -> HoldersOut:
    """Tell who has represented the organisation in a seat: days for anyone, names for the body."""
    seat = await bodies.seat(look, seat_id)
    whole = await bodies.whole(look, await bodies.body(look, seat.body_id))
    deputies = await queries.deputies(look, seat_id)
    held = whole.holders(seat)
    ids = [person for person, _, _ in held] + [deputy.person_id for deputy in deputies]
    names = await people_queries.people(look, ids) if access.may_see_names(who, seat.body_id) else {}
    return HoldersOut(
        seat_id=seat.id,
        represents=seat.represents,
        representatives=[
            HolderOut(starts=starts, ends=ends, person=named(names.get(person)))
            for person, starts, ends in held
        ],
        deputies=[DeputyOut.of(deputy, names.get(deputy.person_id)) for deputy in deputies],
    )


@router.post("/seats/{seat_id}/representative")
async def change_representative(seat_id: UUID, body: RepresentativeIn, tx: Tx, who: Who) -> SeatOut:
    """Let another person represent the organisation from a day on."""
    require(access.may_seat(who, (await bodies.seat(tx, seat_id)).body_id), who)
    person = await people.know(tx, body.name, body.email, body.language, tx.at)
    seat = await commands.change_representative(tx, seat_id, person.id, first_day=body.first_day)
    return await seat_out(tx, seat)


@router.post("/seats/{seat_id}/deputies", status_code=201)
async def name_deputy(seat_id: UUID, body: DeputyIn, tx: Tx, who: Who) -> DeputyOut:
    """Give a seat a personal deputy."""
    require(access.may_seat(who, (await bodies.seat(tx, seat_id)).body_id), who)
    person = await people.know(tx, body.name, body.email, body.language, tx.at)
    deputy = await commands.name_deputy(tx, seat_id, person.id, starts=body.starts, ends=body.ends)
    return DeputyOut.of(deputy, person)


@router.post("/deputies/{deputy_id}/end")
async def release_deputy(deputy_id: UUID, body: LastDayIn, tx: Tx, who: Who) -> DeputyOut:
    """Let a deputy be one no longer; `on` is the last day."""
    _, seat = await queries.deputy(tx, deputy_id)
    require(access.may_seat(who, seat.body_id), who)
    deputy = await commands.release_deputy(tx, deputy_id, on=body.on)
    return DeputyOut.of(deputy, await tx.get(Person, deputy.person_id))


@router.get("/bodies/{slug}/offices")
async def offices(slug: Slug, look: Look, who: Who, on: Day | None = None) -> OfficesOut:
    """List the offices of a body, or those held on a day: organisations for anyone, names by consent."""
    whole = await bodies.whole_by_slug(look, slug)
    found = [one for one in await queries.offices(look, whole.body.id) if on is None or one.held_on(on)]
    names = await queries.named(look, whole, who)
    items = [OfficeOut.of(one, names) for one in found]
    return OfficesOut(items=items, total=len(items))


@router.post("/bodies/{slug}/offices", status_code=201)
async def take_office(slug: Slug, body: OfficeIn, tx: Tx, who: Who) -> OfficeOut:
    """Let a person take an office of a body."""
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_seat(who, whole.body.id), who)
    person = await people.know(tx, body.name, body.email, body.language, tx.at)
    office = await commands.take_office(tx, whole.body.id, body.taking(person.id))
    return OfficeOut.of(office, {person.id: person})


@router.post("/offices/{office_id}/end")
async def leave_office(office_id: UUID, body: LastDayIn, tx: Tx, who: Who) -> OfficeOut:
    """Leave an office; `on` is the last day."""
    require(access.may_seat(who, (await queries.office(tx, office_id)).body_id), who)
    office = await commands.leave_office(tx, office_id, on=body.on)
    return OfficeOut.of(office, await people_queries.people(tx, [office.person_id]))
