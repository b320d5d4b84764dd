"""What the surveys know of the one who asks, as a page to read and print."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.surveys import access
from services.surveys.records import queries
from services.surveys.records.queries import Record
from shared.chassis.pages import Page, Pages
from shared.chassis.problems import SignInNeeded
from shared.chassis.web import Look, Who, require

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class RecordPage(Page):
    """Everything the surveys know of a person."""

    template = "records/record.html"
    record: Record


@router.get("/surveys/me/record")
async def own(request: Request, look: Look, who: Who) -> Response:
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise SignInNeeded
    pages: Pages = request.app.state.pages
    page = RecordPage(record=await queries.record(look, who.person_id))
    return pages.render(request, page, who=who)
