"""The regions' places in a national group, as JSON."""

from fastapi import APIRouter, Request

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.delegates import commands, queries
from services.members.delegates.schemas import PlacedOut, RegionsOut
from shared.chassis.text import Slug
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["delegates"])


@router.get("/bodies/{slug}/regions")
async def regions(request: Request, slug: Slug, look: Look, who: Who) -> RegionsOut:
    """Tell whom each region has named to a group, or that it has not yet: names by consent."""
    whole, on = await bodies.whole_by_slug(look, slug), today(look.at)
    lines = await queries.lines(look, whole, request.state.regions, on, who)
    return RegionsOut.of(whole, on, lines, list(await queries.of_group(look, slug, on)))


@router.post("/bodies/{slug}/regions/placing")
async def place_all(slug: Slug, tx: Tx, who: Who) -> PlacedOut:
    """Give everyone whom a region named and who waits the region's place."""
    require(access.may_seat(who, (await bodies.whole_by_slug(tx, slug)).body.id), who)
    return PlacedOut(placed=await commands.place_all(tx, slug, at=tx.at))
