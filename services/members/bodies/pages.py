"""The pages of a body: what it is for, who sits in it, and the coordinator's tools in place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import commands, queries
from services.members.bodies.commands import Holder, theme_named
from services.members.bodies.forms import AppointForm
from services.members.bodies.model import REGION, Body, Seat, Theme, WholeBody
from services.members.bodies.schemas import AskedDay, VacateIn
from services.members.consents import queries as consents
from services.members.organisations import queries as organisations
from services.members.organisations.model import Organisation
from services.members.organisations.queries import Wanted
from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.people.model import Person, RoleGrant
from services.members.places.api import Places
from services.members.places.model import Municipalities
from shared.chassis import forms
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.localised import LocalisedText
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.principals import Principal
from shared.chassis.text import OptionalLine, Slug
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Look, Tx, Who, require, see_other, station_of

router = APIRouter()
FOUND = 10
"""How many organisations a search in the form shows."""


@dataclass(frozen=True, kw_only=True)
class BodyPage(Page):
    """A body as anyone sees it, with names and tools for those who may."""

    template = "bodies/body.html"
    whole: WholeBody
    on: date
    figures: Sequence[tuple[Theme, int, int]]
    seats: Sequence[tuple[Seat, Theme | None]]
    free: Sequence[tuple[Seat, Theme | None]]
    changes: Sequence[tuple[Seat, Theme | None]]
    names: Mapping[UUID, Person]
    named: bool
    related: Sequence[tuple[str, Body]]
    by_region: bool
    places: Mapping[str, str]
    contact_name: str
    staff: Sequence[RoleGrant]
    parent: Body | None
    strays: Sequence[Seat]
    may_seat: bool
    may_lead: bool


@dataclass(frozen=True, kw_only=True)
class AppointPage(Page):
    """The form that fills a seat without a call."""

    template = "bodies/appoint.html"
    whole: WholeBody
    municipalities: Sequence[tuple[str, str]]
    filled: Mapping[str, int]
    words: str
    found: Sequence[Organisation]
    linked: Organisation | None
    form: Form[AppointForm]


@dataclass(frozen=True, kw_only=True)
class VacatePage(Page):
    """What happens when a seat is left, and the day it happens."""

    template = "bodies/vacate.html"
    seat: Seat
    slug: str
    name: LocalisedText
    form: Form[VacateIn]


@router.get("/members/bodies/{slug}")
async def body(request: Request, slug: Slug, look: Look, who: Who, on: AskedDay = None) -> Response:
    pages: Pages = request.app.state.pages
    day = on or _today(look)
    whole = await queries.whole_on(look, slug, day)
    name, language = request.state.municipalities.name, language_of(request, who)
    codes = {one.municipality for one in whole.charter.scopes if one.municipality}
    places = {code: name(code, language) for code in codes}
    page = await _body_page(look, whole, day, who, places=places)
    return pages.render(request, page, who=who)


@router.get("/members/bodies/{slug}/appoint")
async def show_appoint(
    request: Request,
    slug: Slug,
    look: Look,
    who: Who,
    *,
    q: OptionalLine = "",
    organisation: UUID | None = None,
) -> Response:
    """Show the form; an organisation that was found in the directory is linked to it."""
    pages: Pages = request.app.state.pages
    whole = await queries.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
    values = _first_values(look, whole)
    if organisation and (linked := await look.get(Organisation, organisation)):
        values |= {"kind": "organisation", "organisation_id": str(linked.id), "represents": linked.name}
    page = await _appoint_page(look, whole, Form(values), municipalities=_places(request, who), words=q)
    return pages.render(request, page, who=who)


@router.post("/members/bodies/{slug}/appoint")
async def appoint(request: Request, slug: Slug, places: Places, *, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await queries.whole_by_slug(tx, slug)
    require(access.may_seat(who, whole.body.id), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, AppointForm, translate=_)
    page = await _appoint_page(tx, whole, form, municipalities=_places(request, who))
    seat = await form.submit(tx, lambda data: _appoint(tx, whole, data, places))
    if seat is None:
        return pages.render(request, page, who=who, status=422)
    said = _("The seat is filled.")
    over = (await queries.whole_by_slug(tx, slug)).over(seat)
    if over:
        said += " " + _("There are now {filled} seats, and the aim is {target}.").format(
            filled=over[0], target=over[1]
        )
    return notify(request, see_other(f"/members/bodies/{slug}"), said)


@router.get("/members/seats/{seat_id}/vacate")
async def show_vacate(request: Request, seat_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    seat = await queries.seat(look, seat_id)
    require(access.may_seat(who, seat.body_id), who)
    form: Form[VacateIn] = Form({"on": min(_today(look), seat.ends).isoformat()})
    return pages.render(request, await _vacate_page(look, seat, form), who=who)


@router.post("/members/seats/{seat_id}/vacate")
async def vacate(request: Request, seat_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    seat = await queries.seat(tx, seat_id)
    require(access.may_seat(who, seat.body_id), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, VacateIn, translate=_)
    page = await _vacate_page(tx, seat, form)
    left = await form.submit(
        tx, lambda data: commands.vacate(tx, seat_id, on=data.on, at=tx.at, reason=data.reason)
    )
    if left is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{page.slug}"), _("The seat is left."))


async def _appoint(tx: Transaction, whole: WholeBody, data: AppointForm, places: Municipalities) -> Seat:
    places.check([data.municipality])
    person = await people.know(tx, data.name, data.email, data.language, tx.at)
    holder = Holder(
        kind=data.kind,
        represents=data.represents,
        person_id=person.id,
        starts=data.starts,
        ends=data.ends,
        theme=theme_named(whole, data.theme),
        municipality=data.municipality,
        organisation_id=data.organisation_id,
        decision=data.decision,
        grounds=data.grounds,
    )
    return await commands.appoint(tx, whole.body.id, holder, at=tx.at)


async def _body_page(
    look: Snapshot, whole: WholeBody, on: date, who: Principal, *, places: Mapping[str, str]
) -> BodyPage:
    seats = whole.composition(on)
    succeeded = {seat.succeeds_id for seat in whole.seats}
    terms = {seat.id: seat.term_id for seat in whole.seats}
    changed = [
        seat
        for seat in whole.seats
        if seat.left_at or (seat.succeeds_id and terms.get(seat.succeeds_id) == seat.term_id)
    ]
    contact = whole.charter.contact
    return BodyPage(
        whole=whole,
        on=on,
        figures=[
            (theme, sum(seat.theme_id == theme.id for seat in seats), theme.target)
            for theme in whole.themes
            if not theme.retired or any(seat.theme_id == theme.id for seat in seats)
        ],
        seats=[(seat, whole.theme_of(seat)) for seat in seats],
        free=[(seat, whole.theme_of(seat)) for seat in changed if seat.left_at and seat.id not in succeeded],
        changes=[
            (seat, whole.theme_of(seat)) for seat in sorted(changed, key=lambda one: (one.ends, one.starts))
        ],
        names=await queries.named(look, whole, who),
        named=access.may_see_names(who, whole.body.id),
        related=await queries.related(look, whole, on),
        by_region=any(party.kind == REGION for party in whole.parties),
        places=places,
        contact_name=await consents.shown_name(look, contact.email, whole.body.id) if contact else "",
        parent=await look.get(Body, whole.body.parent_id) if whole.body.parent_id else None,
        strays=await queries.strays(look, whole, on) if access.may_seat(who, whole.body.id) else (),
        staff=await people_queries.staff(look, whole.body.id, on),
        may_seat=access.may_seat(who, whole.body.id),
        may_lead=access.may_lead(who, whole.body.id),
    )


async def _appoint_page(
    look: Snapshot,
    whole: WholeBody,
    form: Form[AppointForm],
    *,
    municipalities: Sequence[tuple[str, str]],
    words: str = "",
) -> AppointPage:
    key = form.value("organisation_id")
    found = await organisations.search(look, Wanted(words=words), limit=FOUND, offset=0) if words else None
    return AppointPage(
        whole=whole,
        municipalities=municipalities,
        filled={one.slug: one.filled for one in whole.figures(whole.taken(_today(look)))},
        words=words,
        found=found.items if found else [],
        linked=await look.get(Organisation, UUID(key)) if key and _is_id(key) else None,
        form=form,
    )


def _is_id(key: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-fA-F-]{36}", key)) and key.count("-") == 4


async def _vacate_page(look: Snapshot, seat: Seat, form: Form[VacateIn]) -> VacatePage:
    body = await queries.body(look, seat.body_id)
    return VacatePage(seat=seat, slug=body.slug, name=body.name, form=form)


def _first_values(look: Snapshot, whole: WholeBody) -> dict[str, str]:
    term = whole.term_on(_today(look))
    days = {"starts": term.starts.isoformat(), "ends": term.ends.isoformat()} if term else {}
    return {"kind": "county", "language": look.instance.languages[0]} | days


def _places(request: Request, who: Principal) -> Sequence[tuple[str, str]]:
    """Return the municipalities for a list of choices, the region's own first."""
    found: Sequence[tuple[str, str]] = request.state.municipalities.own_first(
        station_of(request).instance.slug, language_of(request, who)
    )
    return found


def _today(look: Snapshot) -> date:
    return look.at.astimezone(HELSINKI).date()
