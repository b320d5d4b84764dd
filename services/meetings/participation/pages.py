"""The attendance of a year, for those who prepare the meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.meetings import access
from services.meetings.calendar.model import Meeting
from services.meetings.minutes import queries as minutes
from services.meetings.minutes.model import Figures
from services.meetings.participation import queries
from services.meetings.participation.queries import Missing, Party
from services.meetings.rosters import queries as rosters
from services.meetings.rosters.model import Body
from shared.chassis.clock import HELSINKI
from shared.chassis.pages import Page, Pages
from shared.chassis.web import Look, Who, require

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class ReportPage(Page):
    """The attendance of a body's year, person by person."""

    template = "participation/report.html"
    body: Body
    year: int
    rows: list[tuple[Meeting, Figures]]
    sums: Figures
    people: list[tuple[str, list[str]]]
    missing: Sequence[Missing]
    parties: Sequence[Party]


@router.get("/meetings/attendance")
async def report(
    request: Request, look: Look, who: Who, body: UUID, year: Annotated[int, Query(ge=2000, le=2099)]
) -> Response:
    require(access.may_record_attendance(who, body), who)
    rows = await minutes.figures_of_year(look, body, year)
    page = ReportPage(
        body=await rosters.body(look, body),
        year=year,
        rows=rows,
        sums=Figures.sum(figures for _meeting, figures in rows),
        people=await minutes.people_of_year(look, body, year),
        parties=await queries.parties_of_year(look, body, year),
        missing=(await queries.missing(look, [body], look.at.astimezone(HELSINKI).date())).get(body, ()),
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)
