"""The form that invites a guest to one item of a meeting."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.guests import commands
from services.members.guests.model import Item
from services.members.guests.schemas import GuestIn, Token, item_of
from shared.chassis import forms
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.web import Here, Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class GuestPage(Page):
    """Whom to invite to one item, and what they will get."""

    template = "guests/guest.html"
    item: Item
    token: str
    form: Form[GuestIn]


@router.get("/members/guests/{token}")
async def show(request: Request, token: Token, look: Look, who: Who, here: Here) -> Response:
    item = item_of(here, token, look.at)
    require(access.may_lead(who, item.body_id), who)
    times = {"starts": _typed(item.starts), "ends": _typed(item.ends)}
    form = Form[GuestIn]({"language": here.languages[0], **times})
    pages: Pages = request.app.state.pages
    return pages.render(request, GuestPage(item=item, token=token, form=form), who=who)


@router.post("/members/guests/{token}")
async def ask(request: Request, token: Token, tx: Tx, who: Who, here: Here) -> Response:
    item = item_of(here, token, tx.at)
    require(access.may_lead(who, item.body_id), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, GuestIn, translate=_)
    if await form.submit(tx, lambda data: commands.ask(tx, item, data, at=tx.at)) is None:
        return pages.render(request, GuestPage(item=item, token=token, form=form), who=who, status=422)
    return notify(request, see_other(f"/meetings/{item.meeting_id}"), _("The guest is invited."))


def _typed(moment: datetime) -> str:
    return moment.astimezone(HELSINKI).strftime("%Y-%m-%dT%H:%M")
