"""Guests for machines. Members invites them, with a token from here."""

from uuid import UUID

from fastapi import APIRouter

from services.meetings import access
from services.meetings.calendar import queries as calendar
from services.meetings.calendar.model import Meeting
from services.meetings.guests import commands, queries
from services.meetings.guests.schemas import GuestsOut, guest_links
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter()


@router.get("/meetings/{meeting_id}/guests")
async def guests(meeting_id: UUID, look: Look, who: Who) -> GuestsOut:
    """Return the guests of each item, and the tokens with which members invites more."""
    meeting = await _own_meeting(look, meeting_id, who)
    agenda = await calendar.agenda(look, meeting_id)
    open_still = meeting.starts > look.at and meeting.cancelled_at is None
    tokens = guest_links(look.instance, meeting, agenda, look.instance.languages[0]) if open_still else {}
    return GuestsOut.of(agenda, await queries.of_items(look, meeting_id), tokens)


@router.delete("/meetings/{meeting_id}/guests/{invitation_id}", status_code=204)
async def withdraw(meeting_id: UUID, invitation_id: UUID, tx: Tx, who: Who) -> None:
    """Take back the invitation of a guest."""
    await _own_meeting(tx, meeting_id, who)
    await commands.withdraw(tx, meeting_id, invitation_id, at=tx.at)


async def _own_meeting(look: Snapshot, meeting_id: UUID, who: Principal) -> Meeting:
    require(access.may_convene_somewhere(who), who)
    meeting = await calendar.meeting(look, meeting_id)
    require(access.may_convene(who, meeting.body_id), who)
    return meeting
