"""What meetings promises: meetings, invitations, attendance, memos."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.envelope import Event, PublicEvent, Words

Mode = Literal["teams", "hybrid", "in_person"]
Direction = Literal["county_asks", "table_asks"]


class TopicReceived(Event):
    """A topic was brought to a body."""

    subject: ClassVar[str] = "meetings.topic.received.v1"

    topic_id: UUID
    body_id: UUID
    title: Words
    municipalities: tuple[str, ...] = ()
    """The codes of the municipalities it is addressed to."""
    matter_id: UUID | None = None
    """The matter of an organisation that it was made of."""


class InvitationIssued(Event):
    """A person was invited to a meeting, or the invitation changed with the meeting.

    `changed` is another time or place, `agenda` another agenda; `cancelled` is the whole meeting,
    `withdrawn` this person's invitation alone.

    The calendar entry keeps its UID; `sequence` grows with every change (RFC 5545, RFC 5546).
    """

    subject: ClassVar[str] = "meetings.invitation.issued.v1"

    invitation_id: UUID
    meeting_id: UUID
    body_id: UUID
    person_id: UUID
    sequence: int
    kind: Literal["invited", "changed", "agenda", "cancelled", "withdrawn"]
    title: Words
    starts: datetime
    ends: datetime
    mode: Mode
    place: Words
    remote_link: str = ""
    agenda: tuple[Words, ...] = ()
    convenor: str = ""
    """The organisation in whose name the meeting is called, if the body has one."""
    as_deputy: bool = False
    """The person is invited in the place of a member who cannot come."""
    as_guest: bool = False
    """The person is invited to the items of `agenda` alone, from `starts` to `ends`."""


class RsvpReceived(Event):
    """An invited person answered."""

    subject: ClassVar[str] = "meetings.rsvp.received.v1"

    invitation_id: UUID
    meeting_id: UUID
    person_id: UUID
    answer: Literal["on_site", "remote", "excused"]


class MeetingConvened(PublicEvent):
    """A meeting was called: the time, the place and the agenda are known."""

    subject: ClassVar[str] = "meetings.meeting_convened.v1"

    meeting_id: UUID
    sequence: int
    body_id: UUID
    title: Words
    starts: datetime
    ends: datetime
    mode: Mode
    place: Words
    agenda: tuple[Words, ...] = ()


class MeetingMoved(MeetingConvened):
    """A called meeting got another time or place."""

    subject: ClassVar[str] = "meetings.meeting_moved.v1"


class MeetingCancelled(PublicEvent):
    """A called meeting will not be held."""

    subject: ClassVar[str] = "meetings.meeting_cancelled.v1"

    meeting_id: UUID
    sequence: int
    body_id: UUID
    title: Words
    starts: datetime


class MeetingHeld(PublicEvent):
    """The attendance of a meeting was recorded. Figures under five are left out."""

    subject: ClassVar[str] = "meetings.meeting_held.v1"

    meeting_id: UUID
    version: int
    body_id: UUID
    starts: datetime
    invited: int | None = None
    present: int | None = None


class AttendanceLow(Event):
    """Seats of a body have been empty in so many meetings in a row; members tells its coordinators."""

    subject: ClassVar[str] = "meetings.attendance.low.v1"

    body_id: UUID
    title: Words
    seats: int
    meetings: int


class RequestMade(Event):
    """The county asked the table something, or the table the county."""

    subject: ClassVar[str] = "meetings.request.made.v1"

    request_id: UUID
    body_id: UUID
    direction: Direction
    wanted_by: date


class RequestAnswered(Event):
    """A request was answered."""

    subject: ClassVar[str] = "meetings.request.answered.v1"

    request_id: UUID
    body_id: UUID


class RequestWithdrawn(Event):
    """A request was taken back."""

    subject: ClassVar[str] = "meetings.request.withdrawn.v1"

    request_id: UUID
    body_id: UUID


class RequestDue(Event):
    """The day of a request has passed: a timer of meetings to itself."""

    subject: ClassVar[str] = "meetings.request.due.v1"

    request_id: UUID


class RequestOverdue(Event):
    """The day of a request has passed without an answer; members tells the body's coordinators."""

    subject: ClassVar[str] = "meetings.request.overdue.v1"

    request_id: UUID
    body_id: UUID
    direction: Direction
    title: Words
    wanted_by: date


class MemoPublished(PublicEvent):
    """The memo of a meeting was published, or a translation of it came."""

    subject: ClassVar[str] = "meetings.memo_published.v1"

    meeting_id: UUID
    version: int
    body_id: UUID
    title: Words
    summary: Words
    published: datetime
    translation_due: date | None = None
