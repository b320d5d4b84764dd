"""The key figures of the directory, for coordinators."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.figures import queries
from services.members.figures.model import FEWEST, Sum
from shared.chassis.pages import Page, Pages
from shared.chassis.web import Look, Who, require

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class FiguresPage(Page):
    """The sums, and which of them everyone is told."""

    template = "figures/figures.html"
    sums: Sequence[Sum]
    fewest: int


@router.get("/members/organisations/figures")
async def figures(request: Request, look: Look, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    page = FiguresPage(sums=await queries.sums(look), fewest=FEWEST)
    return pages.render(request, page, who=who)
