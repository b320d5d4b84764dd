"""Coverage for machines; the composition itself is in `bodies`."""

from fastapi import APIRouter

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.schemas import Day
from services.members.rosters import queries
from services.members.rosters.schemas import CoverageOut, NameConsentIn, PopoloOut
from services.members.seats import commands as seats
from shared.chassis.problems import NotFound
from shared.chassis.text import Slug
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["rosters"])


@router.put("/bodies/{slug}/name-consent", status_code=204)
async def show_name(slug: Slug, body: NameConsentIn, tx: Tx, who: Who) -> None:
    """Say whether one's name is shown to everyone with a body, or only to the body itself."""
    require(access.may_see_own(who), who)
    found = await bodies.body_by_slug(tx, slug)
    if found is None or who.person_id is None:
        raise NotFound
    await seats.show_name(tx, who.person_id, found.id, allow=body.allow, at=tx.at)


@router.get("/popolo")
async def popolo(look: Look) -> PopoloOut:
    """Return every body, seat and office, now and before, in the names of Popolo; people by consent."""
    return PopoloOut.of(await queries.past(look), look.instance.languages[0])


@router.get("/bodies/{slug}/coverage")
async def coverage(slug: Slug, look: Look, who: Who, on: Day | None = None) -> CoverageOut:
    """Tell how a body covers themes, parties, scopes, municipalities and languages on a day."""
    found = await queries.roster(look, slug, on or today(look.at), who)
    return CoverageOut.of(found, await queries.covered(look, found))
