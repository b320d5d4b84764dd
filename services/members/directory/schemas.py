"""What members see of each other's organisations, as JSON."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel

from services.members.directory.queries import Entry


class PlaceOut(BaseModel):
    """A body in which the organisation has a seat, and for which theme."""

    body: str
    theme: str | None


class FellowOut(BaseModel):
    """Who agreed to be shown to fellow members."""

    name: str
    email: str


class EntryOut(BaseModel):
    """An organisation at the table, for fellow members."""

    organisation_id: UUID | None
    name: str
    description: str
    municipality: str | None
    served: list[str]
    themes: list[str]
    sectors: list[str]
    activities: list[str]
    contact_role: str
    contact_email: str
    seats: list[PlaceOut]
    people: list[FellowOut]

    @classmethod
    def of(cls, entry: Entry) -> "EntryOut":
        known = entry.organisation
        return cls(
            organisation_id=known.id if known else None,
            name=entry.name,
            description=known.description if known else "",
            municipality=known.municipality if known else None,
            served=known.served if known else [],
            themes=known.themes if known else [],
            sectors=known.sectors if known else [],
            activities=known.activities if known else [],
            contact_role=known.contact_role if known else "",
            contact_email=entry.email,
            seats=[
                PlaceOut(body=body.slug, theme=theme.slug if theme else None) for body, theme in entry.seats
            ],
            people=[FellowOut(name=person.name, email=person.email or "") for person in entry.people],
        )


class EntriesOut(BaseModel):
    """The organisations at the table, by name."""

    items: list[EntryOut]

    @classmethod
    def all(cls, entries: Sequence[Entry]) -> "EntriesOut":
        return cls(items=[EntryOut.of(entry) for entry in entries])
