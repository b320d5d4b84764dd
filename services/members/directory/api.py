"""The organisations at the table, as JSON, for members."""

from fastapi import APIRouter

from services.members import access
from services.members.bodies.commands import today
from services.members.directory import queries
from services.members.directory.schemas import EntriesOut
from shared.chassis.web import Look, Who, require

router = APIRouter(tags=["cooperation"])


@router.get("/directory")
async def directory(look: Look, who: Who) -> EntriesOut:
    """Return the organisations that sit at the table, what they do and how to reach them."""
    require(access.may_see_fellows(who), who)
    return EntriesOut.all(await queries.entries(look, today(look.at)))
