"""Applying, the applicant's own page, and the coordinator's list of applications."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.applications import commands, queries
from services.members.applications.forms import EnterForm
from services.members.applications.model import Application
from services.members.applications.queries import Candidacy, Counts
from services.members.applications.schemas import ApplicationIn, MoveIn
from services.members.bodies.model import Theme
from services.members.calls import queries as calls
from services.members.calls.model import OPEN, Call
from services.members.calls.pages import call_page
from services.members.calls.queries import CallInBody
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.instance import Instance
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound, Problem
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class ApplyPage(Page):
    """The public form of an application, or the coordinator's for one that came by e-mail."""

    template = "applications/apply.html"
    found: CallInBody
    form: Form[ApplicationIn] | Form[EnterForm]
    action: str
    by_email: bool


@dataclass(frozen=True, kw_only=True)
class ApplicationsPage(Page):
    """The applications of a call by theme."""

    template = "applications/list.html"
    call: Call
    groups: Sequence[tuple[Theme, Sequence[Candidacy]]]
    counts: Counts
    state: str


@dataclass(frozen=True, kw_only=True)
class ApplicationPage(Page):
    """One application, with the coordinator's tools."""

    template = "applications/application.html"
    call: Call
    candidacy: Candidacy
    themes: Sequence[Theme]
    form: Form[MoveIn]


@router.get("/members/calls/{call_id}/apply")
async def show_apply(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    about = await call_page(look, call_id, who)
    if about.state != OPEN:
        return see_other(f"/members/calls/{call_id}")
    form: Form[ApplicationIn] = Form({"language": _first_language(look.instance, who)})
    return pages.render(request, _apply_page(about.found, form), who=who)


@router.post("/members/calls/{call_id}/apply")
async def apply(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    about = await call_page(tx, call_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, ApplicationIn, translate=_)
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
    form = await forms.read(request, EnterForm, translate=_)
    if await form.submit(tx, lambda data: commands.enter(tx, call_id, data.entered(), at=tx.at)) is None:
        return pages.render(request, _enter_page(found, form), who=who, status=422)
    response = see_other(f"/members/calls/{call_id}/applications")
    return notify(request, response, _("The application is entered and the applicant gets a receipt."))


@router.get("/members/calls/{call_id}/applications")
async def applications(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own_call(look, call_id, who)
    candidacies = await queries.candidacies(look, found.call)
    groups = [
        (theme, [one for one in candidacies if one.theme.id == theme.id]) for theme in found.whole.themes
    ]
    page = ApplicationsPage(
        call=found.call,
        groups=groups,
        counts=queries.count(candidacies),
        state=found.call.state(look.at),
    )
    return pages.render(request, page, who=who)


@router.get("/members/calls/{call_id}/applications/{application_id}")
async def application(
    request: Request, call_id: UUID, application_id: UUID, look: Look, who: Who
) -> Response:
    pages: Pages = request.app.state.pages
    page = await _application_page(look, call_id, application_id, who, Form())
    return pages.render(request, page, who=who)


@router.post("/members/calls/{call_id}/applications/{application_id}/move")
async def move(request: Request, call_id: UUID, application_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, MoveIn, translate=_)
    page = await _application_page(tx, call_id, application_id, who, form)
    if await form.submit(tx, lambda data: commands.move(tx, application_id, data.theme, at=tx.at)) is None:
        return pages.render(request, page, who=who, status=422)
    response = see_other(f"/members/calls/{call_id}/applications/{application_id}")
    return notify(request, response, _("The application is now considered in the other theme."))


@router.post("/members/calls/{call_id}/applications/{application_id}/withdraw")
async def withdraw(request: Request, call_id: UUID, application_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    await _application_page(tx, call_id, application_id, who, Form())
    await commands.withdraw(tx, application_id, at=tx.at)
    response = see_other(f"/members/calls/{call_id}/applications")
    return notify(request, response, _("The application is withdrawn."))


async def _own_call(look: Snapshot, call_id: UUID, who: Principal) -> CallInBody:
    found = await calls.call_in_body(look, call_id)
    require(access.may_run_calls(who, found.call.body_id), who)
    return found


async def _application_page(
    look: Snapshot, call_id: UUID, application_id: UUID, who: Principal, form: Form[MoveIn]
) -> ApplicationPage:
    found = await _own_call(look, call_id, who)
    candidacy, call = await queries.candidacy(look, application_id)
    if call.id != call_id:
        raise NotFound
    return ApplicationPage(call=call, candidacy=candidacy, themes=found.whole.themes, form=form)


def _apply_page(found: CallInBody, form: Form[ApplicationIn]) -> ApplyPage:
    return ApplyPage(found=found, form=form, action=f"/members/calls/{found.call.id}/apply", by_email=False)


def _enter_page(found: CallInBody, form: Form[EnterForm]) -> ApplyPage:
    return ApplyPage(found=found, form=form, action=f"/members/calls/{found.call.id}/enter", by_email=True)


def _first_language(instance: Instance, who: Principal) -> str:
    return who.language or instance.languages[0]
