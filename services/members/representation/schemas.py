"""Mandates, requests for names and candidates, as people send and get them in JSON and in forms."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from services.members.bodies.schemas import Day, LineWords, Period, TextWords
from services.members.people.model import Person
from services.members.people.schemas import PersonIn
from services.members.representation.commands import Offer
from services.members.representation.model import Candidate, Mandate, Nomination
from shared.chassis.clock import HELSINKI, end_of_day
from shared.chassis.localised import LocalisedText
from shared.chassis.text import Line, OptionalParagraphs, Slug

Level = Literal["municipal", "regional", "national"]
AskedLevel = Annotated[Level | None, BeforeValidator(lambda value: value or None)]
"""The level of a filter: every level when nothing is chosen."""
Post = Literal["member", "deputy", "expert", "chair"]


class MandateIn(PersonIn, Period):
    """Someone represents the organisations in an organ from when to when."""

    organ: LineWords
    level: Level
    post: Post = "member"
    represents: Line
    body: Slug | None = None
    national_group: Slug | None = None

    def facts(self) -> dict[str, Any]:
        """Return the columns that are not of a person or a body."""
        same = ("level", "post", "represents", "starts", "ends", "national_group")
        return {name: getattr(self, name) for name in same} | {"organ": self.organ.localised()}


class MandateOut(BaseModel):
    """Who represents the organisations where: the name by consent or for the coordinator."""

    id: UUID
    organ: dict[str, str]
    level: str
    post: str
    represents: str
    name: str | None
    starts: date
    ends: date
    nomination_id: UUID | None
    national_group: str | None

    @classmethod
    def of(cls, mandate: Mandate, person: Person, *, named: bool) -> "MandateOut":
        same = ("id", "level", "post", "represents", "starts", "ends", "nomination_id", "national_group")
        return cls(
            **{name: getattr(mandate, name) for name in same},
            organ=mandate.organ.to_dict(),
            name=person.name if named or mandate.consents else None,
        )


class MandatesOut(BaseModel):
    """The register of external representation."""

    items: list[MandateOut]
    total: int


class NominationIn(BaseModel):
    """Another organ asks for names by a day's end or, with a time, by the clock."""

    asked_by: Line
    organ: LineWords
    level: Level = "regional"
    words: TextWords | None = None
    names: Annotated[int, Field(ge=1, le=200)]
    asked_on: Day
    deadline_day: Day
    deadline_time: time | None = None
    candidates_day: Day | None = None
    candidates_time: time | None = None
    open_form: bool = False
    term_starts: Day | None = None
    term_ends: Day | None = None
    national_group: Slug | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "NominationIn":
        if self.candidates_until > self.deadline or (
            self.term_starts and self.term_ends and self.term_ends <= self.term_starts
        ):
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return self

    @property
    def deadline(self) -> datetime:
        """The moment the answer must have left."""
        return _moment(self.deadline_day, self.deadline_time)

    @property
    def candidates_until(self) -> datetime:
        """The moment until which candidates are taken."""
        return _moment(self.candidates_day, self.candidates_time) if self.candidates_day else self.deadline

    def facts(self) -> dict[str, Any]:
        """Return the columns."""
        same = ("asked_by", "names", "asked_on", "open_form", "term_starts", "term_ends", "national_group")
        return {name: getattr(self, name) for name in same} | {
            "organ": self.organ.localised(),
            "level": "national" if self.national_group else self.level,
            "words": self.words.localised() if self.words else LocalisedText(),
            "deadline": self.deadline,
            "candidates_until": self.candidates_until,
        }


class TimesIn(BaseModel):
    """Other times for a request: by a day's end or, with a time, by the clock."""

    deadline_day: Day
    deadline_time: time | None = None
    candidates_day: Day | None = None
    candidates_time: time | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "TimesIn":
        if self.candidates_until > self.deadline:
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return self

    @property
    def deadline(self) -> datetime:
        """The moment the answer must have left."""
        return _moment(self.deadline_day, self.deadline_time)

    @property
    def candidates_until(self) -> datetime:
        """The moment until which candidates are taken."""
        return _moment(self.candidates_day, self.candidates_time) if self.candidates_day else self.deadline


class CandidateIn(PersonIn):
    """Someone who could be named, and who says on the own page whether the name may be shown."""

    represents: Line
    grounds: OptionalParagraphs = ""

    def offer(self) -> Offer:
        """Return what the command needs."""
        return Offer(**self.model_dump())


class AnswerIn(BaseModel):
    """The names and the words of the answer."""

    chosen: Annotated[list[UUID], Field(max_length=200)] = []
    deputy: UUID | None = None
    answer: TextWords


class NamingIn(BaseModel):
    """Whom the organ named, and how many others besides ours."""

    on: Day
    named: Annotated[list[UUID], Field(max_length=200)] = []
    others: Annotated[int, Field(ge=0, le=500)] = 0


class CandidateOut(BaseModel):
    """A candidate, for the coordinator; after the answer the chosen ones, by consent, for anyone."""

    id: UUID
    represents: str
    name: str | None
    chosen: bool
    named: bool
    channel: str
    received: datetime
    withdrawn: datetime | None
    """When the person took the name back, for the coordinator."""

    @classmethod
    def of(cls, candidate: Candidate, person: Person, *, named: bool) -> "CandidateOut":
        same = ("id", "represents", "chosen", "named", "channel", "received")
        return cls(
            **{name: getattr(candidate, name) for name in same},
            name=person.name if named or candidate.consents else None,
            withdrawn=candidate.withdrawn if named else None,
        )


class NominationOut(BaseModel):
    """A request for names and where it stands."""

    id: UUID
    version: int
    body_id: UUID
    state: str
    asked_by: str
    organ: dict[str, str]
    level: str
    words: dict[str, str]
    names: int
    asked_on: date
    deadline: datetime
    candidates_until: datetime
    open_form: bool
    answer: dict[str, str]
    answered: datetime | None
    late: bool
    named_on: date | None
    others_named: int
    national_group: str | None
    candidates: list[CandidateOut]

    @classmethod
    def of(
        cls,
        nomination: Nomination,
        candidates: Sequence[tuple[Candidate, Person]],
        *,
        at: datetime,
        everything: bool,
    ) -> "NominationOut":
        same = ("id", "version", "body_id", "asked_by", "level", "names", "asked_on", "deadline",
                "candidates_until", "open_form", "answered", "late", "named_on", "others_named",
                "national_group")  # fmt: skip
        return cls(
            **{name: getattr(nomination, name) for name in same},
            state=nomination.state(at),
            organ=nomination.organ.to_dict(),
            words=nomination.words.to_dict(),
            answer=nomination.answer.to_dict(),
            candidates=[
                CandidateOut.of(one, person, named=everything)
                for one, person in candidates
                if everything or one.chosen
            ],
        )


class NominationsOut(BaseModel):
    """Requests for names."""

    items: list[NominationOut]
    total: int


def _moment(day: date, at: time | None) -> datetime:
    """Return the moment by the clock, or the end of the day."""
    if at is None:
        return end_of_day(day)
    return datetime.combine(day, at.replace(tzinfo=None), HELSINKI)
