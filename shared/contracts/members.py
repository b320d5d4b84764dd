"""What members promises: organisations, bodies, calls, seats."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.contracts.envelope import Event, PublicEvent, Words

Outcome = Literal["selected", "reserve", "rejected"]


class ThemeFigure(BaseModel):
    """A theme of a body with its soft target, and how many seats are filled."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    slug: str
    name: Words
    target: int
    filled: int = 0


class OutcomeOfApplication(BaseModel):
    """How one application fared, and whom to tell."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    application_id: UUID
    person_id: UUID
    theme: str
    outcome: Outcome


class SignInRequested(Event):
    """Someone known asked for a one-time sign-in link."""

    subject: ClassVar[str] = "members.sign_in.requested.v1"

    sign_in_id: UUID
    person_id: UUID
    until: datetime


class OrganisationRegistered(Event):
    """An organisation came to the directory, or what is known of it changed."""

    subject: ClassVar[str] = "members.organisation.registered.v1"

    organisation_id: UUID
    version: int
    name: str
    scope: str
    contact_person_id: UUID | None = None


class ApplicationReceived(Event):
    """An organisation applied for a seat in an open call."""

    subject: ClassVar[str] = "members.application.received.v1"

    application_id: UUID
    call_id: UUID
    body_id: UUID
    person_id: UUID
    title: Words
    deadline: datetime
    channel: str


class ApplicationWithdrawn(Event):
    """An applicant took the application back."""

    subject: ClassVar[str] = "members.application.withdrawn.v1"

    application_id: UUID
    call_id: UUID
    person_id: UUID
    title: Words


class SelectionConfirmed(Event):
    """The outcome of a call was confirmed; every evaluated applicant gets one letter."""

    subject: ClassVar[str] = "members.selection.confirmed.v1"

    call_id: UUID
    body_id: UUID
    title: Words
    term_starts: date
    term_ends: date
    outcomes: tuple[OutcomeOfApplication, ...]


class SeatFilled(Event):
    """A person took a seat of a body, for an organisation, the county or another party."""

    subject: ClassVar[str] = "members.seat.filled.v1"

    seat_id: UUID
    version: int
    body_id: UUID
    person_id: UUID
    kind: str
    organisation_id: UUID | None = None
    represents: str
    theme: str | None = None
    starts: date
    ends: date


class SeatVacated(Event):
    """The holder of a seat left it before the end of the term."""

    subject: ClassVar[str] = "members.seat.vacated.v1"

    seat_id: UUID
    version: int
    body_id: UUID
    person_id: UUID
    ends: date


class BodyChanged(PublicEvent):
    """A body was set up, or what is publicly known of it changed."""

    subject: ClassVar[str] = "members.body_changed.v1"

    body_id: UUID
    version: int
    slug: str
    kind: str
    name: Words
    purpose: Words
    state: str
    decision_power: bool
    cadence_min: int
    cadence_max: int
    seats: int
    themes: tuple[ThemeFigure, ...] = ()


class SeatsCounted(PublicEvent):
    """The filled seats of a body changed."""

    subject: ClassVar[str] = "members.seats_counted.v1"

    body_id: UUID
    version: int
    filled: int
    seats: int
    themes: tuple[ThemeFigure, ...]
    term_starts: date | None = None
    term_ends: date | None = None


class CallOpened(PublicEvent):
    """A call for members was opened to everyone."""

    subject: ClassVar[str] = "members.call_opened.v1"

    call_id: UUID
    version: int
    body_id: UUID
    body_slug: str
    title: Words
    summary: Words
    opens: datetime
    deadline: datetime


class CallClosed(PublicEvent):
    """The deadline of a call passed."""

    subject: ClassVar[str] = "members.call_closed.v1"

    call_id: UUID
    version: int
    body_id: UUID
