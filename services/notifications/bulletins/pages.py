"""The region's front page, the archive of its news, and its feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.notifications.access import may_see_letters
from services.notifications.bulletins import queries
from services.notifications.bulletins.model import KINDS, Body, NewsItem, SeatCount
from services.notifications.bulletins.schemas import FeedAsked, NewsPage
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages
from shared.chassis.web import Here, Look, Who

ON_THE_FRONT = 8
ON_A_PAGE = 20
IN_THE_FEED = 40

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class FrontPage(Page):
    template = "bulletins/front.html"
    is_public = True
    news: Sequence[NewsItem]
    more: bool
    call: NewsItem | None
    meeting: NewsItem | None
    seats: Sequence[tuple[Body, SeatCount]]
    for_coordinator: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ArchivePage(Page):
    template = "bulletins/archive.html"
    news: Sequence[NewsItem]
    kinds: Sequence[str]
    asked: Form[NewsPage]
    kind: str
    total: int
    current: int
    last: int
    for_coordinator: bool
    at: datetime


@router.get("/")
async def front(request: Request, look: Look, who: Who) -> Response:
    news = await queries.newest(look, None, limit=ON_THE_FRONT + 1)
    page = FrontPage(
        news=news[:ON_THE_FRONT],
        more=len(news) > ON_THE_FRONT,
        call=await queries.open_call(look, look.at),
        meeting=await queries.next_meeting(look, look.at),
        seats=await queries.seats(look),
        for_coordinator=may_see_letters(who),
        at=look.at,
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.get("/notifications")
async def archive(request: Request, asked: Annotated[NewsPage, Query()], look: Look, who: Who) -> Response:
    total = await queries.total(look, asked.kind)
    page = ArchivePage(
        news=await queries.newest(look, asked.kind, limit=ON_A_PAGE, offset=(asked.page - 1) * ON_A_PAGE),
        kinds=KINDS,
        asked=Form({"kind": asked.kind or ""}),
        kind=asked.kind or "",
        total=total,
        current=asked.page,
        last=max(1, -(-total // ON_A_PAGE)),
        for_coordinator=may_see_letters(who),
        at=look.at,
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.get("/atom.xml")
async def atom(request: Request, asked: Annotated[FeedAsked, Query()], look: Look, here: Here) -> Response:
    language = asked.lang or here.languages[0]
    news = await queries.newest(look, None, limit=IN_THE_FEED)
    pages: Pages = request.app.state.pages
    template = pages.environments[language].get_template("bulletins/atom.xml")
    feed = template.render(
        news=news,
        here=here,
        language=language,
        updated=max((item.published for item in news), default=look.at),
        at=look.at,
    )
    return Response(feed, media_type="application/atom+xml")
