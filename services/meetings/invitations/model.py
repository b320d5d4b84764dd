"""An invitation of one person to one meeting, and the answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.meetings.calendar.model import AgendaItem, Meeting
from services.meetings.errors import AnswerNotOffered, AnswersClosed, InvitationWithdrawn, MeetingIsCancelled
from services.meetings.tables import Table
from shared.contracts.meetings import InvitationIssued, RsvpReceived

Answer = Literal["on_site", "remote", "excused"]
News = Literal["invited", "changed", "agenda", "cancelled", "withdrawn"]


class Invitation(Table):
    """One person is invited to a meeting, for what the seat represents."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        CheckConstraint("answer IN ('on_site', 'remote', 'excused')", name="invitation_answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="invitation_answered"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.id"))
    person_id: Mapped[UUID] = mapped_column(index=True)
    represents: Mapped[str]
    counts: Mapped[bool] = mapped_column(default=True)
    """Whether a seat stands behind it; a standing attendee is invited and not counted."""
    deputises_id: Mapped[UUID | None] = mapped_column(ForeignKey("invitations.id"))
    """The invitation of the member in whose place a deputy is invited."""
    sequence: Mapped[int]
    answer: Mapped[Answer | None] = mapped_column(String)
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    def issue(self, kind: News, meeting: Meeting, agenda: Sequence[AgendaItem]) -> InvitationIssued:
        """Return the news for the invited person's letter and calendar."""
        return InvitationIssued(
            invitation_id=self.id,
            meeting_id=meeting.id,
            body_id=meeting.body_id,
            person_id=self.person_id,
            sequence=self.sequence,
            kind=kind,
            title=meeting.title.to_dict(),
            starts=meeting.starts,
            ends=meeting.ends,
            mode=meeting.mode,
            place=meeting.place.to_dict(),
            remote_link=meeting.remote_link,
            agenda=tuple(item.title.to_dict() for item in agenda),
            convenor=meeting.convenor,
            as_deputy=self.deputises_id is not None,
        )

    def renew(self, meeting: Meeting, agenda: Sequence[AgendaItem]) -> InvitationIssued:
        """Follow the meeting to its new time; the old answer no longer holds."""
        kind: News = "changed" if self.withdrawn_at is None else "invited"
        self.sequence = max(meeting.sequence, self.sequence + 1)
        self.answer = self.answered_at = self.withdrawn_at = None
        return self.issue(kind, meeting, agenda)

    def follow_agenda(self, meeting: Meeting, agenda: Sequence[AgendaItem]) -> InvitationIssued:
        """Follow the meeting to its new agenda; the answer holds."""
        self.sequence = max(meeting.sequence, self.sequence + 1)
        return self.issue("agenda", meeting, agenda)

    def withdraw(self, meeting: Meeting, agenda: Sequence[AgendaItem], *, at: datetime) -> InvitationIssued:
        """Take the invitation back from this one person."""
        self.sequence = max(meeting.sequence, self.sequence + 1)
        self.withdrawn_at = at
        return self.issue("withdrawn", meeting, agenda)

    def reply(self, answer: Answer, meeting: Meeting, *, at: datetime) -> RsvpReceived:
        """Answer, or answer otherwise than before. Raises a Problem when it is too late or not offered."""
        if self.withdrawn_at is not None:
            raise InvitationWithdrawn
        if meeting.cancelled_at is not None:
            raise MeetingIsCancelled
        if meeting.starts <= at:
            raise AnswersClosed
        if answer not in meeting.answers:
            raise AnswerNotOffered
        self.answer, self.answered_at = answer, at
        return RsvpReceived(
            invitation_id=self.id, meeting_id=meeting.id, person_id=self.person_id, answer=answer
        )
