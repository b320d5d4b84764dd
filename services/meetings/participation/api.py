"""Who takes part, for machines."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.meetings import access
from services.meetings.participation import queries
from services.meetings.participation.schemas import AbsencesOut, PartiesOut
from services.meetings.rosters import queries as rosters
from shared.chassis.clock import HELSINKI
from shared.chassis.web import Look, Who, require

router = APIRouter()


@router.get("/bodies/{body_id}/absences")
async def absences(body_id: UUID, look: Look, who: Who) -> AbsencesOut:
    """Return who has missed several meetings in a row, to those who prepare the meetings."""
    require(access.may_record_attendance(who, body_id), who)
    await rosters.body(look, body_id)
    found = await queries.missing(look, [body_id], look.at.astimezone(HELSINKI).date())
    return AbsencesOut.of(found.get(body_id, ()))


@router.get("/bodies/{body_id}/participation")
async def participation(
    body_id: UUID, look: Look, who: Who, year: Annotated[int, Query(ge=2000, le=2099)]
) -> PartiesOut:
    """Return how each party took part in a body's year, to those who prepare the meetings."""
    require(access.may_record_attendance(who, body_id), who)
    await rosters.body(look, body_id)
    return PartiesOut.of(year, await queries.parties_of_year(look, body_id, year))
