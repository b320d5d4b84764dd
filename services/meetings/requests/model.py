"""A request in either direction: open until it is answered or withdrawn, public once it is published."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.meetings.errors import RequestIsClosed, RequestIsPublic, RequestIsTopic
from services.meetings.tables import Table
from shared.chassis.localised import LocalisedText
from shared.contracts.meetings import (
    Direction,
    RequestAnswered,
    RequestDue,
    RequestMade,
    RequestOverdue,
    RequestWithdrawn,
)

State = Literal["open", "answered", "withdrawn"]


class Request(Table):
    """Something one side asks of the other, with the day by which an answer is wanted."""

    __tablename__ = "requests"
    __table_args__ = (
        CheckConstraint("direction IN ('county_asks', 'table_asks')", name="request_direction"),
        CheckConstraint("answered IS NULL OR withdrawn IS NULL", name="request_one_end"),
        CheckConstraint("(answered IS NULL) = (reply = '{}')", name="request_reply"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies.id"), index=True)
    direction: Mapped[Direction] = mapped_column(String)
    title: Mapped[LocalisedText]
    text: Mapped[LocalisedText]
    asked_by: Mapped[str]
    addressed_to: Mapped[str]
    brought_by: Mapped[UUID | None]
    asked: Mapped[datetime]
    wanted_by: Mapped[date]
    reply: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    answered: Mapped[datetime | None]
    withdrawn: Mapped[datetime | None]
    published: Mapped[datetime | None]
    topic_id: Mapped[UUID | None] = mapped_column(ForeignKey("topics.id", ondelete="SET NULL"))

    @property
    def state(self) -> State:
        """Tell what became of it."""
        if self.withdrawn is not None:
            return "withdrawn"
        return "open" if self.answered is None else "answered"

    @property
    def timer(self) -> str:
        """The key of the timer that watches the day."""
        return f"request-due/{self.id}"

    def is_late(self, today: date) -> bool:
        """Tell whether the day has passed without an answer."""
        return self.state == "open" and self.wanted_by < today

    def made(self) -> tuple[RequestMade, RequestDue]:
        """Return the news of it, and what its timer says when the day has passed."""
        made = RequestMade(
            request_id=self.id, body_id=self.body_id, direction=self.direction, wanted_by=self.wanted_by
        )
        return made, RequestDue(request_id=self.id)

    def answer(self, reply: LocalisedText, at: datetime) -> RequestAnswered:
        """Answer it. Raises RequestIsClosed."""
        self._require_open()
        self.reply, self.answered = reply, at
        return RequestAnswered(request_id=self.id, body_id=self.body_id)

    def withdraw(self, at: datetime) -> RequestWithdrawn:
        """Take it back. Raises RequestIsClosed."""
        self._require_open()
        self.withdrawn = at
        return RequestWithdrawn(request_id=self.id, body_id=self.body_id)

    def publish(self, at: datetime) -> None:
        """Let anyone read it, with the answer once there is one. Raises RequestIsPublic."""
        if self.published is not None:
            raise RequestIsPublic
        self.published = at

    def become(self, topic_id: UUID) -> None:
        """Remember the topic it became. Raises RequestIsTopic when it is one already."""
        if self.topic_id is not None:
            raise RequestIsTopic
        self.topic_id = topic_id

    def pass_day(self) -> RequestOverdue | None:
        """Return the news that the day has passed, unless it was answered or withdrawn before."""
        if self.state != "open":
            return None
        return RequestOverdue(
            request_id=self.id,
            body_id=self.body_id,
            direction=self.direction,
            title=self.title.to_dict(),
            wanted_by=self.wanted_by,
        )

    def _require_open(self) -> None:
        if self.state != "open":
            raise RequestIsClosed
