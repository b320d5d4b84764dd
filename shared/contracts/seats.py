"""What members promises besides: offices, deputies, the end of terms, and names for other organs."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.envelope import Event, PublicEvent, Words


class OfficeTaken(Event):
    """A person took an office of a body: chair, vice chair or secretary."""

    subject: ClassVar[str] = "members.office.taken.v1"

    office_id: UUID
    version: int
    body_id: UUID
    person_id: UUID
    kind: str
    represents: str
    starts: date
    ends: date
    body: Words = {}
    body_slug: str = ""
    welcome: bool = False
    """Whether the holder has no seat in the body then, and is to be welcomed by a letter."""


class OfficeLeft(Event):
    """The holder of an office left it early."""

    subject: ClassVar[str] = "members.office.left.v1"

    office_id: UUID
    version: int
    body_id: UUID
    person_id: UUID
    kind: str
    ends: date


class DeputyNamed(Event):
    """The holder of a seat got a personal deputy."""

    subject: ClassVar[str] = "members.deputy.named.v1"

    deputy_id: UUID
    seat_id: UUID
    body_id: UUID
    person_id: UUID
    starts: date
    ends: date


class DeputyReleased(Event):
    """A deputy is one no longer."""

    subject: ClassVar[str] = "members.deputy.released.v1"

    deputy_id: UUID
    seat_id: UUID
    body_id: UUID
    person_id: UUID
    ends: date


class TermEnding(Event):
    """A term of office ends in so many days: a timer of members to itself."""

    subject: ClassVar[str] = "members.term.ending.v1"

    body_id: UUID
    term_id: UUID
    days: int


class TermChanged(Event):
    """A term of office that had begun or was to come got other days."""

    subject: ClassVar[str] = "members.term.changed.v1"

    body_id: UUID
    term_id: UUID
    starts: date
    ends: date


class TermEndingNoticed(Event):
    """A coordinator is to be told that a term ends and what must be done before."""

    subject: ClassVar[str] = "members.term.noticed.v1"

    body_id: UUID
    body_slug: str
    person_id: UUID
    title: Words
    term_ends: date
    days: int
    seats: int


class ReviewDue(Event):
    """The day has come when a pause is looked at again: a timer of members to itself."""

    subject: ClassVar[str] = "members.review.due.v1"

    body_id: UUID
    review_on: date


class ReviewNoticed(Event):
    """A coordinator is to be told that a paused body is to be looked at again."""

    subject: ClassVar[str] = "members.review.noticed.v1"

    body_id: UUID
    body_slug: str
    person_id: UUID
    title: Words
    review_on: date


class BodyStarting(Event):
    """The planned start of a body has come: a timer of members to itself."""

    subject: ClassVar[str] = "members.body.starting.v1"

    body_id: UUID
    starts_on: date


class InterestsDue(Event):
    """A year's declarations of interests are to be asked for: a timer of members to itself."""

    subject: ClassVar[str] = "members.interests.due.v1"

    body_id: UUID
    year: int
    again: bool = False


class InterestsAsked(Event):
    """A member is asked to declare the interests of a year."""

    subject: ClassVar[str] = "members.interests.asked.v1"

    body_id: UUID
    person_id: UUID
    title: Words
    year: int


class RenewalAsked(Event):
    """Who holds a seat is asked whether they are available for the next term."""

    subject: ClassVar[str] = "members.renewal.asked.v1"

    seat_id: UUID
    body_id: UUID
    person_id: UUID
    title: Words
    represents: str
    term_ends: date
    answer_by: date
    again: bool = False
    """Whether this reminds of a question that was not answered yet."""


class RenewalDue(Event):
    """The time for answers about the next term ends soon: a timer of members to itself."""

    subject: ClassVar[str] = "members.renewal.due.v1"

    body_id: UUID
    answer_by: date


class NominationAsked(Event):
    """Another organ asked a body for names. Who asked on its behalf is not told: it may be a person."""

    subject: ClassVar[str] = "members.nomination.asked.v1"

    nomination_id: UUID
    version: int
    body_id: UUID
    organ: Words
    names: int
    deadline: datetime
    candidates_until: datetime
    open_form: bool


class NamesDue(Event):
    """The time for candidates ends soon: a timer of members to itself."""

    subject: ClassVar[str] = "members.names.due.v1"

    nomination_id: UUID
    candidates_until: datetime


class NominationCancelled(Event):
    """A request for names was called off."""

    subject: ClassVar[str] = "members.nomination.cancelled.v1"

    nomination_id: UUID
    version: int
    body_id: UUID
    organ: Words


class NamesAsked(Event):
    """A member or a coordinator of a body is to be told that names are asked for.

    With `again`, that the time for it ends soon.
    """

    subject: ClassVar[str] = "members.names.asked.v1"

    nomination_id: UUID
    body_id: UUID
    person_id: UUID
    organ: Words
    names: int
    candidates_until: datetime
    again: bool = False


class CandidateProposed(Event):
    """A candidate is to be told of being proposed, and where to say yes or take the name back.

    With `national`, a group of the national support organisation asks for the names.
    """

    subject: ClassVar[str] = "members.candidate.proposed.v1"

    nomination_id: UUID
    body_id: UUID
    person_id: UUID
    organ: Words
    national: bool


class NamesGiven(Event):
    """A member, a coordinator or a candidate is to be told what the body answered."""

    subject: ClassVar[str] = "members.names.given.v1"

    nomination_id: UUID
    body_id: UUID
    person_id: UUID
    organ: Words
    names: int
    standing: Literal["chosen", "not_chosen", "no_candidate"]
    unasked: bool = False
    """The body proposed on its own."""


class MandateEnding(Event):
    """A mandate in an outside organ ends soon: a timer of members to itself."""

    subject: ClassVar[str] = "members.mandate.ending.v1"

    mandate_id: UUID
    ends: date


class MandateNoticed(Event):
    """A representative or a coordinator is to be told of a mandate: given, soon over or ended early.

    Which organ it is stands in the register only: its words may name people.
    """

    subject: ClassVar[str] = "members.mandate.noticed.v1"

    mandate_id: UUID
    person_id: UUID
    on: date
    what: Literal["given", "ending", "ended"]


class MandateCorrected(Event):
    """A representative is to be told that a mandate in an outside organ was corrected, and when it ends."""

    subject: ClassVar[str] = "members.mandate.corrected.v1"

    mandate_id: UUID
    person_id: UUID
    on: date


class NominationClosed(Event):
    """One is to be told that a request for names was called off, or whom the organ named."""

    subject: ClassVar[str] = "members.nomination.closed.v1"

    nomination_id: UUID
    body_id: UUID
    person_id: UUID
    organ: Words
    what: Literal["cancelled", "named", "not_named"]


class CandidateWithdrew(Event):
    """A coordinator is to be told that a candidate took the name back, before or after the answer."""

    subject: ClassVar[str] = "members.candidate.withdrew.v1"

    nomination_id: UUID
    body_id: UUID
    person_id: UUID
    organ: Words
    answered: bool


class NominationAnswered(Event):
    """A body gave the names it was asked for or, with `unasked`, sent a proposal of its own."""

    subject: ClassVar[str] = "members.nomination.answered.v1"

    nomination_id: UUID
    version: int
    body_id: UUID
    organ: Words
    names: int
    asked: int
    late: bool
    unasked: bool = False


class GuestAsked(Event):
    """A person was asked to one item of a meeting, without a seat; meetings invites them."""

    subject: ClassVar[str] = "members.guest.asked.v1"

    guest_id: UUID
    person_id: UUID
    body_id: UUID
    meeting_id: UUID
    item_id: UUID
    represents: str
    starts: datetime
    ends: datetime


class AttendanceNoticed(Event):
    """A coordinator is to be told that seats of a body have been empty in several meetings in a row."""

    subject: ClassVar[str] = "members.attendance.noticed.v1"

    body_id: UUID
    person_id: UUID
    title: Words
    seats: int
    meetings: int


class MandateChanged(PublicEvent):
    """An organisation is represented in a national organ, from when until when, by a region's word.

    `group` is the organ's address when it is a group of the national instance. Nobody is named.
    """

    subject: ClassVar[str] = "members.mandate_changed.v1"

    mandate_id: UUID
    version: int
    organ: Words
    post: str
    represents: str
    starts: date
    ends: date
    group: str | None = None


class RequestNoticed(Event):
    """A coordinator is to be told that a request has no answer and its day has passed."""

    subject: ClassVar[str] = "members.request.noticed.v1"

    request_id: UUID
    body_id: UUID
    person_id: UUID
    direction: Literal["county_asks", "table_asks"]
    title: Words
    wanted_by: date
