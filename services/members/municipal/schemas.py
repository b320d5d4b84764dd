"""A contact of a municipality as people send and get it; the form has the same fields."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from services.members.municipal.queries import Contact
from shared.chassis.text import EmailAddress, Language, Line, OptionalLine


class ContactIn(BaseModel):
    """Whom to write to for a municipality; the name may be left out."""

    municipality: Annotated[str, StringConstraints(pattern=r"^\d{3}$")]
    role: Line
    email: EmailAddress
    language: Language
    name: OptionalLine = ""


class ContactOut(BaseModel):
    """A contact of a municipality, for the coordinator."""

    id: UUID
    municipality: str
    role: str
    person_id: UUID
    name: str
    email: str
    language: str
    since: datetime

    @classmethod
    def of(cls, contact: Contact) -> "ContactOut":
        kept, person = contact
        return cls(
            id=kept.id,
            municipality=kept.municipality,
            role=kept.role,
            person_id=person.id,
            name=person.name,
            email=person.email or "",
            language=person.language,
            since=kept.since,
        )


class ContactsOut(BaseModel):
    """The contacts of the region's municipalities."""

    items: list[ContactOut]

    @classmethod
    def all(cls, contacts: Sequence[Contact]) -> "ContactsOut":
        return cls(items=[ContactOut.of(contact) for contact in contacts])
