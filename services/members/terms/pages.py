"""The rotation of a body in two steps, and yearly declarations of interests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import ATTENDEE, Seat, Term, Theme, WholeBody
from services.members.bodies.schemas import Period
from services.members.errors import PersonUnknown
from services.members.people import queries as people
from services.members.people.model import Person
from services.members.renewals import queries as renewals
from services.members.renewals.model import Renewal, ending, held_at_end, renewing
from services.members.seats import queries as seats
from services.members.seats.model import Office
from services.members.terms import commands, queries
from services.members.terms.model import InterestDeclaration, Rotation, last_day, rotation
from services.members.terms.schemas import InterestsIn, RotationIn, TermChangeIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class RotationPage(Page):
    """Who sits at the end of the term, to choose who stays."""

    template = "terms/rotation.html"
    whole: WholeBody
    term: Term
    seats: Sequence[tuple[Seat, Theme | None, str]]
    said: Mapping[UUID, Renewal]
    offices: Sequence[tuple[Office, str]]
    form: Form[RotationIn]


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    """Exactly what the rotation does, before it does."""

    template = "terms/preview.html"
    whole: WholeBody
    rotation: Rotation
    said: Mapping[UUID, Renewal]
    deputies: bool
    offices: Sequence[Office]


@dataclass(frozen=True, kw_only=True)
class TermsPage(Page):
    """The terms of a body and the form of a new one."""

    template = "terms/terms.html"
    whole: WholeBody
    form: Form[Period]


@dataclass(frozen=True, kw_only=True)
class TermPage(Page):
    """The form that corrects or extends a term."""

    template = "terms/term.html"
    whole: WholeBody
    term: Term
    seats: int
    form: Form[TermChangeIn]


@dataclass(frozen=True, kw_only=True)
class InterestsPage(Page):
    """One's own declarations, and the form of this year's."""

    template = "terms/own.html"
    declared: Sequence[InterestDeclaration]
    year: int
    form: Form[InterestsIn]


@dataclass(frozen=True, kw_only=True)
class BodyInterestsPage(Page):
    """What those who sit in a body have declared this year."""

    template = "terms/interests.html"
    whole: WholeBody
    year: int
    sitting: Sequence[Seat]
    holders: Mapping[UUID, UUID]
    names: Mapping[UUID, Person]
    declared: Mapping[UUID, InterestDeclaration]


@router.get("/members/bodies/{slug}/rotation")
async def show_rotation(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
    return pages.render(request, await _rotation_page(look, whole, None), who=who)


@router.post("/members/bodies/{slug}/rotation/preview")
async def preview(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
    form = await forms.read(
        request, RotationIn, translate=pages.translator(request, who), lists=("stays", "offices")
    )
    if form.data is None:
        return pages.render(request, await _rotation_page(look, whole, form), who=who, status=422)
    planned = rotation(whole, form.data.stays, starts=form.data.starts, until=form.data.ends)
    term = whole.terms[-1]
    page = PreviewPage(
        whole=whole,
        rotation=planned,
        said=await renewals.said(look, whole),
        deputies=form.data.deputies,
        offices=[one for one in await _offices(look, whole, term) if one.id in form.data.offices],
    )
    return pages.render(request, page, who=who)


@router.post("/members/bodies/{slug}/rotation")
async def rotate(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_seat(who, whole.body.id), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, RotationIn, translate=_, lists=("stays", "offices"))
    page = await _rotation_page(tx, whole, form)

    async def begin(data: RotationIn) -> Rotation:
        return await commands.rotate(
            tx,
            whole.body.id,
            data.stays,
            starts=data.starts,
            until=data.ends,
            at=tx.at,
            deputies=data.deputies,
            offices=data.offices,
        )

    done = await form.submit(tx, begin)
    if done is None:
        return pages.render(request, page, who=who, status=422)
    if form.value("then") == "call":
        where = f"/members/calls/new?body={slug}&vacant_on={done.starts}"
    else:
        where = f"/members/bodies/{slug}/composition?on={done.starts}"
    return notify(request, see_other(where), _("The next term is prepared."))


@router.get("/members/bodies/{slug}/terms")
async def terms(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
    return pages.render(request, TermsPage(whole=whole, form=Form(_next_days(look, whole))), who=who)


@router.post("/members/bodies/{slug}/terms")
async def add_term(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_seat(who, whole.body.id), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, Period, translate=_)
    page = TermsPage(whole=whole, form=form)
    done = await form.submit(
        tx, lambda data: commands.add_term(tx, whole.body.id, data.starts, data.ends, at=tx.at)
    )
    if done is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{slug}/terms"), _("The term is added."))


@router.get("/members/terms/{term_id}")
async def show_term(request: Request, term_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    term = await queries.term(look, term_id)
    require(access.may_seat(who, term.body_id), who)
    values = {"starts": term.starts.isoformat(), "ends": term.ends.isoformat(), "seats_follow": "1"}
    return pages.render(request, await _term_page(look, term, Form(values)), who=who)


@router.post("/members/terms/{term_id}")
async def change_term(request: Request, term_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    term = await queries.term(tx, term_id)
    require(access.may_seat(who, term.body_id), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, TermChangeIn, translate=_)
    page = await _term_page(tx, term, form)

    async def change(data: TermChangeIn) -> Term:
        return await commands.change_term(
            tx, term_id, data.starts, data.ends, seats_follow=data.seats_follow, at=tx.at
        )

    if await form.submit(tx, change) is None:
        return pages.render(request, page, who=who, status=422)
    where = f"/members/bodies/{page.whole.body.slug}/terms"
    return notify(request, see_other(where), _("The changes are saved."))


@router.get("/members/interests")
async def own_interests(request: Request, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    form: Form[InterestsIn] = Form({"year": str(today(look.at).year)})
    return pages.render(request, await _own_page(look, who.person_id, form), who=who)


@router.post("/members/interests")
async def declare(request: Request, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    person_id = who.person_id
    _ = pages.translator(request, who)
    form = await forms.read(request, InterestsIn, translate=_)
    declared = await form.submit(
        tx, lambda data: commands.declare(tx, person_id, data.year, data.words, at=tx.at)
    )
    if declared is None:
        return pages.render(request, await _own_page(tx, person_id, form), who=who, status=422)
    return notify(request, see_other("/members/interests"), _("The declaration is saved. Thank you."))


@router.get("/members/bodies/{slug}/interests")
async def interests(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_lead(who, whole.body.id), who)
    day = today(look.at)
    sitting = [seat for seat in whole.composition(day) if seat.kind != ATTENDEE]
    holders = {seat.id: whole.holder(seat, day) for seat in sitting}
    page = BodyInterestsPage(
        whole=whole,
        year=day.year,
        sitting=sitting,
        holders=holders,
        names=await people.people(look, list(holders.values())),
        declared=await queries.declarations(look, list(holders.values()), day.year),
    )
    return pages.render(request, page, who=who)


@router.post("/members/bodies/{slug}/interests/ask")
async def ask(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_lead(who, whole.body.id), who)
    asked = await commands.ask_for_interests(tx, whole.body.id, at=tx.at)
    ngettext = pages.catalogues[language_of(request, who)].ngettext
    said = ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", asked)
    return notify(request, see_other(f"/members/bodies/{slug}/interests"), said % {"num": asked})


async def _rotation_page(look: Snapshot, whole: WholeBody, form: Form[RotationIn] | None) -> RotationPage:
    term, said = ending(whole), await renewals.said(look, whole)
    held = held_at_end(whole, term)
    offices = await _offices(look, whole, term)
    ids = [seat.person_id for seat in held] + [office.person_id for office in offices]
    names = await people.people(look, ids)
    starts = term.ends + timedelta(days=1)
    days = {"starts": starts.isoformat(), "ends": last_day(starts, whole.body.term_months).isoformat()}
    return RotationPage(
        whole=whole,
        term=term,
        seats=[(seat, whole.theme_of(seat), names[seat.person_id].name) for seat in held],
        said=said,
        offices=[(office, names[office.person_id].name) for office in offices],
        form=form or Form({**days, "deputies": "1", "stays": renewing(said)}),
    )


async def _offices(look: Snapshot, whole: WholeBody, term: Term) -> list[Office]:
    return [one for one in await seats.offices(look, whole.body.id) if one.held_on(term.ends)]


async def _term_page(look: Snapshot, term: Term, form: Form[TermChangeIn]) -> TermPage:
    whole = await bodies.whole(look, await bodies.body(look, term.body_id))
    return TermPage(whole=whole, term=term, seats=len(held_at_end(whole, term)), form=form)


def _next_days(look: Snapshot, whole: WholeBody) -> dict[str, str]:
    starts = whole.terms[-1].ends + timedelta(days=1) if whole.terms else today(look.at)
    return {"starts": starts.isoformat(), "ends": last_day(starts, whole.body.term_months).isoformat()}


async def _own_page(look: Snapshot, person_id: UUID, form: Form[InterestsIn]) -> InterestsPage:
    declared = await queries.own(look, person_id)
    return InterestsPage(declared=declared, year=today(look.at).year, form=form)
