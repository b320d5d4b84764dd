"""The shape of every event: a frozen fact with a subject, wrapped as a CloudEvent on the wire."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

Words = dict[str, str]
"""A public text: language code to words. A language that is not there yet is not there."""


class Event(BaseModel):
    """A fact on the EVENTS stream: ids and figures, never personal data, never a command.

    A published class may only gain optional fields; anything else is a `…v2` beside it.
    Consumers ignore fields they do not know.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    subject: ClassVar[str]

    def address(self, slug: str) -> str:
        """Return the NATS subject this event is published on in the instance `slug`."""
        return self.subject


class PublicEvent(Event):
    """A fact on the PUBLIC stream: what anyone may know, and figures about at least five."""

    def address(self, slug: str) -> str:
        return f"public.{slug}.{self.subject}"


class PersonEvent(Event):
    """What is known of one person, on the PEOPLE stream: the only place personal data travels.

    One message is kept per person, so the last one is the whole truth.
    """

    person_id: UUID

    def address(self, slug: str) -> str:
        return f"people.{self.person_id}"


class Envelope(BaseModel):
    """A CloudEvent 1.0 in structured JSON (cloudevents.io), as it travels through NATS."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: str = "1.0"
    id: UUID
    source: str
    type: str
    time: datetime
    datacontenttype: str = "application/json"
    traceparent: str | None = None
    data: dict[str, Any]
