"""Call people to meetings, tell them what changes, and take their answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from services.meetings.calendar import commands as calendar_commands
from services.meetings.calendar import queries as calendar
from services.meetings.calendar.model import AgendaItem, Meeting
from services.meetings.calendar.schemas import AgendaIn, MoveIn
from services.meetings.errors import NobodyToInvite
from services.meetings.invitations import queries
from services.meetings.invitations.model import Answer, Invitation
from services.meetings.rosters import queries as rosters
from services.meetings.rosters.model import ATTENDEE
from services.meetings.topics import commands as topics
from shared.chassis.clock import HELSINKI
from shared.chassis.transaction import Transaction
from shared.contracts.meetings import InvitationIssued
from shared.contracts.members import SeatFilled, SeatVacated
from shared.contracts.seats import DeputyNamed, DeputyReleased, OfficeLeft, OfficeTaken


@dataclass(frozen=True)
class _Guest:
    """Who is invited, for what, and in whose place."""

    person_id: UUID
    represents: str
    counts: bool
    deputises_id: UUID | None = None


async def convene(tx: Transaction, meeting_id: UUID, *, at: datetime) -> tuple[Meeting, int]:
    """Call a meeting: everyone at the table on its day gets an invitation. Return how many."""
    meeting, agenda = await _load(tx, meeting_id)
    body = await rosters.body(tx, meeting.body_id)
    event = meeting.convene(agenda, convenor=body.convenor, at=at)
    invited = await _invite_roster(tx, meeting, agenda, at=at)
    tx.record(event)
    await _tell_topics(tx, meeting, agenda)
    return meeting, invited


async def move(tx: Transaction, meeting_id: UUID, data: MoveIn, *, at: datetime) -> tuple[Meeting, int]:
    """Give a convened meeting another time or place; who is at the table on the new day is invited."""
    meeting, agenda = await _load(tx, meeting_id)
    before = meeting.starts
    event = meeting.move(data.occasion(), agenda, at=at)
    for invitation in await queries.every_invitation(tx, meeting_id):
        invitation.shift(meeting.starts - before)
    invited = await _invite_roster(tx, meeting, agenda, at=at)
    tx.record(event)
    await _tell_topics(tx, meeting, agenda)
    return meeting, invited


async def change_agenda(
    tx: Transaction, meeting_id: UUID, data: AgendaIn, *, ticked: Sequence[UUID] = (), at: datetime
) -> tuple[Meeting, int]:
    """Give a convened meeting another agenda and tell everyone invited; answers hold. Return how many."""
    meeting, _ = await _load(tx, meeting_id)
    meeting.change_agenda(version=data.version, at=at)
    await calendar_commands.set_agenda(tx, meeting, data.agenda, ticked)
    agenda = await calendar.agenda(tx, meeting_id)
    told = await queries.standing(tx, meeting_id)
    for invitation in told:
        still = bool(invitation.part_of(agenda)) or not invitation.is_guest
        follows = invitation.follow_agenda(meeting, agenda) if still else None
        tx.record(follows or invitation.withdraw(meeting, agenda, at=at))
    await topics.take_back(tx, meeting_id, "on_agenda")
    await _tell_topics(tx, meeting, agenda)
    return meeting, len(told)


async def cancel(tx: Transaction, meeting_id: UUID, *, at: datetime) -> tuple[Meeting, int]:
    """Call a convened meeting off and tell everyone invited. Return how many."""
    meeting, agenda = await _load(tx, meeting_id)
    event = meeting.cancel(at=at)
    told = await queries.standing(tx, meeting_id)
    for invitation in told:
        invitation.sequence = max(meeting.sequence, invitation.sequence + 1)
        tx.record(invitation.issue("cancelled", meeting, agenda))
    tx.record(event)
    await topics.take_back(tx, meeting_id, "on_agenda")
    return meeting, len(told)


async def invite_newcomer(tx: Transaction, event: SeatFilled | OfficeTaken, *, at: datetime) -> None:
    """Invite who has just got a seat or an office to what has already been convened within its days."""
    has_seat = isinstance(event, SeatFilled)
    counts = has_seat and event.kind != ATTENDEE
    for meeting in await calendar.convened_after(tx, event.body_id, at):
        if not event.starts <= _day(meeting) <= event.ends:
            continue
        agenda = await calendar.agenda(tx, meeting.id)
        invitations = {i.person_id: i for i in await queries.every_invitation(tx, meeting.id)}
        old = invitations.get(event.person_id)
        if old is None:
            _invite(tx, meeting, agenda, _Guest(event.person_id, event.represents, counts))
        elif old.withdrawn_at is not None or old.is_guest or (has_seat and old.deputises_id is not None):
            old.sit_down(event.represents, counts=counts)
            tx.record(old.renew(meeting, agenda))
        elif counts and not old.counts:
            # At the table already, by an office or as an attendee; from now on with a seat.
            old.sit_down(event.represents, counts=True)


async def withdraw_from_leaver(
    tx: Transaction, event: SeatFilled | SeatVacated | OfficeLeft, *, at: datetime
) -> None:
    """Take back the invitations to meetings on whose day the person is no longer at the table.

    Who keeps an office without the seat stays invited and is not counted. Those who would have come in
    the person's place are not needed in either case.
    """
    for meeting in await calendar.convened_after(tx, event.body_id, at):
        roster = await rosters.roster_on(tx, event.body_id, _day(meeting))
        left = next((one.seating for one in roster if one.seating.person_id == event.person_id), None)
        invitation = await queries.of_person(tx, meeting.id, event.person_id)
        if invitation is None or invitation.is_guest or invitation.deputises_id is not None:
            continue
        if left and (left.counts or not invitation.counts):
            continue
        agenda = await calendar.agenda(tx, meeting.id)
        instead, _ = await queries.deputising(tx, invitation, None)
        if left:
            invitation.sit_down(left.represents, counts=False)
        for one in instead if left else (invitation, *instead):
            tx.record(one.withdraw(meeting, agenda, at=at))


async def answer(tx: Transaction, invitation_id: UUID, chosen: Answer, *, at: datetime) -> Invitation:
    """Store an answer; it may be changed until the meeting starts."""
    meeting = await calendar.meeting(tx, (await queries.invitation(tx, invitation_id)).meeting_id)
    await queries.hold_roster(tx, meeting.body_id, alone=False)
    invitation = await queries.invitation(tx, invitation_id, lock=True)
    tx.record(invitation.reply(chosen, meeting, at=at))
    if invitation.deputises_id is None:
        await _settle_deputy(tx, meeting, invitation, at=at)
    return invitation


async def follow_deputies(tx: Transaction, event: DeputyNamed | DeputyReleased, *, at: datetime) -> None:
    """Invite or withdraw the deputy of a seat wherever its holder has said not to come."""
    for meeting in await calendar.convened_after(tx, event.body_id, at):
        for invitation in await queries.standing(tx, meeting.id):
            if invitation.answer == "excused" and invitation.deputises_id is None:
                await _settle_deputy(tx, meeting, invitation, at=at)


async def _settle_deputy(tx: Transaction, meeting: Meeting, member: Invitation, *, at: datetime) -> None:
    """Let a deputy be invited exactly while the member cannot come, and is the deputy on that day."""
    wanted = None
    if member.answer == "excused":
        wanted = await rosters.deputy_on(tx, meeting.body_id, member.person_id, _day(meeting))
    standing, deputy = await queries.deputising(tx, member, wanted)
    if wanted is None and not standing:
        return
    agenda = await calendar.agenda(tx, meeting.id)
    for one in standing:
        if one.person_id != wanted:
            tx.record(one.withdraw(meeting, agenda, at=at))
    if wanted is None:
        return
    if deputy is None:
        _invite(tx, meeting, agenda, _Guest(wanted, member.represents, member.counts, member.id))
    elif deputy.withdrawn_at is not None or deputy.is_guest:
        deputy.sit_down(member.represents, counts=member.counts, deputises_id=member.id)
        tx.record(deputy.renew(meeting, agenda))


async def _load(tx: Transaction, meeting_id: UUID) -> tuple[Meeting, list[AgendaItem]]:
    seen = await calendar.meeting(tx, meeting_id)
    await queries.hold_roster(tx, seen.body_id, alone=True)
    return await calendar.meeting(tx, meeting_id, lock=True), await calendar.agenda(tx, meeting_id)


async def _invite_roster(tx: Transaction, meeting: Meeting, agenda: list[AgendaItem], *, at: datetime) -> int:
    """Make the invitations what the roster of the day says. Raises NobodyToInvite."""
    roster = {
        one.seating.person_id: one.seating
        for one in await rosters.roster_on(tx, meeting.body_id, _day(meeting))
    }
    if not roster:
        raise NobodyToInvite
    old = {i.person_id: i for i in await queries.every_invitation(tx, meeting.id)}
    for person_id, seating in roster.items():
        if invitation := old.get(person_id):
            invitation.sit_down(invitation.represents, counts=seating.counts)
            tx.record(_call(invitation, meeting, agenda))
        else:
            _invite(tx, meeting, agenda, _Guest(person_id, seating.represents, seating.counts))
    for person_id, invitation in old.items():
        if person_id not in roster and invitation.withdrawn_at is None:
            _take_along(tx, invitation, meeting, agenda, at=at)
    return len(roster)


def _take_along(
    tx: Transaction, invitation: Invitation, meeting: Meeting, agenda: list[AgendaItem], *, at: datetime
) -> None:
    """Take a guest along with the meeting, unless the item is gone; others have left the table."""
    stays = invitation.is_guest and bool(invitation.part_of(agenda))
    if stays:
        invitation.fit(meeting)
        tx.record(_call(invitation, meeting, agenda))
        return
    withdrawn = invitation.withdraw(meeting, agenda, at=at)
    if meeting.sequence:
        tx.record(withdrawn)


def _call(invitation: Invitation, meeting: Meeting, agenda: list[AgendaItem]) -> InvitationIssued:
    """Return the news for who is known already; of a draft nobody has heard yet."""
    if meeting.sequence:
        return invitation.renew(meeting, agenda)
    return invitation.issue("invited", meeting, agenda)


def _invite(tx: Transaction, meeting: Meeting, agenda: list[AgendaItem], guest: _Guest) -> None:
    invitation = Invitation(id=uuid4(), meeting_id=meeting.id, sequence=meeting.sequence, **vars(guest))
    tx.add(invitation)
    tx.record(invitation.issue("invited", meeting, agenda))


async def _tell_topics(tx: Transaction, meeting: Meeting, agenda: list[AgendaItem]) -> None:
    await topics.tell(
        tx,
        [item.topic_id for item in agenda if item.topic_id],
        "on_agenda",
        meeting_id=meeting.id,
        at=meeting.starts,
        title=meeting.title,
    )


def _day(meeting: Meeting) -> date:
    return meeting.starts.astimezone(HELSINKI).date()
