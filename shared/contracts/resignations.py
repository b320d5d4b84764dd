"""What members promises of those who give up a seat, an office or a place as a deputy."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.contracts.envelope import Event, Words


class ResignationNoticed(Event):
    """A coordinator is to be told that a member resigns from a seat."""

    subject: ClassVar[str] = "members.resignation.noticed.v1"

    body_id: UUID
    body_slug: str
    seat_id: UUID
    person_id: UUID
    title: Words
    represents: str
    on: date


class TaskResigned(Event):
    """A coordinator is to be told that someone gives up an office, or a place as a deputy."""

    subject: ClassVar[str] = "members.task.resigned.v1"

    body_id: UUID
    body_slug: str
    person_id: UUID
    title: Words
    kind: str
    """The office, or "deputy"."""
    represents: str
    on: date
