"""Members' news: the list, one piece, the form, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies.commands import today
from services.members.bodies.model import Seat
from services.members.errors import PersonUnknown
from services.members.news import commands, queries
from services.members.news.model import MemberNews
from services.members.news.schemas import NewsIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()
HERE = "/members/news"
MOST = 100


@dataclass(frozen=True, kw_only=True)
class NewsListPage(Page):
    """What fellow members have shared."""

    template = "news/list.html"
    news: Sequence[MemberNews]
    may_share: bool


@dataclass(frozen=True, kw_only=True)
class NewsItemPage(Page):
    """A piece of news as members read it."""

    template = "news/item.html"
    news: MemberNews
    may_take_back: bool


@dataclass(frozen=True, kw_only=True)
class ShareNewsPage(Page):
    """The form that shares news."""

    template = "news/share.html"
    seats: Sequence[Seat]
    languages: tuple[str, ...]
    form: Form[NewsIn]


@router.get(HERE)
async def news(request: Request, look: Look, who: Who) -> Response:
    require(access.may_see_fellows(who), who)
    seats = await queries.seats_of(look, who.person_id, today(look.at)) if who.person_id else ()
    page = NewsListPage(news=await queries.newest(look, limit=MOST), may_share=bool(seats))
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.get(HERE + "/new")
async def show_share(request: Request, look: Look, who: Who) -> Response:
    require(access.may_see_fellows(who), who)
    seats = await queries.seats_of(look, who.person_id, today(look.at)) if who.person_id else ()
    require(bool(seats), who)
    page = ShareNewsPage(seats=seats, languages=look.instance.languages, form=Form())
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post(HERE + "/new")
async def share(request: Request, tx: Tx, who: Who) -> Response:
    require(access.may_see_fellows(who), who)
    by = who.person_id
    if by is None:
        raise PersonUnknown
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, NewsIn, translate=_)
    if await form.submit(tx, lambda data: commands.share(tx, data, by=by, at=tx.at)) is None:
        seats = await queries.seats_of(tx, by, today(tx.at))
        page = ShareNewsPage(seats=seats, languages=tx.instance.languages, form=form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(HERE), _("Thank you, the news is shared with fellow members."))


@router.get(HERE + "/{news_id}")
async def item(request: Request, news_id: UUID, look: Look, who: Who) -> Response:
    require(access.may_see_fellows(who), who)
    found = await queries.news(look, news_id)
    page = NewsItemPage(news=found, may_take_back=access.may_take_back_news(who, found.person_id))
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post(HERE + "/{news_id}/remove")
async def take_back(request: Request, news_id: UUID, tx: Tx, who: Who) -> Response:
    found = await queries.news(tx, news_id)
    require(access.may_take_back_news(who, found.person_id), who)
    await commands.take_back(tx, found)
    _ = request.app.state.pages.translator(request, who)
    return notify(request, see_other(HERE), _("The news is taken back."))
