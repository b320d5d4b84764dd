"""What members promises of the register of people: who was added, or given something to do, by hand."""

from datetime import date
from typing import ClassVar
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
