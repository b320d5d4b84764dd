"""Access keys on one's own pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.keys import commands, queries
from services.members.keys.model import LONGEST, SCOPES, USUAL, AccessKey
from services.members.keys.schemas import KeyIn
from services.members.people import queries as people
from shared.chassis import forms
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class KeysPage(Page):
    """The keys that hold, and the form that makes one."""

    template = "keys/keys.html"
    keys: Sequence[AccessKey]
    scopes: Sequence[str]
    first: date
    last: date
    form: Form[KeyIn]


@dataclass(frozen=True, kw_only=True)
class KeyMadePage(Page):
    """A new key, shown once."""

    template = "keys/made.html"
    key: AccessKey
    words: str


@router.get("/members/me/keys")
async def show(request: Request, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_change_way_in(who), who)
    return pages.render(request, await _page(look, who, None), who=who)


@router.post("/members/me/keys")
async def make(request: Request, tx: Tx, who: Who) -> Response:
    # The key is answered at once: sent on with a redirect it would have to be kept somewhere meanwhile.
    pages: Pages = request.app.state.pages
    require(access.may_change_way_in(who), who)
    person = await people.known(tx, who.person_id)
    form = await forms.read(request, KeyIn, translate=pages.translator(request, who), lists=("scopes",))
    made = await form.submit(tx, lambda data: commands.make(tx, person.id, data, at=tx.at))
    if made is None:
        return pages.render(request, await _page(tx, who, form), who=who, status=422)
    key, words = made
    response = pages.render(request, KeyMadePage(key=key, words=words), who=who)
    response.headers["cache-control"] = "no-store"
    return response


@router.post("/members/me/keys/{key_id}/end")
async def end(request: Request, key_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_change_way_in(who), who)
    person = await people.known(tx, who.person_id)
    await commands.end(tx, key_id, person_id=person.id, at=tx.at)
    _ = pages.translator(request, who)
    said = _("The key has ended. What the program holds now works for a quarter of an hour at most.")
    return notify(request, see_other("/members/me/keys"), said)


async def _page(look: Snapshot, who: Principal, form: Form[KeyIn] | None) -> KeysPage:
    person = await people.known(look, who.person_id)
    today = look.at.astimezone(HELSINKI).date()
    return KeysPage(
        keys=await queries.standing(look, person.id, look.at),
        scopes=SCOPES,
        first=today,
        last=today + LONGEST,
        form=form or Form({"last_day": (today + USUAL).isoformat()}),
    )
