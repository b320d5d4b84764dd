"""Coverage for machines; the composition itself is in `bodies`."""

from fastapi import APIRouter

from services.members.bodies.commands import today
from services.members.bodies.schemas import Day
from services.members.rosters import queries
from services.members.rosters.schemas import CoverageOut
from shared.chassis.text import Slug
from shared.chassis.web import Look, Who

router = APIRouter(tags=["rosters"])


@router.get("/bodies/{slug}/coverage")
async def coverage(slug: Slug, look: Look, who: Who, on: Day | None = None) -> CoverageOut:
    """Tell how a body covers themes, parties, scopes, municipalities and languages on a day."""
    found = await queries.roster(look, slug, on or today(look.at), who)
    return CoverageOut.of(found, await queries.covered(look, found))
