"""The pages where a coordinator keeps the kinds of bodies."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.charters import commands as charters
from services.members.charters import queries
from services.members.charters.model import BodyKind
from services.members.charters.schemas import Code, KindIn
from services.members.kinds import commands
from services.members.kinds.schemas import MoveIn, RenamingIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

HERE = "/members/kinds"


@dataclass(frozen=True, kw_only=True)
class KindsPage(Page):
    """The kinds of bodies, with the form of a new one."""

    template = "kinds/kinds.html"
    kinds: Sequence[BodyKind]
    ended: Sequence[BodyKind]
    languages: tuple[str, ...]
    form: Form[KindIn]


@dataclass(frozen=True, kw_only=True)
class KindPage(Page):
    """The form that calls a kind something else."""

    template = "kinds/kind.html"
    kind: BodyKind
    languages: tuple[str, ...]
    form: Form[RenamingIn]


@router.get(HERE)
async def kinds(request: Request, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_set_up_bodies(who), who)
    return pages.render(request, await _page(look, Form()), who=who)


@router.post(HERE)
async def add(request: Request, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_set_up_bodies(who), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, KindIn, translate=_)
    page = await _page(tx, form)
    if await form.submit(tx, lambda data: charters.add_kind(tx, data.slug, data.name.localised())) is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(HERE), _("The kind is added."))


@router.get(HERE + "/{slug}")
async def show(request: Request, slug: Code, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_set_up_bodies(who), who)
    kind = await _kind(look, slug)
    typed = {f"name_{language}": words for language, words in kind.name.to_dict().items()}
    page = KindPage(kind=kind, languages=look.instance.languages, form=Form(typed))
    return pages.render(request, page, who=who)


@router.post(HERE + "/{slug}")
async def rename(request: Request, slug: Code, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_set_up_bodies(who), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, RenamingIn, translate=_)
    page = KindPage(kind=await _kind(tx, slug), languages=tx.instance.languages, form=form)
    renamed = await form.submit(tx, lambda data: commands.rename(tx, slug, data.name.localised(), at=tx.at))
    if renamed is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(HERE), _("Saved."))


@router.post(HERE + "/{slug}/move")
async def move(request: Request, slug: Code, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_set_up_bodies(who), who)
    form = await forms.read(request, MoveIn, translate=pages.translator(request, who))
    await form.submit(tx, lambda data: commands.move(tx, slug, up=data.up))
    return see_other(HERE)


@router.post(HERE + "/{slug}/end")
async def end(request: Request, slug: Code, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_set_up_bodies(who), who)
    await commands.end(tx, slug, at=tx.at)
    _ = pages.translator(request, who)
    return notify(request, see_other(HERE), _("The kind is offered no more. Bodies of the kind stay so."))


@router.post(HERE + "/{slug}/reopen")
async def reopen(request: Request, slug: Code, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_set_up_bodies(who), who)
    await commands.reopen(tx, slug)
    _ = pages.translator(request, who)
    return notify(request, see_other(HERE), _("The kind is offered again."))


async def _kind(look: Snapshot, slug: str) -> BodyKind:
    kind = await look.get(BodyKind, slug)
    if kind is None:
        raise NotFound
    return kind


async def _page(look: Snapshot, form: Form[KindIn]) -> KindsPage:
    every = await queries.kinds(look)
    return KindsPage(
        kinds=[kind for kind in every if kind.ended is None],
        ended=[kind for kind in every if kind.ended],
        languages=look.instance.languages,
        form=form,
    )
