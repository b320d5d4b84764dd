"""Stopping a kind of letters by the link in one of them, and choosing among them when signed in."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from services.notifications.access import may_see_own_letters
from services.notifications.choices import commands, queries
from services.notifications.choices.schemas import ChoicesForm
from services.notifications.errors import PersonNotKnownYet
from services.notifications.letters.model import OPTIONAL, Letter
from shared.chassis import forms
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()
Token = Annotated[str, Path(min_length=1, max_length=500, pattern=r"^[A-Za-z0-9._-]+$")]


@dataclass(frozen=True, kw_only=True)
class StopPage(Page):
    """Which letters stop, and that they have."""

    template = "choices/stop.html"
    letter: Letter
    token: str
    stopped: bool


@router.get("/notifications/stop/{token}")
async def show_stop(request: Request, token: Token, look: Look, who: Who) -> Response:
    _, letter = await queries.of_link(look, token)
    pages: Pages = request.app.state.pages
    return pages.render(request, StopPage(letter=letter, token=token, stopped=False), who=who)


@router.post("/notifications/stop/{token}")
async def stop(request: Request, token: Token, tx: Tx, who: Who) -> Response:
    """Stop the letters: pressed by the reader, or in one click by the mail program (RFC 8058)."""
    person_id, letter = await queries.of_link(tx, token)
    await commands.choose(tx, person_id, {letter: False}, at=tx.at)
    pages: Pages = request.app.state.pages
    # No redirect: RFC 8058 forbids it.
    return pages.render(request, StopPage(letter=letter, token=token, stopped=True), who=who)


@router.post("/notifications/mine")
async def choose(request: Request, tx: Tx, who: Who) -> Response:
    require(may_see_own_letters(who), who)
    if who.person_id is None:
        raise PersonNotKnownYet
    person_id = who.person_id
    translate = request.app.state.pages.translator(request, who)
    form = await forms.read(request, ChoicesForm, translate=translate, lists=("letters",))
    wanted = set(form.data.letters) if form.data else set()
    await commands.choose(tx, person_id, {letter: letter in wanted for letter in OPTIONAL}, at=tx.at)
    return notify(request, see_other("/notifications/mine"), translate("Your choice of letters is saved."))
