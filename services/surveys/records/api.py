"""What the surveys know of a person, for machines."""

from fastapi import APIRouter

from services.surveys import access
from services.surveys.records import queries
from services.surveys.records.schemas import RecordOut
from shared.chassis.problems import SignInNeeded
from shared.chassis.web import Look, Who, require

router = APIRouter()


@router.get("/me/record")
async def own(look: Look, who: Who) -> RecordOut:
    """Export everything the surveys know of the one who asks."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise SignInNeeded
    return RecordOut.of(await queries.record(look, who.person_id))
