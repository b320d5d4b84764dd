"""The public news of the region, and the facts beside them."""

from datetime import date, datetime
from typing import Any, Literal, get_args
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.notifications.tables import Table
from shared.chassis.localised import LocalisedText

Kind = Literal["call", "meeting", "memo", "survey", "results", "names", "proposal"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Turn = Literal["current", "moved", "cancelled", "closed"]


class NewsItem(Table):
    """What is known in public of one call, meeting, memo or survey. It is told anew when it changes."""

    __tablename__ = "news"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        CheckConstraint(
            "kind IN ('call', 'meeting', 'memo', 'survey', 'results', 'names', 'proposal')", name="news_kind"
        ),
        CheckConstraint("turn IN ('current', 'moved', 'cancelled', 'closed')", name="news_turn"),
        Index("news_newest", "published", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    version: Mapped[int]
    turn: Mapped[str] = mapped_column(default="current")
    title: Mapped[LocalisedText]
    summary: Mapped[LocalisedText] = mapped_column(default=LocalisedText())
    href: Mapped[str]
    published: Mapped[datetime]
    starts: Mapped[datetime | None]
    ends: Mapped[datetime | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    def is_open(self, at: datetime) -> bool:
        """Tell whether one can still apply, answer or come."""
        return self.turn not in ("closed", "cancelled") and self.ends is not None and at < self.ends

    @property
    def place(self) -> LocalisedText:
        return LocalisedText.of(self.facts.get("place", {}))

    @property
    def translation_due(self) -> date | None:
        due = self.facts.get("translation_due")
        return date.fromisoformat(due) if due else None


class Body(Table):
    """A body of the region, as it is known in public."""

    __tablename__ = "bodies"

    body_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    slug: Mapped[str]
    name: Mapped[LocalisedText]
    state: Mapped[str]


class SeatCount(Table):
    """The filled seats of a body."""

    __tablename__ = "seat_counts"

    body_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    filled: Mapped[int]
    seats: Mapped[int]
    figures: Mapped[dict[str, Any]]

    @property
    def themes(self) -> list[tuple[LocalisedText, int, int]]:
        """Return (name, filled, target) of each theme."""
        return [
            (LocalisedText.of(theme["name"]), theme["filled"], theme["target"])
            for theme in self.figures["themes"]
        ]
