"""An invitation of one person to one meeting, and the answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
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
        CheckConstraint(
            "(starts IS NULL) = (items = '{}') AND (ends IS NULL) = (items = '{}')", name="invitation_guest"
        ),
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
    items: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list, server_default="{}")
    """The items of the agenda a guest is invited to; nobody at the table has any."""
    starts: Mapped[datetime | None]
    ends: Mapped[datetime | None]
    sequence: Mapped[int]
    answer: Mapped[Answer | None] = mapped_column(String)
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    @property
    def is_guest(self) -> bool:
        """Tell whether the person is invited to single items only."""
        return bool(self.items)

    @property
    def strength(self) -> tuple[bool, ...]:
        """Return what decides which of two invitations of one person stays: a seat before all else."""
        return (
            self.withdrawn_at is None,
            not self.is_guest,
            self.counts,
            self.deputises_id is None,
            self.answer is not None,
        )

    def take_in(self, weaker: "Invitation") -> None:
        """Be the only invitation of a person who was invited twice; nobody stands in for oneself."""
        if self.deputises_id in (self.id, weaker.id):
            self.deputises_id = None
        if self.answer is None:
            self.answer, self.answered_at = weaker.answer, weaker.answered_at
        if self.is_guest and weaker.starts and weaker.ends:
            for item in weaker.items:
                self.ask(item, weaker.starts, weaker.ends)
        self.sequence = max(self.sequence, weaker.sequence)

    def part_of(self, agenda: Sequence[AgendaItem]) -> list[AgendaItem]:
        """Return the items the person is invited to."""
        return [item for item in agenda if not self.items or item.id in self.items]

    def ask(self, item_id: UUID, starts: datetime, ends: datetime) -> None:
        """Invite a guest to one more item; the time grows to hold it."""
        self.items = sorted({*self.items, item_id}, key=str)
        self.starts = min(self.starts or starts, starts)
        self.ends = max(self.ends or ends, ends)

    def sit_down(self, represents: str, *, counts: bool, deputises_id: UUID | None = None) -> None:
        """Invite to the whole meeting who came to the table: a former guest, deputy or leaver."""
        self.represents, self.counts, self.deputises_id = represents, counts, deputises_id
        self.items, self.starts, self.ends = [], None, None

    def shift(self, by: timedelta) -> None:
        """Follow the meeting in time, when only a part of it is the person's."""
        if self.starts and self.ends:
            self.starts, self.ends = self.starts + by, self.ends + by

    def fit(self, meeting: Meeting) -> None:
        """Let a guest's time be within the meeting: all of it, when it was left behind."""
        if self.starts and self.ends and (self.starts < meeting.starts or self.ends > meeting.ends):
            self.starts, self.ends = meeting.starts, meeting.ends

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
            starts=self.starts or meeting.starts,
            ends=self.ends or meeting.ends,
            mode=meeting.mode,
            place=meeting.place.to_dict(),
            remote_link=meeting.remote_link,
            agenda=tuple(item.title.to_dict() for item in self.part_of(agenda)),
            convenor=meeting.convenor,
            as_deputy=self.deputises_id is not None,
            as_guest=self.is_guest,
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
