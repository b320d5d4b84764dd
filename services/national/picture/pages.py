"""The national front page and a page for each region, for everyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.national.access import may_operate
from services.national.instances.queries import instance
from services.national.picture import queries
from services.national.picture.model import Attention, Figure, RegionState, attention
from services.national.support.model import Adviser
from services.national.support.queries import advisers_of
from shared.chassis.clock import HELSINKI
from shared.chassis.pages import Page, Pages
from shared.chassis.text import Slug
from shared.chassis.web import Look, Who

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class PicturePage(Page):
    template = "picture/picture.html"
    regions: Sequence[RegionState]
    national: RegionState | None
    attention: Sequence[Attention]
    figures: Sequence[Figure]
    at: datetime
    operates: bool


@dataclass(frozen=True, kw_only=True)
class RegionPage(Page):
    template = "picture/region.html"
    region: RegionState
    advisers: Sequence[Adviser]
    attention: Sequence[Attention]
    at: datetime


@router.get("/")
async def picture(request: Request, look: Look, who: Who) -> Response:
    whole = await queries.whole(look, look.at)
    page = PicturePage(
        regions=whole.regions,
        national=whole.national,
        attention=[item for region in whole.everyone for item in attention(region, look.at)],
        figures=whole.figures,
        at=look.at,
        operates=may_operate(who),
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.get("/national/regions/{slug}")
async def one_region(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    (region,) = await queries.picture(look, [await instance(look, slug)], look.at)
    page = RegionPage(
        region=region,
        advisers=await advisers_of(look, slug, look.at.astimezone(HELSINKI).date()),
        attention=list(attention(region, look.at)),
        at=look.at,
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)
