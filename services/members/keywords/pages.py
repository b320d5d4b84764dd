"""The page where the coordinator keeps the directory's words."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.keywords import commands, queries
from services.members.keywords.queries import Lists
from services.members.keywords.schemas import KeywordIn, SettingIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

HERE = "/members/organisations/words"


@dataclass(frozen=True, kw_only=True)
class KeywordsPage(Page):
    """The lists and the form for one more word."""

    template = "keywords/keywords.html"
    lists: Lists
    expertise: bool
    form: Form[KeywordIn]


@router.get(HERE)
async def keywords(request: Request, look: Look, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    return await _page(request, look, who, Form({"kind": "theme"}))


@router.post(HERE)
async def add(request: Request, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    form = await forms.read(request, KeywordIn, translate=translate)
    added = await form.submit(tx, lambda data: commands.add(tx, data.kind, data.slug, data.name))
    if added is None:
        return await _page(request, tx, who, form, status=422)
    return notify(request, see_other(HERE), translate("The word is in the list."))


@router.post(HERE + "/{keyword_id}/end")
async def end(request: Request, keyword_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    await commands.end(tx, keyword_id, at=tx.at)
    translate = pages.translator(request, who)
    said = translate("The word is offered no more. Organisations that have it keep it.")
    return notify(request, see_other(HERE), said)


@router.post("/members/organisations/settings")
async def set_up(request: Request, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    form = await forms.read(request, SettingIn, translate=translate)
    await form.submit(tx, lambda data: commands.set_expertise(tx, data.expertise))
    return notify(request, see_other(HERE), translate("Saved."))


async def _page(
    request: Request, look: Snapshot, who: Principal, form: Form[KeywordIn], *, status: int = 200
) -> Response:
    page = KeywordsPage(
        lists=await queries.lists(look), expertise=await queries.expertise_on(look), form=form
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who, status=status)
