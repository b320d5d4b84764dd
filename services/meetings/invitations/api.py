"""Convening, moving, cancelling and answering for machines."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from services.meetings import access
from services.meetings.calendar import queries as calendar
from services.meetings.calendar.model import Meeting
from services.meetings.calendar.schemas import AgendaIn, MeetingOut, MoveIn
from services.meetings.invitations import commands, queries
from services.meetings.invitations.schemas import CalledOut, InvitationOut, InvitationsOut, RsvpIn
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Look, Tx, Who, require

Token = Annotated[str, Path(max_length=500)]

router = APIRouter()


@router.post("/meetings/{meeting_id}/convocation")
async def convene(meeting_id: UUID, tx: Tx, who: Who) -> CalledOut:
    """Convene a meeting; everyone at the table on its day is invited."""
    await _require_convener(tx, meeting_id, who)
    return await _called(tx, *await commands.convene(tx, meeting_id, at=tx.at))


@router.post("/meetings/{meeting_id}/move")
async def move(meeting_id: UUID, body: MoveIn, tx: Tx, who: Who) -> CalledOut:
    """Give a convened meeting another time or place."""
    await _require_convener(tx, meeting_id, who)
    return await _called(tx, *await commands.move(tx, meeting_id, body, at=tx.at))


@router.put("/meetings/{meeting_id}/agenda")
async def change_agenda(meeting_id: UUID, body: AgendaIn, tx: Tx, who: Who) -> CalledOut:
    """Give a convened meeting another agenda; everyone invited is told."""
    await _require_convener(tx, meeting_id, who)
    return await _called(tx, *await commands.change_agenda(tx, meeting_id, body, at=tx.at))


@router.post("/meetings/{meeting_id}/cancellation")
async def cancel(meeting_id: UUID, tx: Tx, who: Who) -> CalledOut:
    """Call a convened meeting off."""
    await _require_convener(tx, meeting_id, who)
    return await _called(tx, *await commands.cancel(tx, meeting_id, at=tx.at))


@router.get("/meetings/{meeting_id}/invitations")
async def invitations(meeting_id: UUID, look: Look, who: Who) -> InvitationsOut:
    """Return the invitations of a meeting with their answers."""
    await _require_convener(look, meeting_id, who)
    found = await queries.every_invitation(look, meeting_id)
    return InvitationsOut(invitations=[InvitationOut.of(invitation) for invitation in found])


@router.post("/rsvp/{token}")
async def rsvp(token: Token, body: RsvpIn, tx: Tx) -> InvitationOut:
    """Answer an invitation with the link of its letter."""
    invitation = await queries.of_link(tx, token)
    return InvitationOut.of(await commands.answer(tx, invitation.id, body.answer, at=tx.at))


async def _require_convener(look: Snapshot, meeting_id: UUID, who: Principal) -> None:
    require(access.may_convene_somewhere(who), who)
    meeting = await calendar.meeting(look, meeting_id)
    require(access.may_convene(who, meeting.body_id), who)


async def _called(tx: Transaction, meeting: Meeting, invited: int) -> CalledOut:
    agenda = await calendar.agenda(tx, meeting.id)
    return CalledOut(meeting=MeetingOut.of(meeting, agenda, at=tx.at, with_link=True), invited=invited)
