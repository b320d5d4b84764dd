"""Meetings and agendas for machines."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.meetings import access
from services.meetings.calendar import commands, queries
from services.meetings.calendar.model import Meeting
from services.meetings.calendar.schemas import MeetingChangeIn, MeetingIn, MeetingOut, MeetingsOut
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter()


@router.get("/meetings")
async def meetings(
    look: Look,
    who: Who,
    body: UUID | None = None,
    year: Annotated[int | None, Query(ge=2000, le=2099)] = None,
) -> MeetingsOut:
    """Return the meetings of a body, or of all; drafts only to those who prepare them."""
    found = [
        meeting
        for meeting in await queries.meetings(look, body, year)
        if meeting.convened_at is not None or access.may_convene(who, meeting.body_id)
    ]
    agendas = await queries.agendas(look, [meeting.id for meeting in found])
    return MeetingsOut(
        meetings=[
            MeetingOut.of(
                meeting,
                agendas[meeting.id],
                at=look.at,
                with_link=access.may_see_roster(who, meeting.body_id),
            )
            for meeting in found
        ]
    )


@router.get("/meetings/{meeting_id}")
async def meeting(meeting_id: UUID, look: Look, who: Who) -> MeetingOut:
    """Return a meeting with its agenda."""
    found = await queries.meeting(look, meeting_id)
    if found.convened_at is None and not access.may_convene(who, found.body_id):
        raise NotFound
    return await _shown(look, found, who)


@router.post("/meetings", status_code=201)
async def draft(body: MeetingIn, tx: Tx, who: Who) -> MeetingOut:
    """Prepare a meeting."""
    require(access.may_convene(who, body.body_id), who)
    return await _shown(tx, await commands.draft(tx, body), who)


@router.put("/meetings/{meeting_id}")
async def rewrite(meeting_id: UUID, body: MeetingChangeIn, tx: Tx, who: Who) -> MeetingOut:
    """Change a draft and its agenda."""
    require(access.may_convene_somewhere(who), who)
    found = await queries.meeting(tx, meeting_id)
    require(access.may_convene(who, found.body_id), who)
    return await _shown(tx, await commands.rewrite(tx, meeting_id, body), who)


async def _shown(look: Snapshot, meeting: Meeting, who: Principal) -> MeetingOut:
    agenda = await queries.agenda(look, meeting.id)
    with_link = access.may_see_roster(who, meeting.body_id)
    return MeetingOut.of(meeting, agenda, at=look.at, with_link=with_link)
