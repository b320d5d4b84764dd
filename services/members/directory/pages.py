"""The members' directory, with the latest news of fellow members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies.commands import today
from services.members.directory import queries
from services.members.directory.queries import Entry
from services.members.keywords import queries as keywords
from services.members.news import queries as news
from services.members.news.model import MemberNews
from services.members.places.api import Places
from services.members.places.model import Municipalities
from shared.chassis.pages import Page, Pages
from shared.chassis.web import Look, Who, require

router = APIRouter()
NEWS = 5


@dataclass(frozen=True, kw_only=True)
class DirectoryPage(Page):
    """The organisations at the table as members see each other."""

    template = "directory/directory.html"
    entries: Sequence[Entry]
    words: Mapping[str, Mapping[str, Any]]
    places: Municipalities
    news: Sequence[MemberNews]


@router.get("/members/directory")
async def directory(request: Request, look: Look, who: Who, places: Places) -> Response:
    require(access.may_see_fellows(who), who)
    known = await keywords.lists(look, ended=True)
    page = DirectoryPage(
        entries=await queries.entries(look, today(look.at)),
        words={kind: {word.slug: word.name for word in words} for kind, words in known.items()},
        places=places,
        news=await news.newest(look, limit=NEWS),
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)
