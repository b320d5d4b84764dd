"""The pages on which a coordinator changes the themes, parties and parent of a body."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import SEAT_KINDS, Body, Theme, WholeBody
from services.members.bodies.schemas import SeatKind
from services.members.themes import commands
from services.members.themes.schemas import NewThemeIn, SeatRuleIn, ShapeIn, ThemeChangeIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class ThemesPage(Page):
    """The themes in their order, the form of a new one, and what the body is part of."""

    template = "themes/themes.html"
    whole: WholeBody
    others: Sequence[Body]
    kinds: Sequence[str]
    seated: Sequence[str]
    languages: tuple[str, ...]
    added: Form[NewThemeIn]
    shape: Form[ShapeIn]


@dataclass(frozen=True, kw_only=True)
class ThemePage(Page):
    """The form of a theme."""

    template = "themes/theme.html"
    whole: WholeBody
    theme: Theme
    languages: tuple[str, ...]
    form: Form[ThemeChangeIn]


@dataclass(frozen=True, kw_only=True)
class SeatRulePage(Page):
    """Whether the seats of a party vote, and who may sit there."""

    template = "themes/rule.html"
    whole: WholeBody
    kind: str
    languages: tuple[str, ...]
    form: Form[SeatRuleIn]


@router.get("/members/bodies/{slug}/made-of")
async def show(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    return pages.render(request, await _page(look, slug, who), who=who)


@router.post("/members/bodies/{slug}/made-of")
async def add(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, NewThemeIn, translate=_)
    page = await _page(tx, slug, who, added=form)
    done = await form.submit(
        tx, lambda data: commands.add(tx, slug, data.slug, data.facts(), place=data.place, at=tx.at)
    )
    if done is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{slug}/made-of"), _("The theme is added."))


@router.post("/members/bodies/{slug}/shape")
async def change_shape(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, ShapeIn, translate=_)
    page = await _page(tx, slug, who, shape=form)

    async def change(data: ShapeIn) -> WholeBody:
        return await commands.shape(
            tx, slug, grouping=data.grouping, parent=data.parent, parties=data.parties(), at=tx.at
        )

    if await form.submit(tx, change) is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{slug}/made-of"), _("The changes are saved."))


@router.get("/members/bodies/{slug}/made-of/{theme}")
async def show_theme(request: Request, slug: Slug, theme: Slug, *, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole, found = await _theme(look, slug, theme, who)
    names = {f"name_{language}": words for language, words in found.name.to_dict().items()}
    values = names | {
        "target": str(found.target),
        "place": str(whole.themes.index(found) + 1),
        "protected": "1" if found.protected else "",
        "retired": "1" if found.retired else "",
    }
    page = ThemePage(whole=whole, theme=found, languages=look.instance.languages, form=Form(values))
    return pages.render(request, page, who=who)


@router.post("/members/bodies/{slug}/made-of/{theme}")
async def change_theme(request: Request, slug: Slug, theme: Slug, *, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole, found = await _theme(tx, slug, theme, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, ThemeChangeIn, translate=_)
    page = ThemePage(whole=whole, theme=found, languages=tx.instance.languages, form=form)
    done = await form.submit(
        tx, lambda data: commands.change(tx, slug, theme, data.facts(), place=data.place, at=tx.at)
    )
    if done is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{slug}/made-of"), _("The changes are saved."))


@router.get("/members/bodies/{slug}/parties/{kind}")
async def show_rule(request: Request, slug: Slug, kind: SeatKind, *, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
    said = whole.rule(kind)
    words = {f"requirement_{language}": text for language, text in said.requirement.to_dict().items()}
    form: Form[SeatRuleIn] = Form(words | {"voting": "1" if said.voting else ""})
    page = SeatRulePage(whole=whole, kind=kind, languages=look.instance.languages, form=form)
    return pages.render(request, page, who=who)


@router.post("/members/bodies/{slug}/parties/{kind}")
async def change_rule(request: Request, slug: Slug, kind: SeatKind, *, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_seat(who, whole.body.id), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, SeatRuleIn, translate=_)
    page = SeatRulePage(whole=whole, kind=kind, languages=tx.instance.languages, form=form)

    async def change(data: SeatRuleIn) -> WholeBody:
        words = data.requirement.localised()
        return await commands.rule(tx, slug, kind, voting=data.voting, requirement=words, at=tx.at)

    if await form.submit(tx, change) is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{slug}/made-of"), _("The changes are saved."))


async def _theme(look: Snapshot, slug: str, code: str, who: Principal) -> tuple[WholeBody, Theme]:
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
    found = whole.theme(code)
    if found is None:
        raise NotFound
    return whole, found


async def _page(
    look: Snapshot,
    slug: str,
    who: Principal,
    *,
    added: Form[NewThemeIn] | None = None,
    shape: Form[ShapeIn] | None = None,
) -> ThemesPage:
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
    every = await bodies.bodies(look)
    parent = next((one.slug for one in every if one.id == whole.body.parent_id), "")
    values = {party.kind: str(party.target) for party in whole.parties}
    return ThemesPage(
        whole=whole,
        others=[one for one in every if one.id != whole.body.id],
        kinds=SEAT_KINDS,
        seated=whole.kinds(today(look.at)),
        languages=look.instance.languages,
        added=added or Form({"target": "1", "place": str(len(whole.themes) + 1)}),
        shape=shape or Form(values | {"grouping": whole.body.grouping, "parent": parent}),
    )
