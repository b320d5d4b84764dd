"""What members promises of cooperation: the principle, matters, reports, members' news, municipal contacts.

Words that people write stay where they were written: a letter leads to them.
"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from shared.contracts.envelope import Event, Words


class PledgeAsked(Event):
    """Who took a seat, or its deputy's place, is welcome, and asked to accept the principle.

    `told` says that the letter of the selection has done so. Of an attendee nothing is asked.
    """

    subject: ClassVar[str] = "members.pledge.asked.v1"

    seat_id: UUID
    body_id: UUID
    person_id: UUID
    title: Words
    body_slug: str = ""
    kind: str = "organisation"
    represents: str = ""
    is_deputy: bool = False
    term_starts: date | None = None
    term_ends: date | None = None
    told: bool = False


class MatterReceived(Event):
    """A representative is to be told that an organisation has sent a matter to those of its theme."""

    subject: ClassVar[str] = "members.matter.received.v1"

    matter_id: UUID
    body_id: UUID
    person_id: UUID
    title: Words
    theme: Words


class MatterAnswered(Event):
    """Who sent a matter is to be told that a representative has answered."""

    subject: ClassVar[str] = "members.matter.answered.v1"

    matter_id: UUID
    body_id: UUID
    person_id: UUID
    title: Words
    theme: Words


class ThemeReported(Event):
    """The contact person of a theme's organisation is to be told that a representative has reported."""

    subject: ClassVar[str] = "members.theme.reported.v1"

    report_id: UUID
    body_id: UUID
    person_id: UUID
    title: Words
    theme: Words
    represents: str


class MemberNewsShared(Event):
    """A member is to be told, if they chose so, that a fellow member's organisation has shared news."""

    subject: ClassVar[str] = "members.news.shared.v1"

    news_id: UUID
    person_id: UUID
    represents: str


class MunicipalContactChanged(Event):
    """A municipality got a contact person from a moment on, or has that one until a moment."""

    subject: ClassVar[str] = "members.municipal_contact.changed.v1"

    contact_id: UUID
    version: int
    municipality: str
    person_id: UUID
    since: datetime
    until: datetime | None = None
