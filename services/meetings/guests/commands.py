"""Invite a guest to an item, and take the invitation back."""

from datetime import datetime
from uuid import UUID, uuid4

from services.meetings.calendar import queries as calendar
from services.meetings.invitations import queries as invitations
from services.meetings.invitations.model import Invitation
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction
from shared.contracts.seats import GuestAsked


async def invite(tx: Transaction, event: GuestAsked, *, at: datetime) -> None:
    """Invite who was asked; a draft keeps it until it is convened.

    Who sits at the table anyway is invited already, and what has started or was taken away invites nobody.
    """
    await invitations.hold_roster(tx, event.body_id, alone=False)
    meeting = await calendar.meeting(tx, event.meeting_id, lock=True)
    agenda = await calendar.agenda(tx, meeting.id)
    if meeting.cancelled_at or meeting.starts <= at or event.item_id not in {item.id for item in agenda}:
        return
    known = {one.person_id: one for one in await invitations.every_invitation(tx, meeting.id)}
    guest = known.get(event.person_id)
    if guest and guest.withdrawn_at is None and not guest.is_guest:
        return
    if guest is None:
        guest = Invitation(
            id=uuid4(),
            meeting_id=meeting.id,
            person_id=event.person_id,
            represents=event.represents,
            counts=False,
            items=[],
            sequence=meeting.sequence,
        )
        guest.ask(event.item_id, event.starts, event.ends)
        tx.add(guest)
        if meeting.convened_at:
            tx.record(guest.issue("invited", meeting, agenda))
        return
    if guest.withdrawn_at is not None:
        guest.sit_down(event.represents, counts=False)
    guest.ask(event.item_id, event.starts, event.ends)
    renewed = guest.renew(meeting, agenda)
    if meeting.convened_at:
        tx.record(renewed)


async def withdraw(tx: Transaction, meeting_id: UUID, invitation_id: UUID, *, at: datetime) -> Invitation:
    """Take back the invitation of a guest. Raises NotFound, or a Problem once the meeting has started."""
    meeting = await calendar.meeting(tx, meeting_id, lock=True)
    guest = await invitations.invitation(tx, invitation_id, lock=True)
    if guest.meeting_id != meeting_id or not guest.is_guest or guest.withdrawn_at is not None:
        raise NotFound
    withdrawn = guest.withdraw(meeting, await calendar.agenda(tx, meeting_id), at=at)
    if meeting.convened_at:
        meeting.require_to_come(at)
        tx.record(withdrawn)
    return guest
