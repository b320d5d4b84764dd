"""Bodies and seats as people send and get them."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from services.members.bodies.commands import Plan
from services.members.bodies.model import Seat, Term, Theme, WholeBody
from services.members.people.model import Person
from services.members.people.schemas import PersonIn
from shared.chassis.localised import LocalisedText
from shared.chassis.text import Line, OptionalLine, OptionalParagraphs, Slug

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
Kind = Literal[
    "partnership_table", "advisory_board", "assembly", "forum_series", "sub_group", "working_committee"
]
State = Literal["planned", "active", "paused", "ended"]
SeatKind = Literal["organisation", "county", "municipality", "regional_council", "expert"]
Mode = Literal["teams", "hybrid", "in_person"]
Target = Annotated[int, Field(ge=1, le=200)]


class _Words(BaseModel):
    @model_validator(mode="after")
    def _in_some_language(self) -> "_Words":
        if not self.localised():
            raise PydanticCustomError("missing", "Write this in at least one language")
        return self

    def localised(self) -> LocalisedText:
        """Return the words as a text."""
        return LocalisedText.of(self.model_dump())


class LineWords(_Words):
    """One line in the languages it exists in, at least one."""

    fi: OptionalLine = ""
    sv: OptionalLine = ""
    en: OptionalLine = ""


class TextWords(_Words):
    """A longer text in the languages it exists in, at least one."""

    fi: OptionalParagraphs = ""
    sv: OptionalParagraphs = ""
    en: OptionalParagraphs = ""


class Period(BaseModel):
    """Days from and to, both included."""

    starts: Day
    ends: Day

    @model_validator(mode="after")
    def _in_order(self) -> "Period":
        if self.ends <= self.starts:
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return self


class ThemeIn(BaseModel):
    """A theme to set up."""

    slug: Slug
    name: LineWords
    target: Annotated[int, Field(ge=0, le=200)]


class BodyIn(BaseModel):
    """A body to set up."""

    slug: Slug
    kind: Kind
    name: LineWords
    purpose: TextWords
    decision_power: bool = False
    cadence_min: Annotated[int, Field(ge=0, le=100)] = 4
    cadence_max: Annotated[int, Field(ge=0, le=100)] = 6
    modes: Annotated[list[Mode], Field(max_length=3)] = []
    deputies: bool = False
    term_months: Annotated[int, Field(ge=1, le=120)] = 24
    parent: Slug | None = None
    state: State = "active"
    parties: dict[SeatKind, Target] = {}
    themes: Annotated[list[ThemeIn], Field(max_length=60)] = []
    terms: Annotated[list[Period], Field(max_length=60)] = []

    @model_validator(mode="after")
    def _holds_together(self) -> "BodyIn":
        if self.cadence_max < self.cadence_min:
            raise PydanticCustomError("end_before_start", "The greatest number must not be the smaller one")
        if len({theme.slug for theme in self.themes}) < len(self.themes):
            raise PydanticCustomError("enum", "Each theme has a slug of its own")
        terms = sorted(self.terms, key=lambda term: term.starts)
        if any(later.starts <= earlier.ends for earlier, later in pairwise(terms)):
            raise PydanticCustomError("end_before_start", "Terms must not overlap")
        return self

    def plan(self) -> Plan:
        """Return what the command sets up."""
        apart = {"name", "purpose", "parent", "parties", "themes", "terms"}
        words = {"name": self.name.localised(), "purpose": self.purpose.localised()}
        return Plan(
            facts=self.model_dump(exclude=apart) | words,
            parent=self.parent,
            parties={str(kind): target for kind, target in self.parties.items()},
            themes=[(theme.slug, theme.name.localised(), theme.target) for theme in self.themes],
            terms=[(term.starts, term.ends) for term in self.terms],
        )


class BodyChangeIn(BaseModel):
    """What to change of a body; what is not given stays."""

    name: LineWords | None = None
    purpose: TextWords | None = None
    state: State | None = None

    def facts(self) -> dict[str, Any]:
        """Return the columns that were given."""
        given = {
            "name": self.name and self.name.localised(),
            "purpose": self.purpose and self.purpose.localised(),
            "state": self.state,
        }
        return {name: value for name, value in given.items() if value}


class ThemeOut(BaseModel):
    """A theme with its soft target and filled seats."""

    slug: str
    name: dict[str, str]
    target: int
    filled: int


class TermOut(BaseModel):
    """A term of office."""

    id: UUID
    starts: date
    ends: date

    @classmethod
    def of(cls, term: Term) -> "TermOut":
        return cls(id=term.id, starts=term.starts, ends=term.ends)


class BodyOut(BaseModel):
    """A body, for anyone."""

    id: UUID
    version: int
    slug: str
    kind: str
    name: dict[str, str]
    purpose: dict[str, str]
    decision_power: bool
    cadence_min: int
    cadence_max: int
    modes: list[str]
    deputies: bool
    term_months: int
    parent: str | None
    state: str
    parties: dict[str, int]
    themes: list[ThemeOut]
    terms: list[TermOut]
    filled: int
    seats: int

    @classmethod
    def of(cls, whole: WholeBody, on: date, parents: Mapping[UUID, str]) -> "BodyOut":
        body = whole.body
        taken = whole.taken(on)
        same = (
            "id", "version", "slug", "kind", "decision_power", "cadence_min", "cadence_max", "modes",
            "deputies", "term_months", "state",
        )  # fmt: skip
        return cls(
            **{name: getattr(body, name) for name in same},
            name=body.name.to_dict(),
            purpose=body.purpose.to_dict(),
            parent=parents.get(body.parent_id) if body.parent_id else None,
            parties={party.kind: party.target for party in whole.parties},
            themes=[ThemeOut(**figure.model_dump()) for figure in whole.figures(taken)],
            terms=[TermOut.of(term) for term in whole.terms],
            filled=len(taken),
            seats=whole.target,
        )


class BodiesOut(BaseModel):
    """Every body."""

    items: list[BodyOut]
    total: int


class SeatIn(BaseModel):
    """A seat to fill without a call."""

    kind: SeatKind
    represents: Line
    person: PersonIn
    starts: Day
    ends: Day
    theme: Slug | None = None
    organisation_id: UUID | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "SeatIn":
        if self.ends <= self.starts:
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return self


class VacateIn(BaseModel):
    """When a seat is left; `on` is the last day."""

    on: Day


class SeatPersonOut(BaseModel):
    """Who holds a seat, for those who may see names."""

    id: UUID
    name: str


class SeatOut(BaseModel):
    """A seat as one person holds it."""

    id: UUID
    version: int
    body_id: UUID
    kind: str
    represents: str
    theme: str | None
    organisation_id: UUID | None
    starts: date
    ends: date
    left: bool
    succeeds: UUID | None
    person: SeatPersonOut | None

    @classmethod
    def of(cls, seat: Seat, theme: Theme | None, person: Person | None) -> "SeatOut":
        same = ("id", "version", "body_id", "kind", "represents", "organisation_id", "starts", "ends")
        return cls(
            **{name: getattr(seat, name) for name in same},
            theme=theme.slug if theme else None,
            left=seat.left_at is not None,
            succeeds=seat.succeeds_id,
            person=SeatPersonOut(id=person.id, name=person.name) if person else None,
        )


class CompositionOut(BaseModel):
    """Who sat in a body on a day."""

    body_id: UUID
    on: date
    filled: int
    themes: list[ThemeOut]
    items: list[SeatOut]

    @classmethod
    def of(cls, whole: WholeBody, on: date, people: Mapping[UUID, Person]) -> "CompositionOut":
        seats = whole.composition(on)
        return cls(
            body_id=whole.body.id,
            on=on,
            filled=len(seats),
            themes=[ThemeOut(**figure.model_dump()) for figure in whole.figures(seats)],
            items=[SeatOut.of(seat, whole.theme_of(seat), people.get(seat.person_id)) for seat in seats],
        )
