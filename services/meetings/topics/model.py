"""A topic and its story: received, on agendas, discussed, concluded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.meetings.tables import Table
from shared.chassis.localised import LocalisedText
from shared.contracts.meetings import TopicReceived

Category = Literal["reform", "hyte", "operating_conditions", "other"]
Level = Literal["municipality", "region", "county"]
State = Literal["open", "on_agenda", "concluded"]
Kind = Literal["received", "on_agenda", "discussed", "concluded"]


class Topic(Table):
    """A matter brought to a body."""

    __tablename__ = "topics"
    __table_args__ = (
        CheckConstraint(
            "category IN ('reform', 'hyte', 'operating_conditions', 'other')", name="topic_category"
        ),
        CheckConstraint("level IN ('municipality', 'region', 'county')", name="topic_level"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), index=True)
    title: Mapped[LocalisedText]
    text: Mapped[LocalisedText]
    category: Mapped[str]
    level: Mapped[str]
    municipalities: Mapped[list[str]] = mapped_column(ARRAY(String), default=list, server_default="{}")
    """The codes of the municipalities it is addressed to."""
    capacity_id: Mapped[UUID | None]
    """The capacity in which the body handles it, and what that was called then."""
    capacity: Mapped[LocalisedText] = mapped_column(default=LocalisedText())
    brought_by: Mapped[UUID | None]
    received: Mapped[datetime]

    def arrive(self, matter_id: UUID | None = None) -> TopicReceived:
        """Return the news that the topic has come, made of a matter or not."""
        return TopicReceived(
            topic_id=self.id,
            body_id=self.body_id,
            title=self.title.to_dict(),
            municipalities=tuple(self.municipalities),
            matter_id=matter_id,
        )


class Conflict(Table):
    """A party of the table that takes no part in a topic, and why in one line."""

    __tablename__ = "conflicts"
    __table_args__ = (UniqueConstraint("topic_id", "represents"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    topic_id: Mapped[UUID] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"))
    represents: Mapped[str]
    """The organisation's name as it sat at the table."""
    reason: Mapped[str]
    noted_by: Mapped[UUID | None]
    noted: Mapped[datetime]


class Chapter(Table):
    """What happened to a topic in one meeting. A later version of the same happening replaces it."""

    __tablename__ = "chapters"
    __table_args__ = (
        CheckConstraint("kind IN ('on_agenda', 'discussed', 'concluded')", name="chapter_kind"),
    )

    topic_id: Mapped[UUID] = mapped_column(ForeignKey("topics.id"), primary_key=True)
    meeting_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    title: Mapped[LocalisedText]
    text: Mapped[LocalisedText]


@dataclass(frozen=True)
class Moment:
    """A point of the story as a reader sees it."""

    kind: Kind
    at: datetime
    meeting_id: UUID | None
    title: LocalisedText
    text: LocalisedText


@dataclass(frozen=True)
class Story:
    """A topic with everything that has happened to it, oldest first."""

    topic: Topic
    chapters: tuple[Chapter, ...]

    def state(self, at: datetime) -> State:
        """Tell whether the topic is concluded, waits on the agenda of a coming meeting, or is open."""
        if any(chapter.kind == "concluded" for chapter in self.chapters):
            return "concluded"
        if any(chapter.kind == "on_agenda" and chapter.at > at for chapter in self.chapters):
            return "on_agenda"
        return "open"

    def discussed_by(self, at: datetime) -> bool:
        """Tell whether a meeting has had it on its agenda by a moment."""
        return any(chapter.at <= at for chapter in self.chapters)

    def moments(self) -> tuple[Moment, ...]:
        """Return the points of the story in their order; a memo replaces the agenda it was on."""
        empty = LocalisedText()
        told = {chapter.meeting_id for chapter in self.chapters if chapter.kind != "on_agenda"}
        received = Moment("received", self.topic.received, None, empty, empty)
        return (
            received,
            *(
                Moment(chapter.kind, chapter.at, chapter.meeting_id, chapter.title, chapter.text)  # type: ignore[arg-type]
                for chapter in sorted(self.chapters, key=lambda one: one.at)
                if chapter.kind != "on_agenda" or chapter.meeting_id not in told
            ),
        )
