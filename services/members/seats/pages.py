"""The page of a seat with its history, the offices of a body, and the forms that change them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import Seat, Theme, WholeBody
from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.people.model import Person
from services.members.seats import commands, queries
from services.members.seats.model import DEPUTY, Deputy, Office
from services.members.seats.schemas import DeputyIn, LastDayIn, OfficeIn, RepresentativeIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class SeatPage(Page):
    """A seat: who has represented the organisation, and the deputies."""

    template = "seats/seat.html"
    whole: WholeBody
    seat: Seat
    theme: Theme | None
    holders: Sequence[tuple[UUID, date, date]]
    deputies: Sequence[Deputy]
    names: Mapping[UUID, Person]
    may_seat: bool
    today: date


@dataclass(frozen=True, kw_only=True)
class PersonPage(Page):
    """The form that gives a seat another representative or a deputy."""

    template = "seats/person.html"
    whole: WholeBody
    seat: Seat
    what: str
    form: Form[RepresentativeIn] | Form[DeputyIn]


@dataclass(frozen=True, kw_only=True)
class OfficesPage(Page):
    """The offices of a body, now and before, with the form of a new one."""

    template = "seats/offices.html"
    whole: WholeBody
    offices: Sequence[Office]
    names: Mapping[UUID, Person]
    may_seat: bool
    today: date
    languages: tuple[str, ...]
    form: Form[OfficeIn]


@dataclass(frozen=True, kw_only=True)
class EndPage(Page):
    """What happens when an office or a deputy's place ends, and the day it happens."""

    template = "seats/end.html"
    whole: WholeBody
    what: str
    action: str
    back: str
    form: Form[LastDayIn]


@router.get("/members/seats/{seat_id}")
async def seat(request: Request, seat_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await bodies.seat(look, seat_id)
    require(access.may_see_names(who, found.body_id), who)
    whole = await _whole(look, found.body_id)
    holders, deputies = whole.holders(found), await queries.deputies(look, seat_id)
    ids = [person for person, _, _ in holders] + [deputy.person_id for deputy in deputies]
    page = SeatPage(
        whole=whole,
        seat=found,
        theme=whole.theme_of(found),
        holders=holders,
        deputies=deputies,
        names=await people_queries.people(look, ids),
        may_seat=access.may_seat(who, found.body_id),
        today=today(look.at),
    )
    return pages.render(request, page, who=who)


@router.get("/members/seats/{seat_id}/representative")
async def show_representative(request: Request, seat_id: UUID, look: Look, who: Who) -> Response:
    form: Form[RepresentativeIn] = Form(_first(look) | {"first_day": today(look.at).isoformat()})
    page = await _person_page(look, seat_id, who, "representative", form)
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/members/seats/{seat_id}/representative")
async def change_representative(request: Request, seat_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, RepresentativeIn, translate=_)
    page = await _person_page(tx, seat_id, who, "representative", form)

    async def change(data: RepresentativeIn) -> Seat:
        person = await people.know(tx, data.name, data.email, data.language, tx.at)
        return await commands.change_representative(tx, seat_id, person.id, first_day=data.first_day)

    if await form.submit(tx, change) is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/seats/{seat_id}"), _("The representative is changed."))


@router.get("/members/seats/{seat_id}/deputy")
async def show_deputy(request: Request, seat_id: UUID, look: Look, who: Who) -> Response:
    held = await bodies.seat(look, seat_id)
    starts = max(held.starts, today(look.at))
    days = {"starts": starts.isoformat(), "ends": held.ends.isoformat()}
    page = await _person_page(look, seat_id, who, "deputy", Form[DeputyIn](_first(look) | days))
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/members/seats/{seat_id}/deputy")
async def name_deputy(request: Request, seat_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, DeputyIn, translate=_)
    page = await _person_page(tx, seat_id, who, "deputy", form)

    async def name(data: DeputyIn) -> Deputy:
        person = await people.know(tx, data.name, data.email, data.language, tx.at)
        return await commands.name_deputy(tx, seat_id, person.id, starts=data.starts, ends=data.ends)

    if await form.submit(tx, name) is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/seats/{seat_id}"), _("The deputy is named."))


@router.get("/members/deputies/{deputy_id}/end")
async def show_release(request: Request, deputy_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    page = await _release_page(look, deputy_id, who, Form({"on": today(look.at).isoformat()}))
    return pages.render(request, page, who=who)


@router.post("/members/deputies/{deputy_id}/end")
async def release(request: Request, deputy_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, LastDayIn, translate=_)
    page = await _release_page(tx, deputy_id, who, form)
    if await form.submit(tx, lambda data: commands.release_deputy(tx, deputy_id, on=data.on)) is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(page.back), _("The change is saved."))


@router.get("/members/bodies/{slug}/offices")
async def offices(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(look, slug)
    term = whole.term_on(today(look.at))
    ends = {"ends": term.ends.isoformat()} if term else {}
    form: Form[OfficeIn] = Form(_first(look) | {"starts": today(look.at).isoformat()} | ends)
    return pages.render(request, await _offices_page(look, whole, who, form), who=who)


@router.post("/members/bodies/{slug}/offices")
async def take_office(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_seat(who, whole.body.id), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, OfficeIn, translate=_)
    page = await _offices_page(tx, whole, who, form)
    if await form.submit(tx, lambda data: _take(tx, whole, data)) is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{slug}/offices"), _("The office is taken."))


@router.get("/members/offices/{office_id}/end")
async def show_leave_office(request: Request, office_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    page = await _leave_page(look, office_id, who, Form({"on": today(look.at).isoformat()}))
    return pages.render(request, page, who=who)


@router.post("/members/offices/{office_id}/end")
async def leave_office(request: Request, office_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, LastDayIn, translate=_)
    page = await _leave_page(tx, office_id, who, form)
    if await form.submit(tx, lambda data: commands.leave_office(tx, office_id, on=data.on)) is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(page.back), _("The change is saved."))


async def _take(tx: Transaction, whole: WholeBody, data: OfficeIn) -> Office:
    person = await people.know(tx, data.name, data.email, data.language, tx.at)
    return await commands.take_office(tx, whole.body.id, data.taking(person.id))


async def _person_page(
    look: Snapshot, seat_id: UUID, who: Principal, what: str, form: Form[RepresentativeIn] | Form[DeputyIn]
) -> PersonPage:
    found = await bodies.seat(look, seat_id)
    require(access.may_seat(who, found.body_id), who)
    return PersonPage(whole=await _whole(look, found.body_id), seat=found, what=what, form=form)


async def _offices_page(
    look: Snapshot, whole: WholeBody, who: Principal, form: Form[OfficeIn]
) -> OfficesPage:
    found = await queries.offices(look, whole.body.id)
    return OfficesPage(
        whole=whole,
        offices=found,
        names=await queries.named(look, whole, who),
        may_seat=access.may_seat(who, whole.body.id),
        today=today(look.at),
        languages=look.instance.languages,
        form=form,
    )


async def _release_page(look: Snapshot, deputy_id: UUID, who: Principal, form: Form[LastDayIn]) -> EndPage:
    _, held = await queries.deputy(look, deputy_id)
    require(access.may_seat(who, held.body_id), who)
    return EndPage(
        whole=await _whole(look, held.body_id),
        what=DEPUTY,
        action=f"/members/deputies/{deputy_id}/end",
        back=f"/members/seats/{held.id}",
        form=form,
    )


async def _leave_page(look: Snapshot, office_id: UUID, who: Principal, form: Form[LastDayIn]) -> EndPage:
    office = await queries.office(look, office_id)
    require(access.may_seat(who, office.body_id), who)
    whole = await _whole(look, office.body_id)
    return EndPage(
        whole=whole,
        what=office.kind,
        action=f"/members/offices/{office_id}/end",
        back=f"/members/bodies/{whole.body.slug}/offices",
        form=form,
    )


async def _whole(look: Snapshot, body_id: UUID) -> WholeBody:
    return await bodies.whole(look, await bodies.body(look, body_id))


def _first(look: Snapshot) -> dict[str, str]:
    return {"language": look.instance.languages[0]}
