"""The forms of the area, the founding and the contact of a body."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from services.members.charters.commands import Beginning
from services.members.charters.model import SEASONS, Asking, Charter
from services.members.charters.schemas import OptionalTextWords, OptionalWords
from shared.chassis.text import EmailAddress, OptionalLine, OptionalParagraphs

DECADE = "decade"
Part = Literal[
    "decade", "spring", "summer", "autumn", "winter",
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12",
]  # fmt: skip


class FoundingForm(BaseModel):
    """How a body was founded; without a year nothing is known of it."""

    year: Annotated[int, Field(ge=1800, le=2200)] | None = None
    part: Part | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    founders: OptionalParagraphs = ""
    founding: OptionalTextWords = OptionalTextWords()

    def beginning(self) -> Beginning | None:
        """Return what the command writes down."""
        if self.year is None:
            return None
        part = self.part or ""
        names = [name for line in self.founders.splitlines() if (name := line.strip()[:200])]
        return Beginning(
            year=self.year,
            decade=part == DECADE,
            season=part if part in SEASONS else None,
            month=int(part) if part.isdigit() else None,
            day=self.day,
            purpose=self.founding.localised(),
            founders=[(None, name) for name in names],
        )


class ContactForm(BaseModel):
    """Whom to ask about a body; without a title there is no contact."""

    title: OptionalWords = OptionalWords()
    organisation: OptionalLine = ""
    email: EmailAddress | None = None
    phone: OptionalLine = ""

    def asking(self) -> Asking | None:
        """Return what the command writes down."""
        title = self.title.localised()
        return (
            Asking(title=title, organisation=self.organisation, email=self.email or "", phone=self.phone)
            if title
            else None
        )


def of_founding(charter: Charter) -> dict[str, Any]:
    """Return how a body was founded, as the fields of its form."""
    founding = charter.founding
    if founding is None:
        return {}
    part = DECADE if founding.decade else founding.season or founding.month or ""
    words = {f"founding_{language}": text for language, text in founding.purpose.to_dict().items()}
    return {
        "year": str(founding.year),
        "part": str(part),
        "day": str(founding.day or ""),
        "founders": "\n".join(one.represents for one in charter.founders),
    } | words


def of_contact(charter: Charter) -> dict[str, Any]:
    """Return whom to ask, as the fields of the form."""
    contact = charter.contact
    if contact is None:
        return {}
    words = {f"title_{language}": text for language, text in contact.title.to_dict().items()}
    return {name: getattr(contact, name) for name in ("organisation", "email", "phone")} | words
