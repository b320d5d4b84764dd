"""The register of external representation, and the story of a request for names."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import Body
from services.members.people import commands as people
from services.members.people.model import Person
from services.members.representation import commands, queries
from services.members.representation.model import OPEN, Candidate, Mandate, Nomination
from services.members.representation.queries import Asked
from services.members.representation.schemas import (
    AnswerIn,
    AskedLevel,
    CandidateIn,
    MandateIn,
    NamingIn,
    NominationIn,
    TimesIn,
)
from services.members.seats.schemas import LastDayIn
from shared.chassis import forms
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

ON_A_PAGE = 50
PageNumber = Annotated[int, Query(ge=1, le=2_000)]


@dataclass(frozen=True, kw_only=True)
class RegisterPage(Page):
    """Who represents the organisations where, from when until when."""

    template = "representation/register.html"
    mandates: Sequence[tuple[Mandate, Person]]
    total: int
    asked: Asked
    number: int
    last: int
    soon: date
    form: Form[LastDayIn]
    keeps: Collection[UUID]
    """The mandates that are the reader's to change, by id."""
    may_add: bool


@dataclass(frozen=True, kw_only=True)
class MandatePage(Page):
    """The form of a mandate."""

    template = "representation/mandate.html"
    bodies: Sequence[Body]
    every: bool
    """Whether a mandate that no body named is the reader's to add."""
    languages: tuple[str, ...]
    form: Form[MandateIn]


@dataclass(frozen=True, kw_only=True)
class NominationsPage(Page):
    """Requests for names, the newest first."""

    template = "representation/nominations.html"
    nominations: Sequence[tuple[Nomination, str]]
    number: int
    last: int
    bodies: Sequence[Body]
    may_ask: bool


@dataclass(frozen=True, kw_only=True)
class AskPage(Page):
    """The form of a request for names."""

    template = "representation/ask.html"
    body: Body
    languages: tuple[str, ...]
    form: Form[NominationIn]


@dataclass(frozen=True, kw_only=True)
class NominationPage(Page):
    """A request for names from the asking to the naming."""

    template = "representation/nomination.html"
    nomination: Nomination
    body: Body
    state: str
    candidates: Sequence[tuple[Candidate, Person]]
    until: datetime
    due: datetime
    may_propose: bool
    may_choose: bool
    languages: tuple[str, ...]
    today: date
    answer: Form[AnswerIn]
    naming: Form[NamingIn]
    times: Form[TimesIn]


@dataclass(frozen=True, kw_only=True)
class CandidatePage(Page):
    """The form of a candidate."""

    template = "representation/candidate.html"
    nomination: Nomination
    form: Form[CandidateIn]


@router.get("/members/representation")
async def register(
    request: Request,
    look: Look,
    who: Who,
    *,
    level: AskedLevel = None,
    ending: bool = False,
    past: bool = False,
    page: PageNumber = 1,
) -> Response:
    pages: Pages = request.app.state.pages
    on = today(look.at)
    asked = Asked(
        on=on, level=level, ending=ending, past=past, limit=ON_A_PAGE, offset=(page - 1) * ON_A_PAGE
    )
    total = await queries.total(look, asked)
    values = {"level": level or "", "ending": "1" if ending else "", "past": "1" if past else ""}
    found = await queries.mandates(look, asked)
    shown = RegisterPage(
        mandates=found,
        total=total,
        asked=asked,
        number=page,
        last=max(1, -(-total // ON_A_PAGE)),
        soon=on + queries.SOON,
        form=Form(values),
        keeps={one.id for one, _person in found if access.may_keep_mandate(who, one.body_id)},
        may_add=access.may_give_some_role(who),
    )
    return pages.render(request, shown, who=who)


@router.get("/members/representation/new")
async def show_mandate(request: Request, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_give_some_role(who), who)
    first = {"language": look.instance.languages[0], "level": "regional", "post": "member"}
    form: Form[MandateIn] = Form(first | {"starts": today(look.at).isoformat()})
    return pages.render(request, await _mandate_page(look, form, who), who=who)


@router.post("/members/representation/new")
async def give_mandate(request: Request, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_give_some_role(who), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, MandateIn, translate=_)
    if await form.submit(tx, lambda data: _give(tx, data, who)) is None:
        return pages.render(request, await _mandate_page(tx, form, who), who=who, status=422)
    return notify(request, see_other("/members/representation"), _("The representation is saved."))


@router.get("/members/nominations")
async def nominations(request: Request, look: Look, who: Who, page: PageNumber = 1) -> Response:
    pages: Pages = request.app.state.pages
    found = await queries.nominations(look, limit=ON_A_PAGE, offset=(page - 1) * ON_A_PAGE)
    total = await queries.nominations_total(look)
    own = [body for body in await bodies.bodies(look) if access.may_seat(who, body.id)]
    shown = NominationsPage(
        nominations=[(one, one.state(look.at)) for one in found],
        number=page,
        last=max(1, -(-total // ON_A_PAGE)),
        bodies=own,
        may_ask=bool(own),
    )
    return pages.render(request, shown, who=who)


@router.get("/members/bodies/{slug}/nominations/new")
async def show_ask(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    body = (await bodies.whole_by_slug(look, slug)).body
    require(access.may_seat(who, body.id), who)
    form: Form[NominationIn] = Form({"asked_on": today(look.at).isoformat(), "level": "regional"})
    page = AskPage(body=body, languages=look.instance.languages, form=form)
    return pages.render(request, page, who=who)


@router.post("/members/bodies/{slug}/nominations/new")
async def ask(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    body = (await bodies.whole_by_slug(tx, slug)).body
    require(access.may_seat(who, body.id), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, NominationIn, translate=_)
    asked = await form.submit(tx, lambda data: commands.ask(tx, body.id, data.facts(), at=tx.at))
    if asked is None:
        page = AskPage(body=body, languages=tx.instance.languages, form=form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/nominations/{asked.id}"), _("The request is saved."))


@router.get("/members/nominations/{nomination_id}")
async def nomination(request: Request, nomination_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    if (await queries.nomination(look, nomination_id)).on_own:
        return see_other(f"/members/initiatives/{nomination_id}")
    return pages.render(request, await _nomination_page(look, nomination_id, who), who=who)


@router.post("/members/nominations/{nomination_id}/answer")
async def answer(request: Request, nomination_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    await _own(tx, nomination_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, AnswerIn, translate=_, lists=("chosen",))

    async def reply(data: AnswerIn) -> Nomination:
        words = data.answer.localised()
        return await commands.answer(tx, nomination_id, data.chosen, words, at=tx.at, deputy=data.deputy)

    if await form.submit(tx, reply) is None:
        page = await _nomination_page(tx, nomination_id, who, answer=form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/nominations/{nomination_id}"), _("The answer is saved."))


@router.post("/members/nominations/{nomination_id}/naming")
async def note_naming(request: Request, nomination_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    await _own(tx, nomination_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, NamingIn, translate=_, lists=("named",))

    async def note(data: NamingIn) -> Nomination:
        return await commands.note_naming(
            tx, nomination_id, data.named, on=data.on, others=data.others, by=who.person_id
        )

    if await form.submit(tx, note) is None:
        page = await _nomination_page(tx, nomination_id, who, naming=form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/nominations/{nomination_id}"), _("The naming is saved."))


@router.post("/members/nominations/{nomination_id}/times")
async def move(request: Request, nomination_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    await _own(tx, nomination_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, TimesIn, translate=_)
    page = await _nomination_page(tx, nomination_id, who, times=form)

    async def change(data: TimesIn) -> Nomination:
        return await commands.move(
            tx, nomination_id, deadline=data.deadline, candidates_until=data.candidates_until, at=tx.at
        )

    if await form.submit(tx, change) is None:
        return pages.render(request, page, who=who, status=422)
    where = f"/members/nominations/{nomination_id}"
    return notify(request, see_other(where), _("The times are changed, and letters are on their way."))


@router.post("/members/nominations/{nomination_id}/cancellation")
async def cancel(request: Request, nomination_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    await _own(tx, nomination_id, who)
    await commands.cancel(tx, nomination_id, at=tx.at)
    _ = pages.translator(request, who)
    return notify(
        request, see_other(f"/members/nominations/{nomination_id}"), _("The request is called off.")
    )


@router.get("/members/nominations/{nomination_id}/candidate")
async def show_candidate(request: Request, nomination_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await queries.request(look, nomination_id)
    require(access.may_propose(who, found.body_id, open_form=found.open_form), who)
    form: Form[CandidateIn] = Form({"language": look.instance.languages[0]})
    return pages.render(request, CandidatePage(nomination=found, form=form), who=who)


@router.post("/members/nominations/{nomination_id}/candidate")
async def propose(request: Request, nomination_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await queries.request(tx, nomination_id)
    require(access.may_propose(who, found.body_id, open_form=found.open_form), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, CandidateIn, translate=_)
    if await form.submit(tx, lambda data: commands.take(tx, found, data.offer(), by=who, at=tx.at)) is None:
        return pages.render(request, CandidatePage(nomination=found, form=form), who=who, status=422)
    where = f"/members/nominations/{nomination_id}"
    return notify(request, see_other(where), _("Thank you. The candidate is written down."))


async def _give(tx: Transaction, data: MandateIn, who: Principal) -> Mandate:
    named_by = await bodies.body_by_slug(tx, data.body) if data.body else None
    require(access.may_keep_mandate(who, named_by.id if named_by else None), who)
    person = await people.know(tx, data.name, data.email, data.language, tx.at)
    return await commands.give_mandate(tx, person, data.facts(), named_by=data.body)


async def _mandate_page(look: Snapshot, form: Form[MandateIn], who: Principal) -> MandatePage:
    return MandatePage(
        bodies=[one for one in await bodies.bodies(look) if access.may_keep_mandate(who, one.id)],
        every=access.may_keep_mandate(who, None),
        languages=look.instance.languages,
        form=form,
    )


async def _own(look: Snapshot, nomination_id: UUID, who: Principal) -> None:
    require(access.may_seat(who, (await queries.request(look, nomination_id)).body_id), who)


async def _nomination_page(
    look: Snapshot,
    nomination_id: UUID,
    who: Principal,
    *,
    answer: Form[AnswerIn] | None = None,
    naming: Form[NamingIn] | None = None,
    times: Form[TimesIn] | None = None,
) -> NominationPage:
    found = await queries.request(look, nomination_id)
    state = found.state(look.at)
    may_choose = access.may_seat(who, found.body_id)
    candidates = await queries.candidates(look, nomination_id)
    return NominationPage(
        nomination=found,
        body=await bodies.body(look, found.body_id),
        state=state,
        candidates=[pair for pair in candidates if may_choose or pair[0].chosen],
        until=_last_minute(found.candidates_until),
        due=_last_minute(found.deadline),
        may_propose=access.may_propose(who, found.body_id, open_form=found.open_form)
        and (state == OPEN or (may_choose and found.answered is None)),
        may_choose=may_choose,
        languages=look.instance.languages,
        today=today(look.at),
        answer=answer or Form(),
        naming=naming or Form({"on": today(look.at).isoformat(), "others": "0"}),
        times=times
        or Form({"deadline_day": _last_minute(found.deadline).astimezone(HELSINKI).date().isoformat()}),
    )


def _last_minute(moment: datetime) -> datetime:
    """Return the minute to show of a moment: the end of a day is still that day."""
    midnight = moment.astimezone(HELSINKI).time() == time()
    return moment - timedelta(minutes=1) if midnight else moment
