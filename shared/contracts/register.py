"""What members promises of the register of people: who was added, or given something to do, by hand."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.envelope import Event, Words


class PersonAdded(Event):
    """Somebody new was added to the register by hand, and is told by letter."""

    subject: ClassVar[str] = "members.person.added.v1"

    person_id: UUID


class RoleGiven(Event):
    """A person who did not hold a role was given it by hand, not with a seat or an office, and is told."""

    subject: ClassVar[str] = "members.role.given.v1"

    person_id: UUID
    role: str
    body_id: UUID | None = None
    body: Words = {}
    """What the body is called; nothing when the role holds in the whole region."""
    on: date
    """The first day of the role."""


class SelectorNamed(Event):
    """A person was named to evaluate the applications of a call, and is told by letter."""

    subject: ClassVar[str] = "members.selector.named.v1"

    call_id: UUID
    person_id: UUID
    title: Words


class PersonCorrected(Event):
    """What a person is called, or how written to, has changed: who was told by name is told again."""

    subject: ClassVar[str] = "members.person.corrected.v1"

    person_id: UUID


class AdviserNoticed(Event):
    """A coordinator is to be told of an adviser whom national proposes: new, with another address, ended."""

    subject: ClassVar[str] = "members.adviser.noticed.v1"

    adviser_id: UUID
    person_id: UUID
    what: Literal["proposed", "moved", "ended"]
    title: Words
    on: date
    """The first day of who is proposed, the last of who has ended."""


class AdviserDeclined(Event):
    """A coordinator of national is to be told that a region does not let in an adviser proposed to it."""

    subject: ClassVar[str] = "members.adviser.declined.v1"

    adviser_id: UUID
    person_id: UUID
    title: Words
    on: date
