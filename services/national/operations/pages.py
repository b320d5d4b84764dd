"""The pages of the host's operators: every instance, one instance, and what to do about a dead letter."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.national.access import may_operate
from services.national.operations import commands, queries
from services.national.operations.model import Decision, InstanceState
from services.national.operations.schemas import DiscardIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.text import Slug
from shared.chassis.web import Look, Tx, Who, require, see_other, station_of
from shared.contracts.operations import DeadLetter, LetterId

HREF = "/national/operations"


def _only_operators(who: Who) -> None:
    require(may_operate(who), who)


router = APIRouter(prefix=HREF, dependencies=[Depends(_only_operators)])


@dataclass(frozen=True, kw_only=True)
class OperationsPage(Page):
    template = "operations/operations.html"
    instances: Sequence[InstanceState]


@dataclass(frozen=True, kw_only=True)
class InstancePage(Page):
    template = "operations/instance.html"
    instance: InstanceState
    letters: Mapping[str, Sequence[DeadLetter]]
    unanswered: Sequence[str]
    decisions: Sequence[Decision]


@dataclass(frozen=True, kw_only=True)
class DiscardPage(Page):
    template = "operations/discard.html"
    instance: InstanceState
    service: str
    letter: DeadLetter
    form: Form[DiscardIn]


@router.get("")
async def operations(request: Request, look: Look, who: Who) -> Response:
    page = OperationsPage(instances=await queries.instances(look))
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.get("/{slug}")
async def one_instance(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    state = await queries.instance(look, slug)
    services = [report.service for report in state.reports]
    desk = station_of(request).desk
    found = await asyncio.gather(*(commands.letters(desk, slug, service) for service in services))
    shown = dict(zip(services, found, strict=True))
    page = InstancePage(
        instance=state,
        letters={service: letters for service, letters in shown.items() if letters},
        unanswered=[service for service, letters in shown.items() if letters is None],
        decisions=await queries.decisions(look, slug),
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/{slug}/{service}/{letter}/retry")
async def retry(
    request: Request, slug: Slug, service: Slug, letter: LetterId, *, tx: Tx, who: Who
) -> Response:
    station = await queries.station(tx, slug, service)
    desk = station_of(request).desk
    dead = await commands.letter(desk, station, letter)
    done = await commands.decide(tx, desk, station, dead, "retry", by=who.person_id, at=tx.at)
    return _told(request, who, slug, "retry" if done else "retry failed")


@router.get("/{slug}/{service}/{letter}/discard")
async def ask_to_discard(
    request: Request, slug: Slug, service: Slug, letter: LetterId, *, look: Look, who: Who
) -> Response:
    station = await queries.station(look, slug, service)
    dead = await commands.letter(station_of(request).desk, station, letter)
    page = DiscardPage(
        instance=await queries.instance(look, slug), service=service, letter=dead, form=Form[DiscardIn]()
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/{slug}/{service}/{letter}/discard")
async def discard(
    request: Request, slug: Slug, service: Slug, letter: LetterId, *, tx: Tx, who: Who
) -> Response:
    pages: Pages = request.app.state.pages
    station = await queries.station(tx, slug, service)
    desk = station_of(request).desk
    dead = await commands.letter(desk, station, letter)
    form = await forms.read(request, DiscardIn, translate=pages.translator(request, who))

    async def put_aside(data: DiscardIn) -> bool:
        by, at = who.person_id, tx.at
        return await commands.decide(tx, desk, station, dead, "discard", reason=data.reason, by=by, at=at)

    done = await form.submit(tx, put_aside)
    if done is None:
        state = await queries.instance(tx, slug)
        page = DiscardPage(instance=state, service=service, letter=dead, form=form)
        return pages.render(request, page, who=who, status=422)
    return _told(request, who, slug, "discard" if done else "discard failed")


def _told(request: Request, who: Principal, slug: str, what: str) -> Response:
    _ = request.app.state.pages.translator(request, who)
    said = {
        "retry": _("The event was handled. Its dead letter is gone."),
        "retry failed": _("It failed again. The dead letter is still there, with its newest error."),
        "discard": _("The dead letter was discarded, and your reason was kept."),
        "discard failed": _("The service did not discard it. Look at the list once more."),
    }[what]
    kind = "warning" if what.endswith("failed") else "success"
    return notify(request, see_other(f"{HREF}/{slug}"), said, kind=kind)
