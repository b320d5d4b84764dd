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


class CapacityFact(BaseModel):
    """What a body is for another organisation or programme, like a theme group of POKAT."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: UUID
    name: Words
    given_by: str = ""


class OutcomeOfApplication(BaseModel):
    """How one application fared, and whom to tell. Its theme may tell of health: it stays at home."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    application_id: UUID
    person_id: UUID
    outcome: Outcome
    others: int = 0
    """How many other applications of the person were decided too: one letter tells of all."""


class ApplicantToTell(BaseModel):
    """One application, and whom to tell what became of the call."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    application_id: UUID
    person_id: UUID


class SignInRequested(Event):
    """Someone known asked for a one-time sign-in link."""

    subject: ClassVar[str] = "members.sign_in.requested.v1"

    sign_in_id: UUID
    person_id: UUID
    until: datetime


class AddressChangeAsked(Event):
    """A person is to be written to at another address, once a link sent there has been used.

    The address itself is in PersonChanged of this version or a later one.
    """

    subject: ClassVar[str] = "members.address_change.asked.v1"

    change_id: UUID
    person_id: UUID
    version: int
    until: datetime


class OrganisationRegistered(Event):
    """An organisation came to the directory, or what is known of it changed."""

    subject: ClassVar[str] = "members.organisation.registered.v1"

    organisation_id: UUID
    version: int
    name: str
    scope: str
    contact_person_id: UUID | None = None
    municipality: str | None = None
    sectors: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    verified: bool = False
    merged_into: UUID | None = None
    members: int | None = None
    volunteers: int | None = None
    peer_supporters: int | None = None
    professionals: int | None = None
    produces_services: bool = False


class RegistrationReceived(Event):
    """An organisation registered itself, and is told by letter that this arrived."""

    subject: ClassVar[str] = "members.organisation.received.v1"

    organisation_id: UUID
    person_id: UUID
    """Whom to write to: the organisation itself, as PEOPLE knows it."""
    organisation: str


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


class ApplicationMoved(Event):
    """An application is considered in another theme, with the applicant's consent; the applicant is told."""

    subject: ClassVar[str] = "members.application.moved.v1"

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
    decision_organ: Words = {}
    decision_day: date | None = None
    decision_section: str = ""
    decision_case: str = ""
    body_slug: str = ""


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
    region: str | None = None
    goes_on: bool = False
    """Whether the same person holds it on, to another day."""


class SeatVacated(Event):
    """The holder of a seat left it before the end of the term."""

    subject: ClassVar[str] = "members.seat.vacated.v1"

    seat_id: UUID
    version: int
    body_id: UUID
    person_id: UUID
    ends: date


class SupportChanged(Event):
    """Someone works, or no longer works, for the national support of the regions. Nobody is named."""

    subject: ClassVar[str] = "members.support.changed.v1"

    adviser_id: UUID
    version: int
    kind: Literal["staff", "adviser"]
    title: Words
    languages: tuple[str, ...]
    regions: tuple[str, ...]
    starts: date
    ends: date | None


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
    kind_name: Words = {}
    goals: Words = {}
    deputies: bool = False
    convenor: str = ""
    coordinator: str = ""
    parent_id: UUID | None = None
    review_on: date | None = None
    scope: str = ""
    municipality: str = ""
    capacities: tuple[CapacityFact, ...] = ()


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


class CallAnnounced(Event):
    """The contact person of an organisation is to be told by letter that a call is open."""

    subject: ClassVar[str] = "members.call.announced.v1"

    call_id: UUID
    person_id: UUID
    title: Words
    deadline: datetime


class CallClosed(PublicEvent):
    """The deadline of a call passed."""

    subject: ClassVar[str] = "members.call_closed.v1"

    call_id: UUID
    version: int
    body_id: UUID


class CallReturned(Event):
    """Those who decide returned a call for further preparation; its round has ended."""

    subject: ClassVar[str] = "members.call.returned.v1"

    call_id: UUID
    version: int
    body_id: UUID
    round: int
    title: Words
    reason: Words


class CallReopened(Event):
    """A returned call opened again, revised; who had applied is told once and applies anew."""

    subject: ClassVar[str] = "members.call.reopened.v1"

    call_id: UUID
    body_id: UUID
    round: int
    title: Words
    reason: Words
    deadline: datetime
    applicants: tuple[ApplicantToTell, ...]


class CallCancelled(Event):
    """A call was given up; who had applied is told."""

    subject: ClassVar[str] = "members.call.cancelled.v1"

    call_id: UUID
    body_id: UUID
    title: Words
    reason: Words
    applicants: tuple[ApplicantToTell, ...]


class DeadlineNear(Event):
    """A week is left of the application period; drafts that were not sent are reminded of."""

    subject: ClassVar[str] = "members.call.deadline_near.v1"

    call_id: UUID
    round: int


class DraftSaved(Event):
    """Somebody began an application and saved it; a letter carries the link to go on."""

    subject: ClassVar[str] = "members.draft.saved.v1"

    draft_id: UUID
    call_id: UUID
    person_id: UUID
    title: Words
    deadline: datetime


class DraftReminded(Event):
    """The deadline is near and a draft has not been sent."""

    subject: ClassVar[str] = "members.draft.reminded.v1"

    draft_id: UUID
    call_id: UUID
    person_id: UUID
    title: Words
    deadline: datetime


class DraftsOutlived(Event):
    """The drafts of a round have waited long enough after its deadline and are erased."""

    subject: ClassVar[str] = "members.draft.outlived.v1"

    call_id: UUID
    round: int


class ApplicationsOutlived(Event):
    """Applications of a call have been kept as long as they may and are erased.

    `all` is said when the term has ended; before it those who are seated or in reserve stay.
    """

    subject: ClassVar[str] = "members.application.outlived.v1"

    call_id: UUID
    all: bool = False


class ErasureNear(Event):
    """Nothing ties a person to the table any more: they will be erased on that day, unless they come back."""

    subject: ClassVar[str] = "members.erasure.near.v1"

    person_id: UUID
    on: date


class RetentionDue(Event):
    """It is night, and what has been kept as long as it may is forgotten: a timer of members to itself."""

    subject: ClassVar[str] = "members.retention.due.v1"
