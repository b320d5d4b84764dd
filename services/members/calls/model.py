"""An open call: what is asked, from when to when, round after round, and its state at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.members.bodies.model import Body, WholeBody
from services.members.charters.model import Asking
from services.members.errors import (
    CallEnded,
    CallPublished,
    CallStillOpen,
    DeadlinePassed,
    NotAtThisPoint,
    NotOpenYet,
    ProposalMade,
    ReceivedOutsideCall,
    SelectionConfirmedAlready,
)
from services.members.tables import Table
from services.members.terms.model import last_day
from shared.chassis.clock import HELSINKI
from shared.chassis.localised import LocalisedText
from shared.contracts.envelope import Words
from shared.contracts.members import CallClosed, CallOpened, CallReturned

SECOND = timedelta(seconds=1)
SUMMARY = 300

DRAFT = "draft"
ANNOUNCED = "announced"
OPEN = "open"
REOPENED = "reopened"
CLOSED = "closed"
EVALUATED = "evaluated"
PROPOSED = "proposed"
RETURNED = "returned"
REVISED = "revised"
CONFIRMED = "confirmed"
CANCELLED = "cancelled"
TAKING = (OPEN, REOPENED)
"""The states in which anyone can apply."""
UNPUBLISHED = (DRAFT, REVISED)
DECIDING = (CLOSED, EVALUATED, PROPOSED)
"""The states between the deadline and the confirmation."""


class _Asked:
    contact: Mapped[LocalisedText]
    """Whom to ask, by title; a name is shown only by consent. Without one the body's contact answers."""
    contact_organisation: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str]
    contact_phone: Mapped[str] = mapped_column(default="")

    @property
    def asking(self) -> Asking | None:
        """Whom to ask about this call, when it says so itself."""
        if not (self.contact or self.contact_organisation or self.contact_email or self.contact_phone):
            return None
        return Asking(
            title=self.contact,
            organisation=self.contact_organisation,
            email=self.contact_email,
            phone=self.contact_phone,
        )


class Call(_Asked, Table):
    """A call for organisations to take seats in a body for a term, in the round that runs now.

    Its state is told by its times. A round that was returned for further preparation is kept as a
    `CallRound`; the call then says what its next round says.
    """

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("deadline > opens", name="deadline"),
        CheckConstraint("term_ends > term_starts", name="term"),
        CheckConstraint("published IS NOT NULL OR confirmed IS NULL", name="confirmed"),
        CheckConstraint("late_attempts >= 0", name="late_attempts"),
        CheckConstraint("round >= 1 AND told <= round", name="round"),
        CheckConstraint("evaluated IS NULL OR published IS NOT NULL", name="evaluated"),
        CheckConstraint("proposed IS NULL OR evaluated IS NOT NULL", name="proposed"),
        CheckConstraint("(returned IS NULL) = (return_reason IS NULL)", name="returned"),
        CheckConstraint("(cancelled IS NULL) = (cancel_reason IS NULL)", name="cancelled"),
        CheckConstraint("confirmed IS NULL OR (returned IS NULL AND cancelled IS NULL)", name="ended"),
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
    round: Mapped[int] = mapped_column(default=1)
    published: Mapped[datetime | None]
    evaluated: Mapped[datetime | None]
    proposed: Mapped[datetime | None]
    returned: Mapped[datetime | None]
    return_reason: Mapped[LocalisedText | None]
    cancelled: Mapped[datetime | None]
    cancel_reason: Mapped[LocalisedText | None]
    confirmed: Mapped[datetime | None]
    decision_organ: Mapped[LocalisedText | None]
    decision_day: Mapped[date | None]
    decision_section: Mapped[str | None]
    decision_case: Mapped[str | None]
    told: Mapped[int] = mapped_column(default=1)
    """The last round whose opening the applicants of the rounds before it have been told of."""
    spread: Mapped[int] = mapped_column(default=0)
    """The last round of which the organisations of the directory were told by letter."""
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

    @property
    def is_unpublished(self) -> bool:
        """Tell whether what it says now was never public: a draft, also one that was given up."""
        return self.published is None

    def state(self, at: datetime) -> str:
        """Return the state the call is in at a moment."""
        for ended, state in (
            (self.cancelled, CANCELLED),
            (self.confirmed, CONFIRMED),
            (self.returned, RETURNED),
        ):
            if ended is not None:
                return state
        if self.published is None:
            return DRAFT if self.round == 1 else REVISED
        if at < self.opens:
            return ANNOUNCED
        if at < self.deadline:
            return OPEN if self.round == 1 else REOPENED
        if self.proposed is not None:
            return PROPOSED
        return CLOSED if self.evaluated is None else EVALUATED

    def publish(self, at: datetime) -> None:
        """Make the round public. Raises DeadlinePassed when nobody could apply any more."""
        if self.state(at) not in UNPUBLISHED:
            raise CallPublished
        if at >= self.deadline:
            raise DeadlinePassed
        self.published = at

    def spread_word(self, at: datetime) -> None:
        """Note that the directory is told. Raises NotAtThisPoint unless it is open, or when it was told."""
        if self.state(at) not in TAKING or self.spread == self.round:
            raise NotAtThisPoint
        self.spread = self.round

    def check_editable(self, at: datetime) -> None:
        """Raise CallEnded when the text can no longer change: people have applied to what it said."""
        if self.state(at) not in (*UNPUBLISHED, ANNOUNCED, *TAKING):
            raise CallEnded

    def check_open(self, at: datetime) -> None:
        """Raise NotOpenYet before and CallEnded after the application period."""
        state = self.state(at)
        if state in (*UNPUBLISHED, ANNOUNCED):
            raise NotOpenYet
        if state not in TAKING:
            raise CallEnded

    def check_received(self, received: datetime, at: datetime) -> None:
        """Raise ReceivedOutsideCall unless an e-mail came in time and nothing has been proposed yet."""
        if self.confirmed is not None:
            raise SelectionConfirmedAlready
        if self.state(at) not in (*TAKING, CLOSED, EVALUATED):
            raise ReceivedOutsideCall
        if not self.opens <= received < self.deadline or received > at:
            raise ReceivedOutsideCall

    def check_selecting(self, at: datetime) -> None:
        """Raise CallStillOpen before the selection and, after it, what has ended it."""
        state = self.state(at)
        if state == CONFIRMED:
            raise SelectionConfirmedAlready
        if state == PROPOSED:
            raise ProposalMade
        if state in (RETURNED, CANCELLED):
            raise CallEnded
        if state not in (CLOSED, EVALUATED):
            raise CallStillOpen

    def check_confirming(self, at: datetime) -> None:
        """Raise what keeps the selection from being confirmed; a proposal does not."""
        if self.state(at) != PROPOSED:
            self.check_selecting(at)

    def confirm(self, at: datetime) -> None:
        """Confirm the selection; what comes before a confirmation has happened by then."""
        self.check_confirming(at)
        self.confirmed = at

    def evaluate(self, at: datetime) -> None:
        """Say that the applications have been evaluated."""
        self.check_selecting(at)
        self.evaluated = self.evaluated or at

    def propose(self, at: datetime) -> None:
        """Say that the selection has been proposed to those who decide; until they have, it stands."""
        self.evaluate(at)
        self.proposed = at

    def take_back_proposal(self, at: datetime) -> None:
        """Open the evaluation again."""
        if self.state(at) != PROPOSED:
            raise NotAtThisPoint
        self.proposed = None

    def send_back(self, reason: LocalisedText, at: datetime) -> CallReturned:
        """Return the matter for further preparation. What came so far stays with this round."""
        if self.state(at) not in DECIDING:
            raise NotAtThisPoint
        self.returned, self.return_reason = at, reason
        self.version += 1
        return CallReturned(
            call_id=self.id,
            version=self.version,
            body_id=self.body_id,
            round=self.round,
            title=self.title.to_dict(),
            reason=reason.to_dict(),
        )

    def begin_round(self, at: datetime) -> None:
        """Begin the next round as a draft; the one before is a `CallRound` by now."""
        if self.state(at) != RETURNED:
            raise NotAtThisPoint
        self.round += 1
        self.published = self.evaluated = self.proposed = self.returned = self.return_reason = None
        self.late_attempts = 0

    def cancel(self, reason: LocalisedText, at: datetime) -> None:
        """Give the call up. After the confirmation there is nothing left to cancel."""
        if self.state(at) in (CONFIRMED, CANCELLED):
            raise NotAtThisPoint
        self.cancelled, self.cancel_reason = at, reason
        self.version += 1

    def decided(self, language: str) -> str:
        """Return where the decision is written: the organ, the day, the section and the case."""
        if self.decision_organ is None or self.decision_day is None:
            return ""
        day = f"{self.decision_day.day}.{self.decision_day.month}.{self.decision_day.year}"
        section = f"§ {self.decision_section}" if self.decision_section else ""
        parts = (self.decision_organ.read(language).text, day, section, self.decision_case or "")
        return " ".join(part for part in parts if part)

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
    """One ground the selection of the round at hand is made on."""

    __tablename__ = "criterion"

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[LocalisedText]


class CallTheme(Table):
    """A theme of one round, with its soft target.

    It may differ from the body's: those of the round that is confirmed become the body's, by their slugs.
    """

    __tablename__ = "call_theme"
    __table_args__ = (
        UniqueConstraint("call_id", "round", "slug"),
        CheckConstraint("target >= 0", name="target"),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column("theme_id", primary_key=True, default=uuid4)
    slug: Mapped[str]
    name: Mapped[LocalisedText]
    target: Mapped[int]
    protected: Mapped[bool] = mapped_column(default=True)
    """Sitting here may tell of someone's health. A theme nobody has thought about yet is protected."""
    position: Mapped[int]


@dataclass(frozen=True)
class Outline:
    """What a call for the vacant seats of a body begins with."""

    themes: Sequence[CallTheme]
    starts: date
    until: date

    @classmethod
    def of(cls, whole: WholeBody, on: date) -> "Outline":
        """Return the themes with the seats that nobody holds on a day, and what is left of the term."""
        same = ("slug", "name", "protected", "position")
        themes = [
            CallTheme(target=one.missing, **{name: getattr(one.theme, name) for name in same})
            for one in whole.vacancies(on)
            if one.theme
        ]
        term = whole.term_on(on)
        starts = max(on, term.starts) if term else on
        return cls(themes, starts, term.ends if term else last_day(on, whole.body.term_months))


class Selector(Table):
    """A person named to evaluate the applications of one call, besides those whose role it is."""

    __tablename__ = "selector"

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    named: Mapped[datetime]


class CallRound(_Asked, Table):
    """A round that was returned: what it said, when it ran, and why it was returned."""

    __tablename__ = "call_round"

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[LocalisedText]
    text: Mapped[LocalisedText]
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    opens: Mapped[datetime]
    deadline: Mapped[datetime]
    term_starts: Mapped[date]
    term_ends: Mapped[date]
    published: Mapped[datetime]
    evaluated: Mapped[datetime | None]
    proposed: Mapped[datetime | None]
    returned: Mapped[datetime]
    return_reason: Mapped[LocalisedText]
    late_attempts: Mapped[int]

    @property
    def closes(self) -> datetime:
        """The last second of the application period."""
        return self.deadline - SECOND

    @property
    def deadline_day(self) -> date:
        """The last day of the application period, in Finland."""
        return self.closes.astimezone(HELSINKI).date()


def summary(text: LocalisedText) -> Words:
    """Return the first paragraph in each language."""
    return {
        language: words.split("\n\n", 1)[0].strip()[:SUMMARY] for language, words in text.to_dict().items()
    }
