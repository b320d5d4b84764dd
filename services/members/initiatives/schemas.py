"""Proposals of one's own, as people send and get them in JSON and in forms."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, field_validator
from pydantic.fields import Field
from pydantic_core import PydanticCustomError

from services.members.bodies.schemas import Day, LineWords, TextWords
from services.members.charters.schemas import OptionalWords
from services.members.initiatives.model import standing
from services.members.initiatives.queries import Initiative
from services.members.people.schemas import PersonIn
from services.members.representation.commands import Offer
from services.members.representation.schemas import Level
from shared.chassis.localised import LocalisedText
from shared.chassis.text import Line, OptionalParagraphs


class InitiativeIn(PersonIn):
    """Whom a body proposes to which organ and why; the one who is proposed must have agreed."""

    organ: LineWords
    level: Level = "regional"
    addressee: Line
    words: TextWords
    represents: Line
    grounds: OptionalParagraphs = ""
    agreed: Annotated[bool, Field(validate_default=True)] = False
    term_starts: Day
    term_ends: Day

    @field_validator("agreed")
    @classmethod
    def _agreed(cls, value: bool) -> bool:
        if not value:
            raise PydanticCustomError("accept_needed", "Who is proposed must have agreed to it")
        return value

    @field_validator("term_ends")
    @classmethod
    def _in_order(cls, value: date, info: Any) -> date:
        if (starts := info.data.get("term_starts")) and value <= starts:
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return value

    def facts(self) -> dict[str, Any]:
        """Return the columns that are not of the one who is proposed."""
        return {
            "organ": self.organ.localised(),
            "level": self.level,
            "asked_by": self.addressee,
            "words": self.words.localised(),
            "answer": LocalisedText(),
            "term_starts": self.term_starts,
            "term_ends": self.term_ends,
        }

    def offer(self) -> Offer:
        """Return who is proposed."""
        same = ("name", "email", "language", "represents", "grounds")
        return Offer(**{name: getattr(self, name) for name in same})


class OutcomeIn(BaseModel):
    """What the organ answered, and when."""

    accepted: bool
    on: Day
    answer: OptionalWords = OptionalWords()


class InitiativeOut(BaseModel):
    """A proposal and where it stands; the name by consent or for the body's own.

    Who took the name back is nobody any more, but for those who lead the body.
    """

    id: UUID
    body_id: UUID
    state: str
    organ: dict[str, str]
    level: str
    addressee: str
    words: dict[str, str]
    represents: str | None
    name: str | None
    term_starts: date
    term_ends: date
    written_on: date
    sent: datetime | None
    answered_on: date | None
    answer: dict[str, str]

    @classmethod
    def of(cls, found: Initiative, *, named: bool, leads: bool) -> "InitiativeOut":
        one, candidate = found.nomination, found.candidate
        told = candidate if candidate and (leads or not candidate.withdrawn) else None
        shown = told is not None and (named or told.consents)
        return cls(
            id=one.id,
            body_id=one.body_id,
            state=standing(one, candidate),
            organ=one.organ.to_dict(),
            level=one.level,
            addressee=one.asked_by,
            words=one.words.to_dict(),
            represents=told.represents if told else None,
            name=found.person.name if found.person and shown else None,
            term_starts=one.term_starts,
            term_ends=one.term_ends,
            written_on=one.asked_on,
            sent=one.answered,
            answered_on=one.named_on,
            answer=one.answer.to_dict(),
        )


class InitiativesOut(BaseModel):
    """The proposals one may see, the newest first."""

    items: list[InitiativeOut]


def typed(found: Initiative) -> dict[str, Any]:
    """Return a proposal as the fields of its form; who took the name back must agree anew."""
    one, candidate, person = found.nomination, found.candidate, found.person
    words = {
        f"{name}_{language}": text
        for name in ("organ", "words")
        for language, text in getattr(one, name).to_dict().items()
    }
    days = {name: day.isoformat() for name in ("term_starts", "term_ends") if (day := getattr(one, name))}
    fields = words | days | {"level": one.level, "addressee": one.asked_by}
    if candidate is None or person is None:
        return fields
    known = {"name": person.name, "email": person.email, "language": person.language}
    said = {"represents": candidate.represents, "grounds": candidate.grounds}
    return fields | known | said | {"agreed": "" if candidate.withdrawn else "1"}
