"""Advisers as national proposes them, and what a region makes of that, as forms and JSON."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.members.advisers.model import AdviserHere
from services.members.charters.schemas import Day
from services.members.people.schemas import TitleWords
from shared.chassis.localised import LocalisedText
from shared.chassis.text import EmailAddress, Language, Line, Slug

Version = Annotated[int, Field(ge=1, le=2_000_000_000)]


class Withdrawn(BaseModel):
    """What is read of AdviserWithdrawn: national may run a version of its own, so it is checked."""

    adviser_id: UUID
    version: Version
    region: Slug
    ends: Day
    erased: bool = False

    def facts(self) -> dict[str, Any]:
        """Return the columns of one who was not heard of before: no name."""
        nobody = {"name": "", "email": "", "language": "", "languages": []}
        unsaid = {"title": LocalisedText(), "employer": LocalisedText()}
        return nobody | unsaid | {"version": self.version, "starts": self.ends, "ends": self.ends}


class Proposed(BaseModel):
    """What is read of AdviserProposed."""

    adviser_id: UUID
    version: Version
    region: Slug
    name: Line
    email: EmailAddress
    language: Language
    title: TitleWords
    employer: TitleWords
    languages: Annotated[list[Language], Field(max_length=3)]
    starts: Day
    ends: Day | None = None

    def facts(self) -> dict[str, Any]:
        """Return the columns."""
        same = ("version", "name", "email", "language", "languages", "starts", "ends")
        return {name: getattr(self, name) for name in same} | {
            "title": LocalisedText.of(self.title.model_dump()),
            "employer": LocalisedText.of(self.employer.model_dump()),
        }


class LetInIn(BaseModel):
    """With which role an adviser is let in: in one of the region's bodies."""

    role: Literal["member", "secretary"] = "member"
    body_id: UUID


class ProposedOut(BaseModel):
    """Whom national proposes, and what has become of it here."""

    adviser_id: UUID
    name: str
    email: str
    title: dict[str, str]
    employer: dict[str, str]
    languages: list[str]
    starts: date
    ends: date | None
    state: Literal["waiting", "let_in", "declined", "over"]
    moved: bool
    longer: bool
    person_id: UUID | None
    role: str | None
    body_id: UUID | None
    role_ends: date | None

    @classmethod
    def of(cls, found: AdviserHere, on: date) -> "ProposedOut":
        one, given = found.adviser, found.given
        same = ("name", "email", "languages", "starts", "ends", "longer", "person_id")
        return cls(
            adviser_id=one.id,
            moved=found.moved,
            **{name: getattr(one, name) for name in same},
            title=one.title.to_dict(),
            employer=one.employer.to_dict(),
            state=one.state(on),
            role=given.role if given else None,
            body_id=given.body_id if given else None,
            role_ends=given.ends if given else None,
        )


class ProposedListOut(BaseModel):
    """Everyone whom national proposes."""

    items: list[ProposedOut]
    waiting: int
