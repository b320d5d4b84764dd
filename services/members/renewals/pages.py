"""Asking those who sit about the next term, and the answer on one's own page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import Seat, Term, WholeBody
from services.members.errors import PersonUnknown
from services.members.people import queries as people
from services.members.people.model import Person
from services.members.renewals import commands, queries
from services.members.renewals.model import NotAsked, Renewal, ending, to_ask
from services.members.renewals.schemas import AvailableIn, NotedIn, RenewalAskIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

TO_ANSWER = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class RenewalsPage(Page):
    """Who is asked about the next term, who has said what, and the form that asks."""

    template = "renewals/renewals.html"
    whole: WholeBody
    term: Term
    seats: Sequence[Seat]
    names: Mapping[UUID, Person]
    said: Mapping[UUID, Renewal]
    silent: int
    is_over: bool
    form: Form[RenewalAskIn]
    noting: Form[NotedIn]


@router.get("/members/bodies/{slug}/renewals")
async def renewals(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
    return pages.render(request, await _page(look, whole, None), who=who)


@router.post("/members/bodies/{slug}/renewals")
async def ask(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_seat(who, whole.body.id), who)
    form = await forms.read(request, RenewalAskIn, translate=pages.translator(request, who))
    page = await _page(tx, whole, form)
    asked = await form.submit(tx, lambda data: commands.ask(tx, whole.body.id, data.answer_by, at=tx.at))
    if asked is None:
        return pages.render(request, page, who=who, status=422)
    ngettext = pages.catalogues[language_of(request, who)].ngettext
    told = ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", asked)
    return notify(request, see_other(f"/members/bodies/{slug}/renewals"), told % {"num": asked})


@router.post("/members/bodies/{slug}/renewals/answers")
async def note(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    """Write down what somebody has said by telephone or in a meeting."""
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_seat(who, whole.body.id), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, NotedIn, translate=_)
    page = await _page(tx, whole, None, noting=form)

    async def write(data: NotedIn) -> Renewal:
        return await commands.note(
            tx, whole.body.id, data.seat_id, available=data.available, by=who.person_id, at=tx.at
        )

    if await form.submit(tx, write) is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{slug}/renewals"), _("The answer is saved."))


@router.post("/members/me/renewals/{seat_id}")
async def answer(request: Request, seat_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    _ = request.app.state.pages.translator(request, who)
    form = await forms.read(request, AvailableIn, translate=_)
    if form.data is None:
        raise NotAsked
    await commands.answer(tx, seat_id, who.person_id, available=form.data.available, at=tx.at)
    return notify(request, see_other("/members/me"), _("Thank you, your answer is saved."))


async def _page(
    look: Snapshot,
    whole: WholeBody,
    form: Form[RenewalAskIn] | None,
    *,
    noting: Form[NotedIn] | None = None,
) -> RenewalsPage:
    term, seats, said = ending(whole), to_ask(whole), await queries.said(look, whole)
    on = today(look.at)
    return RenewalsPage(
        whole=whole,
        term=term,
        seats=seats,
        names=await people.people(look, [seat.person_id for seat in seats]),
        said=said,
        silent=sum(seat.id not in said or said[seat.id].answered is None for seat in seats),
        is_over=term.ends < on,
        form=form or Form({"answer_by": min(on + TO_ANSWER, term.ends).isoformat()}),
        noting=noting or Form(),
    )
