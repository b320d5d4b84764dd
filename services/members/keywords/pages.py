"""The page where the coordinator keeps the directory's words."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.keywords import commands, queries
from services.members.keywords.model import Keyword
from services.members.keywords.queries import Lists
from services.members.keywords.schemas import KeywordIn, MoveIn, RenamingIn, SettingIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

HERE = "/members/organisations/words"


@dataclass(frozen=True, kw_only=True)
class KeywordsPage(Page):
    """The lists and the form for one more word."""

    template = "keywords/keywords.html"
    lists: Lists
    ended: Lists
    expertise: bool
    form: Form[KeywordIn]


@dataclass(frozen=True, kw_only=True)
class KeywordPage(Page):
    """The form that calls a word something else."""

    template = "keywords/keyword.html"
    word: Keyword
    form: Form[RenamingIn]


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


@router.post(HERE + "/{keyword_id}/reopen")
async def reopen(request: Request, keyword_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    await commands.reopen(tx, keyword_id)
    _ = pages.translator(request, who)
    return notify(request, see_other(HERE), _("The word is offered again."))


@router.post(HERE + "/{keyword_id}/move")
async def move(request: Request, keyword_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, MoveIn, translate=_)
    await form.submit(tx, lambda data: commands.move(tx, keyword_id, up=data.up))
    return see_other(HERE)


@router.get(HERE + "/{keyword_id}")
async def show(request: Request, keyword_id: UUID, look: Look, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    word = await _word(look, keyword_id)
    typed = {f"name_{language}": text for language, text in word.name.to_dict().items()}
    return pages.render(request, KeywordPage(word=word, form=Form(typed)), who=who)


@router.post(HERE + "/{keyword_id}")
async def rename(request: Request, keyword_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, RenamingIn, translate=_)
    if await form.submit(tx, lambda data: commands.rename(tx, keyword_id, data.name)) is None:
        page = KeywordPage(word=await _word(tx, keyword_id), form=form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(HERE), _("Saved."))


@router.post("/members/organisations/settings")
async def set_up(request: Request, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    form = await forms.read(request, SettingIn, translate=translate)
    await form.submit(tx, lambda data: commands.set_expertise(tx, data.expertise))
    return notify(request, see_other(HERE), translate("Saved."))


async def _word(look: Snapshot, keyword_id: UUID) -> Keyword:
    word = await look.get(Keyword, keyword_id)
    if word is None:
        raise NotFound
    return word


async def _page(
    request: Request, look: Snapshot, who: Principal, form: Form[KeywordIn], *, status: int = 200
) -> Response:
    every = await queries.lists(look, ended=True)
    page = KeywordsPage(
        lists={kind: [word for word in words if word.ended is None] for kind, words in every.items()},
        ended={kind: [word for word in words if word.ended is not None] for kind, words in every.items()},
        expertise=await queries.expertise_on(look),
        form=form,
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who, status=status)
