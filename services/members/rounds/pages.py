"""The pages that return a call, write its next round, or give it up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.applications import queries as applications
from services.members.calls import commands as commands_of_calls
from services.members.calls import queries as calls
from services.members.calls.forms import CallForm, typed
from services.members.calls.model import CANCELLED, CONFIRMED, DECIDING, RETURNED, TAKING, Call
from services.members.calls.pages import ConfirmPage, form_page
from services.members.calls.queries import CallInBody
from services.members.errors import NotAtThisPoint
from services.members.rounds import commands
from services.members.rounds.schemas import ReasonIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class ReasonPage(Page):
    """Why a call is returned or given up, and what follows."""

    template = "rounds/reason.html"
    call: Call
    verb: Literal["return", "cancel"]
    applicants: int
    languages: Sequence[str]
    form: Form[ReasonIn]


@router.get("/members/calls/{call_id}/return")
async def show_return(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own(look, call_id, who)
    if found.call.state(look.at) not in DECIDING:
        raise NotAtThisPoint
    return pages.render(request, await _reason_page(look, found.call, "return", Form()), who=who)


@router.post("/members/calls/{call_id}/return")
async def send_back(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own(tx, call_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, ReasonIn, translate=_)
    done = await form.submit(
        tx, lambda data: commands_of_calls.send_back(tx, call_id, data.reason.localised(), at=tx.at)
    )
    if done is None:
        page = await _reason_page(tx, found.call, "return", form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/calls/{call_id}"), _("The call is returned."))


@router.get("/members/calls/{call_id}/revise")
async def show_revise(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own(look, call_id, who)
    if found.call.state(look.at) != RETURNED:
        raise NotAtThisPoint
    form: Form[CallForm] = Form(typed(found) | {"opens": "", "deadline": ""})
    page = form_page(look, found.whole.body.slug, form, call_id, is_round=True)
    return pages.render(request, page, who=who)


@router.post("/members/calls/{call_id}/revise")
async def revise(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own(tx, call_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, CallForm, translate=_)
    done = await form.submit(
        tx, lambda data: commands_of_calls.revise(tx, call_id, data.notice(found.themes), at=tx.at)
    )
    if done is None:
        page = form_page(tx, found.whole.body.slug, form, call_id, is_round=True)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/calls/{call_id}"), _("The new round is saved as a draft."))


@router.get("/members/calls/{call_id}/announce")
async def ask_to_announce(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    call = (await _own(look, call_id, who)).call
    if call.state(look.at) not in TAKING or call.spread == call.round:
        raise NotAtThisPoint
    _ = pages.translator(request, who)
    count = len(await commands.to_hear(look, call))
    page = ConfirmPage(
        title=_("Tell the organisations of the directory"),
        lead=call.title.read(language_of(request, who)).text,
        consequences=[
            _("Letters to the organisations with a link to the call: {count}.").format(count=count),
            _("Those who have applied already get no letter. Each round of a call is told of once."),
        ],
        action=f"/members/calls/{call_id}/announce",
        hidden={},
        button=_("Send the letters"),
        kind="primary",
        back_href=f"/members/calls/{call_id}",
        back_label=_("Go back"),
    )
    return pages.render(request, page, who=who)


@router.post("/members/calls/{call_id}/announce")
async def announce(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    await _own(tx, call_id, who)
    told = await commands.spread_word(tx, call_id, at=tx.at)
    _ = pages.translator(request, who)
    said = _("Letters on their way: {count}.").format(count=told)
    return notify(request, see_other(f"/members/calls/{call_id}"), said)


@router.get("/members/calls/{call_id}/cancel")
async def show_cancel(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own(look, call_id, who)
    if found.call.state(look.at) in (CONFIRMED, CANCELLED):
        raise NotAtThisPoint
    return pages.render(request, await _reason_page(look, found.call, "cancel", Form()), who=who)


@router.post("/members/calls/{call_id}/cancel")
async def cancel(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own(tx, call_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, ReasonIn, translate=_)
    done = await form.submit(tx, lambda data: commands.cancel(tx, call_id, data.reason.localised(), at=tx.at))
    if done is None:
        page = await _reason_page(tx, found.call, "cancel", form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/calls/{call_id}"), _("The call is cancelled."))


async def _own(look: Snapshot, call_id: UUID, who: Principal) -> CallInBody:
    found = await calls.call_in_body(look, call_id)
    require(access.may_run_calls(who, found.call.body_id), who)
    return found


async def _reason_page(
    look: Snapshot, call: Call, verb: Literal["return", "cancel"], form: Form[ReasonIn]
) -> ReasonPage:
    here = await applications.applications(look, call)
    before = await applications.standing_before(look, call) if verb == "cancel" else []
    people = {one.person_id for one in (*here, *before) if one.withdrawn is None and one.person_id}
    return ReasonPage(
        call=call, verb=verb, applicants=len(people), languages=look.instance.languages, form=form
    )
