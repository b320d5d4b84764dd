"""The regions' places in a national group: who is named, and who is not yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import WholeBody
from services.members.delegates import commands, queries
from services.members.delegates.model import Delegate, RegionLine
from services.members.places.model import Regions
from services.members.sheets.api import Kind, as_file
from shared.chassis.pages import Page, Pages, format_day, language_of, notify
from shared.chassis.text import Slug
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class RegionsPage(Page):
    """Every region's place in a national group."""

    template = "delegates/regions.html"
    whole: WholeBody
    lines: Sequence[RegionLine]
    named: int
    names: bool
    waiting: Sequence[tuple[Delegate, str]]
    may_seat: bool


@router.get("/members/bodies/{slug}/regions")
async def regions(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole, known = await bodies.whole_by_slug(look, slug), _regions(request)
    lines = await queries.lines(look, whole, known, today(look.at), who)
    language, may_seat = language_of(request, who), access.may_seat(who, whole.body.id)
    delegates = await queries.of_group(look, slug, today(look.at)) if may_seat else ()
    page = RegionsPage(
        whole=whole,
        lines=lines,
        named=sum(line.seat is not None for line in lines),
        names=any(line.person or line.deputy_person for line in lines),
        waiting=[(one, known.name(one.region).read(language).text) for one in delegates if one.waits],
        may_seat=may_seat,
    )
    return pages.render(request, page, who=who)


@router.get("/members/bodies/{slug}/regions/export")
async def list_of_regions(request: Request, slug: Slug, look: Look, who: Who, kind: Kind = "csv") -> Response:
    pages: Pages = request.app.state.pages
    _, language = pages.translator(request, who), language_of(request, who)
    whole = await bodies.whole_by_slug(look, slug)
    lines = await queries.lines(look, whole, _regions(request), today(look.at), who)
    rows = [[_("Region"), _("Represents"), _("Person"), _("Deputy"), _("From"), _("Until")]]
    rows += [_cells(line, language) for line in lines]
    return await as_file(kind, f"{slug}-regions", _("Representatives of the regions"), rows, at=look.at)


@router.post("/members/bodies/{slug}/regions/placing")
async def place_all(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_seat(who, (await bodies.whole_by_slug(tx, slug)).body.id), who)
    placed = await commands.place_all(tx, slug, at=tx.at)
    translations = pages.catalogues[language_of(request, who)]
    said = translations.ngettext(
        "%(num)s delegate got a place.", "%(num)s delegates got a place.", placed
    ) % {"num": placed}
    return notify(request, see_other(f"/members/bodies/{slug}/regions"), said)


def _cells(line: RegionLine, language: str) -> list[str]:
    seat = line.seat
    name = line.name.read(language).text
    if seat is None:
        return [name, "", "", "", "", ""]
    deputies = [line.deputy.represents if line.deputy else "", _name(line.deputy_person)]
    days = [format_day(day, language) for day in (seat.starts, seat.ends)]
    return [name, seat.represents, _name(line.person), ", ".join(one for one in deputies if one), *days]


def _name(person: object) -> str:
    return str(getattr(person, "name", ""))


def _regions(request: Request) -> Regions:
    found: Regions = request.state.regions
    return found
