"""A meeting: drafted, convened, moved or cancelled, held. Its agenda and its way of taking part."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.meetings.errors import (
    AlreadyConvened,
    ChangedMeanwhile,
    MeetingHasStarted,
    MeetingIsCancelled,
    NotConvened,
    NotYetHeld,
    StartsInThePast,
)
from services.meetings.tables import Table
from shared.chassis.localised import LocalisedText
from shared.contracts.meetings import MeetingCancelled, MeetingConvened, MeetingMoved, Mode

State = Literal["draft", "convened", "held", "cancelled"]

ANSWERS = {
    "teams": ("remote", "excused"),
    "hybrid": ("on_site", "remote", "excused"),
    "in_person": ("on_site", "excused"),
}
"""The ways to take part that each kind of meeting offers."""


@dataclass(frozen=True)
class Occasion:
    """When and where a meeting is."""

    starts: datetime
    ends: datetime
    mode: Mode
    place: LocalisedText
    remote_link: str


class Meeting(Table):
    """A meeting of a body. Its state follows from its moments."""

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("ends > starts", name="meeting_ends_after_start"),
        CheckConstraint("mode IN ('teams', 'hybrid', 'in_person')", name="meeting_mode"),
        CheckConstraint(
            "cancelled_at IS NULL OR convened_at IS NOT NULL", name="meeting_cancelled_after_convening"
        ),
        Index("meetings_by_start", "starts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), index=True)
    title: Mapped[LocalisedText]
    starts: Mapped[datetime]
    ends: Mapped[datetime]
    mode: Mapped[Mode] = mapped_column(String)
    place: Mapped[LocalisedText]
    remote_link: Mapped[str]
    sequence: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    convened_at: Mapped[datetime | None]
    convenor: Mapped[str] = mapped_column(default="")
    """The organisation that called it, as it was then."""
    cancelled_at: Mapped[datetime | None]

    @property
    def occasion(self) -> Occasion:
        return Occasion(self.starts, self.ends, self.mode, self.place, self.remote_link)

    @property
    def answers(self) -> tuple[str, ...]:
        """The ways to take part that this meeting offers."""
        return ANSWERS[self.mode]

    def state(self, at: datetime) -> State:
        """Return the state at a moment."""
        if self.cancelled_at is not None:
            return "cancelled"
        if self.convened_at is None:
            return "draft"
        return "held" if self.starts <= at else "convened"

    def rewrite(self, title: LocalisedText, occasion: Occasion, *, version: int) -> None:
        """Change a draft. Raises AlreadyConvened, or ChangedMeanwhile when `version` is not the newest."""
        if self.convened_at is not None:
            raise AlreadyConvened
        if version != self.version:
            raise ChangedMeanwhile
        self.title = title
        self._take_place(occasion)

    def convene(self, agenda: "list[AgendaItem]", *, convenor: str, at: datetime) -> MeetingConvened:
        """Call the meeting in an organisation's name. Raises AlreadyConvened or StartsInThePast."""
        if self.convened_at is not None:
            raise AlreadyConvened
        if self.starts <= at:
            raise StartsInThePast
        self.convened_at, self.convenor = at, convenor
        self.version += 1
        return MeetingConvened(**self._facts(agenda))

    def move(self, occasion: Occasion, agenda: "list[AgendaItem]", *, at: datetime) -> MeetingMoved:
        """Give a convened meeting another time or place. Raises a Problem unless it is still to come."""
        self.require_to_come(at)
        if occasion.starts <= at:
            raise StartsInThePast
        self._take_place(occasion)
        self.sequence += 1
        return MeetingMoved(**self._facts(agenda))

    def change_agenda(self, *, version: int, at: datetime) -> None:
        """Let a convened meeting get another agenda. Raises ChangedMeanwhile, or a Problem as `move` does."""
        self.require_to_come(at)
        if version != self.version:
            raise ChangedMeanwhile
        self.sequence += 1
        self.version += 1

    def cancel(self, *, at: datetime) -> MeetingCancelled:
        """Call the meeting off. Raises a Problem unless it is still to come."""
        self.require_to_come(at)
        self.cancelled_at = at
        self.sequence += 1
        self.version += 1
        return MeetingCancelled(
            meeting_id=self.id,
            sequence=self.sequence,
            body_id=self.body_id,
            title=self.title.to_dict(),
            starts=self.starts,
        )

    def require_to_come(self, at: datetime) -> None:
        """Raise a Problem unless the meeting has been convened, stands and has not started."""
        if self.convened_at is None:
            raise NotConvened
        if self.cancelled_at is not None:
            raise MeetingIsCancelled
        if self.starts <= at:
            raise MeetingHasStarted

    def require_held(self, at: datetime) -> None:
        """Raise a Problem unless the meeting was convened, stands and has started."""
        if self.convened_at is None:
            raise NotConvened
        if self.cancelled_at is not None:
            raise MeetingIsCancelled
        if self.starts > at:
            raise NotYetHeld

    def _take_place(self, occasion: Occasion) -> None:
        self.starts, self.ends, self.mode = occasion.starts, occasion.ends, occasion.mode
        self.place, self.remote_link = occasion.place, occasion.remote_link
        self.version += 1

    def _facts(self, agenda: "list[AgendaItem]") -> dict[str, object]:
        return {
            "meeting_id": self.id,
            "sequence": self.sequence,
            "body_id": self.body_id,
            "title": self.title.to_dict(),
            "starts": self.starts,
            "ends": self.ends,
            "mode": self.mode,
            "place": self.place.to_dict(),
            "agenda": tuple(item.title.to_dict() for item in agenda),
        }


class AgendaItem(Table):
    """A matter on the agenda, perhaps a topic someone brought."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position", deferrable=True, initially="DEFERRED"),
        UniqueConstraint("meeting_id", "topic_id"),
        UniqueConstraint("id", "meeting_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.id"))
    position: Mapped[int]
    title: Mapped[LocalisedText]
    text: Mapped[LocalisedText]
    topic_id: Mapped[UUID | None] = mapped_column(ForeignKey("topics.id"))
