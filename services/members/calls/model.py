"""An open call: what is asked, from when to when, and what state it is in at a moment."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.members.bodies.model import Body
from services.members.errors import (
    CallEnded,
    CallPublished,
    CallStillOpen,
    DeadlinePassed,
    NotOpenYet,
    ReceivedOutsideCall,
    SelectionConfirmedAlready,
)
from services.members.tables import Table
from shared.chassis.clock import HELSINKI
from shared.chassis.localised import LocalisedText
from shared.contracts.envelope import Words
from shared.contracts.members import CallClosed, CallOpened

SECOND = timedelta(seconds=1)
SUMMARY = 300

DRAFT = "draft"
ANNOUNCED = "announced"
OPEN = "open"
CLOSED = "closed"
CONFIRMED = "confirmed"
STATES = (DRAFT, ANNOUNCED, OPEN, CLOSED, CONFIRMED)


class Call(Table):
    """A call for organisations to take seats in a body for a term. Its state is told by its times."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("deadline > opens", name="deadline"),
        CheckConstraint("term_ends > term_starts", name="term"),
        CheckConstraint("published IS NOT NULL OR confirmed IS NULL", name="confirmed"),
        CheckConstraint("late_attempts >= 0", name="late_attempts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    title: Mapped[LocalisedText]
    text: Mapped[LocalisedText]
    opens: Mapped[datetime]
    deadline: Mapped[datetime]
    """The first moment that is too late."""
    term_starts: Mapped[date]
    term_ends: Mapped[date]
    published: Mapped[datetime | None]
    confirmed: Mapped[datetime | None]
    late_attempts: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def closes(self) -> datetime:
        """The last second of the application period."""
        return self.deadline - SECOND

    @property
    def deadline_day(self) -> date:
        """The last day of the application period, in Finland."""
        return self.closes.astimezone(HELSINKI).date()

    def state(self, at: datetime) -> str:
        """Return draft, announced, open, closed or confirmed."""
        if self.published is None:
            return DRAFT
        if self.confirmed is not None:
            return CONFIRMED
        if at < self.opens:
            return ANNOUNCED
        return OPEN if at < self.deadline else CLOSED

    def publish(self, at: datetime) -> None:
        """Make the call public. Raises DeadlinePassed when nobody could apply any more."""
        if self.published is not None:
            raise CallPublished
        if at >= self.deadline:
            raise DeadlinePassed
        self.published = at

    def check_editable(self, at: datetime) -> None:
        """Raise CallEnded when the text can no longer change: people have applied to what it said."""
        if self.state(at) in (CLOSED, CONFIRMED):
            raise CallEnded

    def check_open(self, at: datetime) -> None:
        """Raise NotOpenYet before and CallEnded after the application period."""
        state = self.state(at)
        if state in (DRAFT, ANNOUNCED):
            raise NotOpenYet
        if state != OPEN:
            raise CallEnded

    def check_received(self, received: datetime, at: datetime) -> None:
        """Raise ReceivedOutsideCall unless an e-mail came in time. It is taken until the confirmation."""
        if self.confirmed is not None:
            raise SelectionConfirmedAlready
        if self.published is None or not self.opens <= received < self.deadline or received > at:
            raise ReceivedOutsideCall

    def check_selecting(self, at: datetime) -> None:
        """Raise CallStillOpen before and SelectionConfirmedAlready after the selection."""
        state = self.state(at)
        if state == CONFIRMED:
            raise SelectionConfirmedAlready
        if state != CLOSED:
            raise CallStillOpen

    def opened(self, body: Body) -> CallOpened:
        """Return the news that the call opens."""
        return CallOpened(
            call_id=self.id,
            version=self.version,
            body_id=body.id,
            body_slug=body.slug,
            title=self.title.to_dict(),
            summary=summary(self.text),
            opens=self.opens,
            deadline=self.closes,
        )

    def closed(self) -> CallClosed:
        """Return the news that the deadline has passed."""
        return CallClosed(call_id=self.id, version=self.version, body_id=self.body_id)


class Criterion(Table):
    """One ground the selection is made on."""

    __tablename__ = "criterion"

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[LocalisedText]


def summary(text: LocalisedText) -> Words:
    """Return the first paragraph in each language."""
    return {
        language: words.split("\n\n", 1)[0].strip()[:SUMMARY] for language, words in text.to_dict().items()
    }
