"""Applying, the applicant's own page, and the coordinator's list of applications."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.members import access
from services.members.applications import commands, queries
from services.members.applications.forms import EnterForm
from services.members.applications.model import APPLICATION, LIST, Application, Notice
from services.members.applications.queries import Candidacy, Counts, Reading
from services.members.applications.schemas import ApplicationIn, MoveIn
from services.members.bodies import queries as bodies
from services.members.calls import queries as calls
from services.members.calls.model import CLOSED, EVALUATED, TAKING, Call, CallTheme
from services.members.calls.pages import PageNumber, call_page
from services.members.calls.queries import CallInBody
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound, Problem
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

READINGS = 100
Round = Annotated[int | None, Query(alias="round", ge=1, le=1_000)]


@dataclass(frozen=True, kw_only=True)
class ApplyPage(Page):
    """The public form of an application, or the coordinator's for one that came by e-mail."""

    template = "applications/apply.html"
    found: CallInBody
    form: Form[Any]
    action: str
    by_email: bool = False
    save_action: str = ""
    erase_action: str = ""
    notice: Notice = field(default_factory=lambda: queries.notices()[-1])
    saved: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ApplicationsPage(Page):
    """The applications of a call by theme."""

    template = "applications/list.html"
    call: Call
    groups: Sequence[tuple[CallTheme, Sequence[Candidacy]]]
    counts: Counts
    state: str
    number: int
    by_round: dict[int, int]
    organisations: int
    late_attempts: int
    deputies: bool
    may_run: bool


@dataclass(frozen=True, kw_only=True)
class ApplicationPage(Page):
    """One application, with the coordinator's tools."""

    template = "applications/application.html"
    call: Call
    candidacy: Candidacy
    themes: Sequence[CallTheme]
    form: Form[MoveIn]
    missing: Sequence[str]
    may_run: bool
    may_move: bool


@dataclass(frozen=True, kw_only=True)
class ReadingsPage(Page):
    """Who has read the applications of a call."""

    template = "applications/readings.html"
    call: Call
    readings: Sequence[Reading]
    page: int
    pages: int


@router.get("/members/calls/{call_id}/apply")
async def show_apply(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    about = await call_page(look, call_id, who)
    if about.state not in TAKING:
        return see_other(f"/members/calls/{call_id}")
    form: Form[ApplicationIn] = Form({"language": language_of(request, who)})
    return pages.render(request, _apply_page(about.found, form), who=who)


@router.post("/members/calls/{call_id}/apply")
async def apply(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    about = await call_page(tx, call_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, ApplicationIn, translate=_, lists=("alternative_themes",))
    outcome = await form.submit(tx, lambda data: commands.receive(tx, call_id, data, at=tx.at))
    if isinstance(outcome, Application):
        return see_other(f"/members/applications/{queries.link(tx, outcome)}")
    if isinstance(outcome, Problem):
        form.errors.append(("", _(outcome.title())))
    return pages.render(request, _apply_page(about.found, form), who=who, status=409 if outcome else 422)


@router.get("/members/calls/{call_id}/enter")
async def show_enter(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own_call(look, call_id, who)
    form: Form[EnterForm] = Form({"language": look.instance.languages[0]})
    return pages.render(request, _enter_page(found, form), who=who)


@router.post("/members/calls/{call_id}/enter")
async def enter(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own_call(tx, call_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, EnterForm, translate=_, lists=("alternative_themes",))
    if await form.submit(tx, lambda data: commands.enter(tx, call_id, data.entered(), at=tx.at)) is None:
        return pages.render(request, _enter_page(found, form), who=who, status=422)
    response = see_other(f"/members/calls/{call_id}/applications")
    return notify(request, response, _("The application is entered and the applicant gets a receipt."))


# A GET that writes: who reads an application is written down in the same transaction, so it takes a Tx.
@router.get("/members/calls/{call_id}/applications")
async def applications(request: Request, call_id: UUID, tx: Tx, who: Who, asked: Round = None) -> Response:
    pages: Pages = request.app.state.pages
    found = await _evaluated_call(tx, call_id, who)
    number = asked or found.call.round
    candidacies = await queries.candidacies(tx, found.call, number)
    by_round, organisations = await queries.received_by_round(tx, call_id)
    commands.note_reading(tx, found.call, LIST, by=who.person_id)
    page = ApplicationsPage(
        call=found.call,
        groups=[
            (theme, [one for one in candidacies if one.theme.id == theme.id and not one.application.erased])
            for theme in await calls.themes(tx, call_id, number)
        ],
        counts=queries.count(candidacies),
        state=found.call.state(tx.at),
        number=number,
        by_round=by_round,
        organisations=organisations,
        late_attempts=found.late_attempts(number),
        deputies=found.whole.body.deputies,
        may_run=access.may_run_calls(who, found.call.body_id),
    )
    return pages.render(request, page, who=who)


@router.get("/members/calls/{call_id}/applications/{application_id}")
async def application(request: Request, call_id: UUID, application_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    await _evaluated_call(tx, call_id, who)
    page = await _application_page(tx, call_id, application_id, who, Form())
    commands.note_reading(tx, page.call, APPLICATION, by=who.person_id, application_id=application_id)
    return pages.render(request, page, who=who)


@router.get("/members/calls/{call_id}/readings")
async def readings(request: Request, call_id: UUID, look: Look, who: Who, page: PageNumber = 1) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own_call(look, call_id, who)
    rows, total = await queries.readings(look, call_id, limit=READINGS, offset=(page - 1) * READINGS)
    context = ReadingsPage(call=found.call, readings=rows, page=page, pages=-(-total // READINGS))
    return pages.render(request, context, who=who)


@router.post("/members/calls/{call_id}/applications/{application_id}/move")
async def move(request: Request, call_id: UUID, application_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, MoveIn, translate=_)
    await _own_call(tx, call_id, who)
    page = await _application_page(tx, call_id, application_id, who, form)
    moved = await form.submit(
        tx,
        lambda data: commands.move(tx, application_id, data.theme, data.agreed(), by=who.person_id, at=tx.at),
    )
    if moved is None:
        return pages.render(request, page, who=who, status=422)
    response = see_other(f"/members/calls/{call_id}/applications/{application_id}")
    return notify(
        request,
        response,
        _("The application is now considered in the other theme. The applicant gets a letter."),
    )


@router.post("/members/calls/{call_id}/applications/{application_id}/withdraw")
async def withdraw(request: Request, call_id: UUID, application_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    await _own_call(tx, call_id, who)
    await _application_page(tx, call_id, application_id, who, Form())
    await commands.withdraw(tx, application_id, at=tx.at)
    response = see_other(f"/members/calls/{call_id}/applications")
    return notify(request, response, _("The application is withdrawn."))


async def _own_call(look: Snapshot, call_id: UUID, who: Principal) -> CallInBody:
    found = await calls.call_in_body(look, call_id)
    require(access.may_run_calls(who, found.call.body_id), who)
    return found


async def _evaluated_call(look: Snapshot, call_id: UUID, who: Principal) -> CallInBody:
    found = await calls.call_in_body(look, call_id)
    require(access.may_evaluate(who, found.call.body_id), who)
    return found


async def _application_page(
    look: Snapshot, call_id: UUID, application_id: UUID, who: Principal, form: Form[MoveIn]
) -> ApplicationPage:
    candidacy, call = await queries.candidacy(look, application_id)
    if call.id != call_id:
        raise NotFound
    standing = candidacy.application.withdrawn is None and candidacy.application.erased is None
    may_run = access.may_run_calls(who, call.body_id)
    return ApplicationPage(
        call=call,
        candidacy=candidacy,
        themes=await calls.themes(look, call_id, candidacy.application.round),
        form=form,
        missing=candidacy.application.missing(deputies=(await bodies.body(look, call.body_id)).deputies),
        may_run=may_run,
        may_move=may_run
        and standing
        and candidacy.application.round == call.round
        and call.state(look.at) in (*TAKING, CLOSED, EVALUATED),
    )


def _apply_page(found: CallInBody, form: Form[ApplicationIn]) -> ApplyPage:
    path = f"/members/calls/{found.call.id}"
    return ApplyPage(found=found, form=form, action=f"{path}/apply", save_action=f"{path}/drafts")


def _enter_page(found: CallInBody, form: Form[EnterForm]) -> ApplyPage:
    return ApplyPage(found=found, form=form, action=f"/members/calls/{found.call.id}/enter", by_email=True)
