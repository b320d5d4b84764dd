"""The pages on which one resigns from the own seat, office or place as a deputy."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import Body
from services.members.errors import SeatLeft
from services.members.resignations import commands
from services.members.seats import queries as seats
from services.members.seats.model import DEPUTY
from services.members.seats.schemas import LastDayIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()
SEAT = "seat"


@dataclass(frozen=True)
class Held:
    """What someone holds in a body: a seat, an office or a place as a deputy."""

    id: UUID
    what: str
    person_id: UUID
    represents: str
    body_id: UUID
    left: bool = False


@dataclass(frozen=True, kw_only=True)
class ResignPage(Page):
    """Exactly what resigning does, and the last day."""

    template = "resignations/resign.html"
    held: Held
    body: Body
    action: str
    form: Form[LastDayIn]


@router.get("/members/seats/{seat_id}/resign")
async def show_resign(request: Request, seat_id: UUID, look: Look, who: Who) -> Response:
    return await _show(request, look, who, await _seat(look, seat_id))


@router.post("/members/seats/{seat_id}/resign")
async def resign(request: Request, seat_id: UUID, tx: Tx, who: Who) -> Response:
    return await _resign(request, tx, who, await _seat(tx, seat_id), commands.resign)


@router.get("/members/offices/{office_id}/resign")
async def show_resign_office(request: Request, office_id: UUID, look: Look, who: Who) -> Response:
    return await _show(request, look, who, await _office(look, office_id))


@router.post("/members/offices/{office_id}/resign")
async def resign_office(request: Request, office_id: UUID, tx: Tx, who: Who) -> Response:
    return await _resign(request, tx, who, await _office(tx, office_id), commands.resign_office)


@router.get("/members/deputies/{deputy_id}/resign")
async def show_resign_as_deputy(request: Request, deputy_id: UUID, look: Look, who: Who) -> Response:
    return await _show(request, look, who, await _deputy(look, deputy_id))


@router.post("/members/deputies/{deputy_id}/resign")
async def resign_as_deputy(request: Request, deputy_id: UUID, tx: Tx, who: Who) -> Response:
    return await _resign(request, tx, who, await _deputy(tx, deputy_id), commands.resign_as_deputy)


async def _show(request: Request, look: Snapshot, who: Principal, held: Held) -> Response:
    pages: Pages = request.app.state.pages
    page = await _page(request, look, who, held, Form({"on": today(look.at).isoformat()}))
    return pages.render(request, page, who=who)


async def _resign(
    request: Request, tx: Transaction, who: Principal, held: Held, command: Callable[..., Awaitable[Any]]
) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, LastDayIn, translate=_)
    page = await _page(request, tx, who, held, form)
    if await form.submit(tx, lambda data: command(tx, held.id, on=data.on, at=tx.at)) is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other("/members/me"), _("You have resigned. The coordinator is told."))


async def _page(
    request: Request, look: Snapshot, who: Principal, held: Held, form: Form[LastDayIn]
) -> ResignPage:
    require(access.may_resign(who, held.person_id), who)
    if held.left:
        raise SeatLeft
    body = await bodies.body(look, held.body_id)
    return ResignPage(held=held, body=body, action=request.url.path, form=form)


async def _seat(look: Snapshot, seat_id: UUID) -> Held:
    seat = await bodies.seat(look, seat_id)
    return Held(seat.id, SEAT, seat.person_id, seat.represents, seat.body_id, left=seat.left_at is not None)


async def _office(look: Snapshot, office_id: UUID) -> Held:
    office = await seats.office(look, office_id)
    return Held(office.id, office.kind, office.person_id, office.represents, office.body_id)


async def _deputy(look: Snapshot, deputy_id: UUID) -> Held:
    deputy, seat = await seats.deputy(look, deputy_id)
    return Held(deputy.id, DEPUTY, deputy.person_id, seat.represents, seat.body_id)
