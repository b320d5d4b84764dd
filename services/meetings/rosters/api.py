"""Rosters for machines."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter

from services.meetings import access
from services.meetings.rosters import queries
from services.meetings.rosters.schemas import RosterOut
from shared.chassis.clock import HELSINKI
from shared.chassis.web import Look, Who, require

router = APIRouter()


@router.get("/rosters/{body_id}")
async def roster(body_id: UUID, look: Look, who: Who, on: date | None = None) -> RosterOut:
    """Return who sits in a body on a day."""
    require(access.may_see_roster(who, body_id), who)
    await queries.body(look, body_id)
    day = on or look.at.astimezone(HELSINKI).date()
    return RosterOut.of(body_id, day, await queries.roster_on(look, body_id, day))
