"""The calendar of every meeting, and beside it what waits for those who prepare them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.meetings import access
from services.meetings.calendar import queries as calendar
from services.meetings.calendar.model import Meeting, State
from services.meetings.minutes import queries as minutes
from services.meetings.minutes.model import Edition
from services.meetings.participation import queries as participation
from services.meetings.participation.queries import Missing
from services.meetings.requests import queries as requests
from services.meetings.requests.model import Request as LateRequest
from services.meetings.rosters import queries as rosters
from services.meetings.rosters.model import Body
from shared.chassis.clock import HELSINKI
from shared.chassis.pages import Page, Pages
from shared.chassis.web import Look, Who

router = APIRouter()


@dataclass(frozen=True)
class Row:
    """A meeting in the list."""

    meeting: Meeting
    state: State
    body: Body
    memo: Edition | None


@dataclass(frozen=True, kw_only=True)
class MeetingsPage(Page):
    """The calendar: what is coming, what has been."""

    template = "overview/meetings.html"
    is_public = True
    coming: list[Row]
    past: list[Row]
    bodies: Sequence[Body]
    chosen: Body | None
    of_groups: list[Row]
    cadence: list[tuple[Body, int]]
    year: int
    own: list[Body]
    keeps: list[Body]
    missing: Mapping[UUID, Sequence[Missing]]
    late: Sequence[LateRequest]


@router.get("/meetings")
async def meetings(request: Request, look: Look, who: Who, body: UUID | None = None) -> Response:
    """Show every meeting, or a body's own with the memos its groups report back with."""
    every = await rosters.bodies(look)
    chosen = await rosters.body(look, body) if body else None
    bodies = [chosen] if chosen else every
    by_id = {body.id: body for body in every}
    groups = {one.id for one in every if chosen and one.parent_id == chosen.id}
    found = [
        meeting
        for meeting in await calendar.meetings(look)
        if meeting.convened_at is not None or access.may_convene(who, meeting.body_id)
        if chosen is None or meeting.body_id in {chosen.id, *groups}
    ]
    memos = await minutes.newest_editions(look, [meeting.id for meeting in found])
    told = [
        Row(meeting, meeting.state(look.at), by_id[meeting.body_id], memos.get(meeting.id))
        for meeting in found
    ]
    rows = [row for row in told if row.body.id not in groups]
    today = look.at.astimezone(HELSINKI).date()
    year = today.year
    keeps = [body for body in bodies if access.may_record_attendance(who, body.id)]
    page = MeetingsPage(
        coming=[row for row in rows if row.meeting.ends > look.at or row.state == "draft"],
        past=[row for row in reversed(rows) if row.meeting.ends <= look.at and row.state != "draft"],
        bodies=every,
        chosen=chosen,
        of_groups=[row for row in reversed(told) if row.body.id in groups and row.memo],
        cadence=[(body, await calendar.count_in_year(look, body.id, year, convened=True)) for body in bodies],
        year=year,
        own=[body for body in bodies if access.may_convene(who, body.id)],
        keeps=keeps,
        missing=await participation.missing(look, [body.id for body in keeps], today) if keeps else {},
        late=await requests.late(look, [body.id for body in keeps], today) if keeps else (),
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)
