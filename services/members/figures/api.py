"""The key figures of the directory, as JSON."""

from fastapi import APIRouter

from services.members import access
from services.members.figures import queries
from services.members.figures.schemas import SumsOut
from shared.chassis.web import Look, Who, require

router = APIRouter(tags=["organisations"])


@router.get("/organisations/figures")
async def figures(look: Look, who: Who) -> SumsOut:
    """Return how many members, volunteers, peer supporters and professionals the organisations have."""
    require(access.may_keep_directory(who), who)
    return SumsOut.all(await queries.sums(look))
