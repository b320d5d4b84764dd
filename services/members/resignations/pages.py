"""The page on which a member resigns from the own seat."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import Body, Seat
from services.members.errors import SeatLeft
from services.members.resignations import commands
from services.members.seats.schemas import LastDayIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class ResignPage(Page):
    """Exactly what resigning does, and the last day."""

    template = "resignations/resign.html"
    seat: Seat
    body: Body
    form: Form[LastDayIn]


@router.get("/members/seats/{seat_id}/resign")
async def show_resign(request: Request, seat_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    page = await _page(look, seat_id, who, Form({"on": today(look.at).isoformat()}))
    return pages.render(request, page, who=who)


@router.post("/members/seats/{seat_id}/resign")
async def resign(request: Request, seat_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, LastDayIn, translate=_)
    page = await _page(tx, seat_id, who, form)
    if await form.submit(tx, lambda data: commands.resign(tx, seat_id, on=data.on, at=tx.at)) is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other("/members/me"), _("You have resigned. The coordinator is told."))


async def _page(look: Snapshot, seat_id: UUID, who: Principal, form: Form[LastDayIn]) -> ResignPage:
    seat = await bodies.seat(look, seat_id)
    require(access.may_resign(who, seat.person_id), who)
    if seat.left_at is not None:
        raise SeatLeft
    return ResignPage(seat=seat, body=await bodies.body(look, seat.body_id), form=form)
