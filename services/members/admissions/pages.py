"""The page of the advisers whom national proposes, and the one that says what letting one in gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.members import access
from services.members.admissions import commands
from services.members.admissions.schemas import LetInIn
from services.members.advisers import queries
from services.members.advisers.model import AdviserHere, ProposedAdviser, check_region
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import Body
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Here, Look, Tx, Who, require, see_other


async def _in_a_region(here: Here) -> None:
    check_region(here)


router = APIRouter(dependencies=[Depends(_in_a_region)])

HERE = "/members/advisers"


@dataclass(frozen=True, kw_only=True)
class AdvisersPage(Page):
    """Whom national proposes as advisers, and what the region has made of it."""

    template = "admissions/advisers.html"
    advisers: Sequence[AdviserHere]
    bodies: dict[UUID, Body]
    on: date


@dataclass(frozen=True, kw_only=True)
class LetInPage(Page):
    """What letting an adviser in gives them, before it does."""

    template = "admissions/adviser.html"
    adviser: ProposedAdviser
    bodies: Sequence[Body]
    on: date
    form: Form[LetInIn]


@router.get(HERE)
async def everyone(request: Request, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_let_advisers_in(who), who)
    page = AdvisersPage(
        advisers=await queries.all_proposed(look),
        bodies={body.id: body for body in await bodies.bodies(look)},
        on=today(look.at),
    )
    return pages.render(request, page, who=who)


@router.get(HERE + "/{adviser_id}")
async def show(request: Request, adviser_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_let_advisers_in(who), who)
    page = await _page(look, who, adviser_id, None)
    return pages.render(request, page, who=who)


@router.post(HERE + "/{adviser_id}")
async def let_in(request: Request, adviser_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_let_advisers_in(who), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, LetInIn, translate=_)
    done = await form.submit(tx, lambda data: commands.let_in(tx, adviser_id, data, by=who, at=tx.at))
    if done is None:
        page = await _page(tx, who, adviser_id, form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(HERE), _("The adviser is let in and gets a letter with the way in."))


@router.post(HERE + "/{adviser_id}/declining")
async def decline(request: Request, adviser_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_let_advisers_in(who), who)
    await commands.decline(tx, adviser_id, at=tx.at)
    _ = pages.translator(request, who)
    return notify(
        request,
        see_other(HERE),
        _("The adviser is not let in, and the national support is told. You can still do it later."),
    )


@router.post(HERE + "/{adviser_id}/address")
async def move(request: Request, adviser_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_let_advisers_in(who) and access.may_change_way_in(who), who)
    await commands.move(tx, adviser_id, by=who.person_id, at=tx.at)
    _ = pages.translator(request, who)
    said = _("A link was sent to the new address. The change holds when the adviser opens it.")
    return notify(request, see_other(HERE), said)


async def _page(look: Snapshot, who: Principal, adviser_id: UUID, form: Form[LetInIn] | None) -> LetInPage:
    every = [body for body in await bodies.bodies(look) if access.may_give_role(who, "member", body.id)]
    every = [body for body in every if body.state != "ended"]
    first = {"role": "member", "body_id": str(every[0].id) if every else ""}
    return LetInPage(
        adviser=await queries.proposed(look, adviser_id),
        bodies=every,
        on=today(look.at),
        form=form or Form(first),
    )
