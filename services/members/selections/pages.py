"""The workbench, the confirmation and letting a reserve in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from services.members import access
from services.members.applications import queries as applications
from services.members.applications.commands import note_reading
from services.members.applications.model import OUTCOMES, RESERVES, SELECTED, SELECTION, Application
from services.members.applications.queries import Candidacy
from services.members.bodies import queries as bodies
from services.members.bodies.model import Seat
from services.members.calls import queries as calls
from services.members.calls.model import DECIDING, Call, CallTheme
from services.members.selections import commands, queries
from services.members.selections.forms import ConfirmForm, ReasonsForm, explained, ranked
from services.members.selections.model import Candidate, Concern, Tally, TargetReason, ThemeTally, tally
from services.members.selections.schemas import FillIn, ReservesIn
from shared.chassis import forms
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.localised import LocalisedText
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

RADIO = re.compile(r"outcome-([0-9a-f]{32})")
StepName = Literal["evaluate", "propose", "take-back"]


@dataclass(frozen=True, kw_only=True)
class WorkbenchPage(Page):
    """Candidates by theme, with the seats they fill."""

    template = "selections/workbench.html"
    call: Call
    groups: Sequence[tuple[ThemeTally, Sequence[Candidate]]]
    names: Mapping[str, LocalisedText]
    tally: Tally
    state: str
    reasons: Mapping[str, TargetReason]


@dataclass(frozen=True, kw_only=True)
class ReasonsPage(Page):
    """Why the targets of some themes are not met."""

    template = "selections/reasons.html"
    call: Call
    concerns: Sequence[Concern]
    themes: Sequence[ThemeTally]
    form: Form[ReasonsForm]


@dataclass(frozen=True, kw_only=True)
class ConfirmSelectionPage(Page):
    """What the confirmation does, why targets are not met, and which decision is behind it."""

    template = "selections/confirmation.html"
    call: Call
    tally: Tally
    concerns: Sequence[Concern]
    deputies: int
    languages: Sequence[str]
    form: Form[ConfirmForm]


@dataclass(frozen=True, kw_only=True)
class DonePage(Page):
    """What the confirmation did."""

    template = "selections/done.html"
    call: Call
    slug: str
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class ReservesPage(Page):
    """In which order the reserves of each theme are asked."""

    template = "selections/reserves.html"
    call: Call
    groups: Sequence[tuple[CallTheme, Sequence[Application]]]
    form: Form[ReservesIn]


class Reserve(NamedTuple):
    """A reserve, and the call it is from."""

    candidacy: Candidacy
    call: Call


@dataclass(frozen=True, kw_only=True)
class FillPage(Page):
    """The reserves who may take over a seat."""

    template = "selections/fill.html"
    seat: Seat
    slug: str
    name: LocalisedText
    reserves: Sequence[Reserve]
    form: Form[FillIn]


# A GET that writes: who sees the applicants is written down in the same transaction, so it takes a Tx.
@router.get("/members/calls/{call_id}/selection")
async def workbench(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    call = await _own(tx, call_id, who)
    note_reading(tx, call, SELECTION, by=who.person_id)
    return pages.render(request, await _workbench(tx, call), who=who)


@router.post("/members/calls/{call_id}/selection")
async def choose(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    await _own(tx, call_id, who)
    posted = await request.form(max_files=0, max_fields=2_000)
    await commands.choose(tx, call_id, chosen(posted), at=tx.at)
    _ = pages.translator(request, who)
    onward = "confirm" if posted.get("onward") else "selection"
    return notify(request, see_other(f"/members/calls/{call_id}/{onward}"), _("The outcomes are saved."))


@router.post("/members/calls/{call_id}/selection/{step}")
async def step(request: Request, call_id: UUID, step: StepName, tx: Tx, who: Who) -> Response:
    """Say that the evaluation is done, propose the selection, or take the proposal back."""
    pages: Pages = request.app.state.pages
    await _own(tx, call_id, who)
    _ = pages.translator(request, who)
    take, said = {
        "evaluate": (commands.evaluate, _("The evaluation is marked as done.")),
        "propose": (commands.propose, _("The selection is marked as proposed. The outcomes stand still.")),
        "take-back": (commands.take_back_proposal, _("The outcomes can be changed again.")),
    }[step]
    await take(tx, call_id, at=tx.at)
    return notify(request, see_other(f"/members/calls/{call_id}/selection"), said)


@router.get("/members/calls/{call_id}/reasons")
async def show_reasons(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    call = await _own(look, call_id, who)
    call.check_confirming(look.at)
    form: Form[ReasonsForm] = Form(await _reasons_typed(look, call))
    return pages.render(request, await _reasons_page(look, call, form), who=who)


@router.post("/members/calls/{call_id}/reasons")
async def give_reasons(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    """Say why aims are not met, before the proposal goes to those who decide."""
    pages: Pages = request.app.state.pages
    call = await _own(tx, call_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, ReasonsForm, translate=_)
    reasons = explained(await request.form(max_files=0, max_fields=500), form, _)
    done = await form.submit(tx, lambda _data: commands.give_reasons(tx, call_id, reasons, at=tx.at))
    if done is None:
        return pages.render(request, await _reasons_page(tx, call, form), who=who, status=422)
    return notify(request, see_other(f"/members/calls/{call_id}/selection"), _("The reasons are saved."))


@router.get("/members/calls/{call_id}/confirm")
async def show_confirm(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    call = await _own(look, call_id, who)
    found = await queries.tally_of(look, call)
    if not found.ready or call.state(look.at) not in DECIDING:
        return see_other(f"/members/calls/{call_id}/selection")
    form: Form[ConfirmForm] = Form(await _reasons_typed(look, call))
    return pages.render(request, await _confirm_page(look, call, found, form), who=who)


@router.post("/members/calls/{call_id}/confirm")
async def confirm(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    call = await _own(tx, call_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, ConfirmForm, translate=_)
    reasons = explained(await request.form(max_files=0, max_fields=500), form, _)
    call.check_confirming(tx.at)
    done = await form.submit(
        tx,
        lambda data: commands.confirm_selection(
            tx, call_id, at=tx.at, decision=data.decision(), reasons=reasons
        ),
    )
    if done is None:
        page = await _confirm_page(tx, call, await queries.tally_of(tx, call), form)
        return pages.render(request, page, who=who, status=422)
    return see_other(f"/members/calls/{call_id}/done")


@router.get("/members/calls/{call_id}/done")
async def done(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    call = await _own(look, call_id, who)
    if call.confirmed is None:
        return see_other(f"/members/calls/{call_id}/selection")
    body = await bodies.body(look, call.body_id)
    page = DonePage(call=call, slug=body.slug, tally=await queries.tally_of(look, call))
    return pages.render(request, page, who=who)


# GETs that write: the reserves are named there.
@router.get("/members/calls/{call_id}/reserves")
async def show_reserves(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    call = await _own(tx, call_id, who)
    note_reading(tx, call, RESERVES, by=who.person_id)
    found = await queries.reserves_of(tx, call)
    groups = [
        (theme, [one for one in found if one.theme_id == theme.id])
        for theme in await calls.themes(tx, call.id, call.round)
    ]
    ranks = {f"rank-{one.id.hex}": one.reserve_rank for one in found if one.reserve_rank}
    return pages.render(request, ReservesPage(call=call, groups=groups, form=Form(ranks)), who=who)


@router.post("/members/calls/{call_id}/reserves")
async def rank_reserves(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    await _own(tx, call_id, who)
    posted = await request.form(max_files=0, max_fields=2_000)
    await commands.rank_reserves(tx, call_id, ranked(posted), at=tx.at)
    _ = pages.translator(request, who)
    said = _("The order of the reserves is saved.")
    return notify(request, see_other(f"/members/calls/{call_id}/reserves"), said)


@router.get("/members/seats/{seat_id}/fill")
async def show_fill(request: Request, seat_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    form: Form[FillIn] = Form({"on": tx.at.astimezone(HELSINKI).date().isoformat()})
    page = await _fill_page(tx, seat_id, who, form)
    for call in {one.call.id: one.call for one in page.reserves}.values():
        note_reading(tx, call, RESERVES, by=who.person_id)
    return pages.render(request, page, who=who)


@router.post("/members/seats/{seat_id}/fill")
async def fill(request: Request, seat_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, FillIn, translate=_)
    page = await _fill_page(tx, seat_id, who, form)
    seat = await form.submit(
        tx,
        lambda data: commands.fill_from_reserve(
            tx, seat_id, application_id=data.application_id, on=data.on, at=tx.at
        ),
    )
    if seat is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{page.slug}"), _("The reserve has the seat."))


def chosen(posted: FormData) -> Mapping[UUID, str | None]:
    """Return the outcomes of the workbench's radios; what is not one of them is left out."""
    outcomes: dict[UUID, str | None] = {}
    for name, value in posted.multi_items():
        if (radio := RADIO.fullmatch(name)) and value in OUTCOMES:
            outcomes[UUID(radio[1])] = str(value)
    return outcomes


async def _own(look: Snapshot, call_id: UUID, who: Principal) -> Call:
    call = await calls.call(look, call_id)
    require(access.may_run_calls(who, call.body_id), who)
    return call


async def _workbench(look: Snapshot, call: Call) -> WorkbenchPage:
    found = await queries.candidates(look, call)
    themes = await calls.themes(look, call.id, call.round)
    counted = tally(themes, found)
    groups: dict[UUID, list[Candidate]] = {theme.id: [] for theme in themes}
    for one in found:
        if not one.withdrawn and not one.erased:
            groups[one.theme_id].append(one)
    return WorkbenchPage(
        call=call,
        groups=[(part, groups[part.theme.id]) for part in counted.themes],
        names={str(theme.id): theme.name for theme in themes},
        tally=counted,
        state=call.state(look.at),
        reasons=await queries.reasons(look, call),
    )


async def _confirm_page(
    look: Snapshot, call: Call, found: Tally, form: Form[ConfirmForm]
) -> ConfirmSelectionPage:
    chosen = [one.id for one in await queries.candidates(look, call) if one.outcome == SELECTED]
    body = await bodies.body(look, call.body_id)
    return ConfirmSelectionPage(
        call=call,
        tally=found,
        concerns=found.warnings,
        deputies=len(await queries.proposing_deputies(look, chosen)) if body.deputies else 0,
        languages=look.instance.languages,
        form=form,
    )


async def _reasons_page(look: Snapshot, call: Call, form: Form[ReasonsForm]) -> ReasonsPage:
    found = await queries.tally_of(look, call)
    told = await queries.reasons(look, call)
    concerned = {concern.theme.id for concern in found.warnings}
    return ReasonsPage(
        call=call,
        concerns=found.warnings,
        themes=[part for part in found.themes if part.theme.slug in told and part.theme.id not in concerned],
        form=form,
    )


async def _reasons_typed(look: Snapshot, call: Call) -> dict[str, str]:
    told = await queries.reasons(look, call)
    return {f"reason-{slug}": reason.words for slug, reason in told.items()}


async def _fill_page(look: Snapshot, seat_id: UUID, who: Principal, form: Form[FillIn]) -> FillPage:
    seat = await bodies.seat(look, seat_id)
    require(access.may_seat(who, seat.body_id), who)
    body = await bodies.body(look, seat.body_id)
    found = [
        Reserve(*await applications.candidacy(look, one.id)) for one in await queries.reserves(look, seat)
    ]
    return FillPage(seat=seat, slug=body.slug, name=body.name, reserves=found, form=form)
