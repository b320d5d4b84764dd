"""Bodies and seats as people send and get them."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from services.members.bodies.commands import Change, Plan, PlannedTheme
from services.members.bodies.model import Seat, Term, Theme, WholeBody
from services.members.charters.schemas import AskedDay as AskedDay
from services.members.charters.schemas import (
    CapacityIn,
    CapacityOut,
    Code,
    ContactIn,
    ContactOut,
    FoundingIn,
    FoundingOut,
    PartnerIn,
    PartnerOut,
    ScopeIn,
    ScopeOut,
)
from services.members.charters.schemas import Day as Day
from services.members.charters.schemas import LineWords as LineWords
from services.members.charters.schemas import Municipality as Municipality
from services.members.charters.schemas import TextWords as TextWords
from services.members.people.model import Person
from services.members.people.schemas import PersonIn
from shared.chassis.localised import LocalisedText
from shared.chassis.text import Line, OptionalLine, OptionalParagraphs, Slug

State = Literal["planned", "in_development", "active", "paused", "ended"]
SeatKind = Literal[
    "organisation", "county", "municipality", "regional_council", "expert", "attendee", "region"
]
EndReason = Literal["resigned", "organisation_withdrew", "duties_changed", "other"]
Grouping = Literal["themes", "sectors"]
Mode = Literal["teams", "hybrid", "in_person"]
WORDS = ("name", "purpose", "goals")
Target = Annotated[int, Field(ge=1, le=200)]


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
    protected: bool = False

    def planned(self) -> PlannedTheme:
        """Return what the command sets up."""
        return PlannedTheme(self.slug, self.name.localised(), self.target, protected=self.protected)


class BodyIn(BaseModel):
    """A body to set up."""

    slug: Slug
    kind: Code
    name: LineWords
    purpose: TextWords
    goals: TextWords | None = None
    grouping: Grouping = "themes"
    starts_on: Day | None = None
    review_on: Day | None = None
    decision_power: bool = False
    cadence_min: Annotated[int, Field(ge=0, le=100)] = 4
    cadence_max: Annotated[int, Field(ge=0, le=100)] = 6
    modes: Annotated[list[Mode], Field(max_length=3)] = []
    deputies: bool = False
    term_months: Annotated[int, Field(ge=1, le=120)] = 24
    parent: Slug | None = None
    from_outside: bool = False
    state: State = "active"
    parties: dict[SeatKind, Target] = {}
    themes: Annotated[list[ThemeIn], Field(max_length=60)] = []
    terms: Annotated[list[Period], Field(max_length=60)] = []
    partners: Annotated[list[PartnerIn], Field(max_length=60)] = []
    capacities: Annotated[list[CapacityIn], Field(max_length=60)] = []
    elects: Slug | None = None
    scope: ScopeIn | None = None
    founding: FoundingIn | None = None
    contact: ContactIn | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> "BodyIn":
        if self.cadence_max < self.cadence_min:
            raise PydanticCustomError("end_before_start", "The greatest number must not be the smaller one")
        if len({theme.slug for theme in self.themes}) < len(self.themes):
            raise PydanticCustomError("enum", "Each theme has a slug of its own")
        if self.review_on and self.state != "paused":
            raise PydanticCustomError("review_of_pause", "Only a paused body has a day of review")
        terms = sorted(self.terms, key=lambda term: term.starts)
        if any(later.starts <= earlier.ends for earlier, later in pairwise(terms)):
            raise PydanticCustomError("end_before_start", "Terms must not overlap")
        return self

    def plan(self) -> Plan:
        """Return what the command sets up."""
        charter = {"partners", "capacities", "elects", "scope", "founding", "contact"}
        apart = {"name", "purpose", "goals", "parent", "parties", "themes", "terms", *charter}
        words = {
            "name": self.name.localised(),
            "purpose": self.purpose.localised(),
            "goals": self.goals.localised() if self.goals else LocalisedText(),
        }
        return Plan(
            facts=self.model_dump(exclude=apart) | words,
            parent=self.parent,
            elects=self.elects,
            parties={str(kind): target for kind, target in self.parties.items()},
            themes=[one.planned() for one in self.themes],
            terms=[(term.starts, term.ends) for term in self.terms],
            partners=[partner.keeping() for partner in self.partners],
            capacities=[capacity.standing() for capacity in self.capacities],
            area=self.scope.area() if self.scope else None,
            beginning=self.founding.beginning() if self.founding else None,
            asking=self.contact.asking() if self.contact else None,
        )


class BodyChangeIn(BaseModel):
    """What to change of a body; what is not given stays. A theme that is named is changed or added."""

    name: LineWords | None = None
    purpose: TextWords | None = None
    goals: TextWords | None = None
    kind: Code | None = None
    decision_power: bool | None = None
    state: State | None = None
    review_on: Day | None = None
    starts_on: Day | None = None
    cadence_min: Annotated[int, Field(ge=0, le=100)] | None = None
    cadence_max: Annotated[int, Field(ge=0, le=100)] | None = None
    modes: Annotated[list[Mode], Field(max_length=3)] | None = None
    deputies: bool | None = None
    from_outside: bool | None = None
    term_months: Annotated[int, Field(ge=1, le=120)] | None = None
    parties: dict[SeatKind, Target] | None = None
    themes: Annotated[list[ThemeIn], Field(max_length=60)] | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> "BodyChangeIn":
        if self.review_on and self.state not in (None, "paused"):
            raise PydanticCustomError("review_of_pause", "Only a paused body has a day of review")
        if self.cadence_min and self.cadence_max and self.cadence_max < self.cadence_min:
            raise PydanticCustomError("end_before_start", "The greatest number must not be the smaller one")
        return self

    def change(self) -> Change:
        """Return what the command changes."""
        words = {name: text.localised() for name in WORDS if (text := getattr(self, name))}
        plain = self.model_dump(exclude={*WORDS, "parties", "themes"}, exclude_none=True)
        return Change(
            facts=plain | words,
            parties={str(kind): seats for kind, seats in self.parties.items()}
            if self.parties is not None
            else None,
            themes=[theme.planned() for theme in self.themes or ()],
        )


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
    kind_name: dict[str, str]
    goals: dict[str, str]
    grouping: str
    from_outside: bool
    starts_on: date | None
    review_on: date | None
    partners: list[PartnerOut]
    capacities: list[CapacityOut]
    elects: list[str]
    scope: ScopeOut | None
    founding: FoundingOut | None
    contact: ContactOut | None

    @classmethod
    def of(cls, whole: WholeBody, on: date, parents: Mapping[UUID, str]) -> "BodyOut":
        body = whole.body
        taken, charter = whole.taken(on), whole.charter
        scope = charter.scope_on(on)
        same = (
            "id", "version", "slug", "kind", "decision_power", "cadence_min", "cadence_max", "modes",
            "deputies", "term_months", "state", "grouping", "from_outside", "starts_on", "review_on",
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
            kind_name=whole.kind.name.to_dict(),
            goals=body.goals.to_dict(),
            partners=[PartnerOut.of(partner) for partner in charter.partners_on(on)],
            capacities=[CapacityOut.of(capacity) for capacity in charter.capacities_on(on)],
            elects=[
                parents[relation.other_id]
                for relation in charter.relations_on(on)
                if relation.kind == "elects" and relation.body_id == body.id
            ],
            scope=ScopeOut.of(scope) if scope else None,
            founding=FoundingOut.of(charter),
            contact=ContactOut.of(charter.contact) if charter.contact else None,
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
    municipality: Municipality | None = None
    decision: OptionalLine = ""
    grounds: OptionalParagraphs = ""

    @model_validator(mode="after")
    def _in_order(self) -> "SeatIn":
        if self.ends <= self.starts:
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return self


class VacateIn(BaseModel):
    """When and why a seat is left; `on` is the last day."""

    on: Day
    reason: EndReason | None = None


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
    municipality: str | None
    region: str | None
    starts: date
    ends: date
    left: bool
    succeeds: UUID | None
    route: str
    decision: str
    person: SeatPersonOut | None

    @classmethod
    def of(cls, seat: Seat, theme: Theme | None, person: Person | None) -> "SeatOut":
        same = ("id", "version", "body_id", "kind", "represents", "organisation_id", "municipality",
                "region", "starts", "ends", "route", "decision")  # fmt: skip
        return cls(
            **{name: getattr(seat, name) for name in same},
            theme=theme.slug if theme else None,
            left=seat.left_at is not None,
            succeeds=seat.succeeds_id,
            person=SeatPersonOut(id=person.id, name=person.name) if person else None,
        )


class SeatRuleOut(BaseModel):
    """What holds of the seats of a party: whether they vote, and who may sit there."""

    voting: bool
    requirement: dict[str, str]

    @classmethod
    def every(cls, whole: WholeBody, on: date) -> "dict[str, SeatRuleOut]":
        """Return what holds of each party that has seats."""
        rules = [whole.rule(kind) for kind in whole.kinds(on)]
        return {one.kind: cls(voting=one.voting, requirement=one.requirement.to_dict()) for one in rules}


class CompositionOut(BaseModel):
    """Who sat in a body on a day; `rules` tell by kind whether a seat votes and what it requires."""

    body_id: UUID
    on: date
    filled: int
    themes: list[ThemeOut]
    rules: dict[str, SeatRuleOut]
    items: list[SeatOut]

    @classmethod
    def of(cls, whole: WholeBody, on: date, people: Mapping[UUID, Person]) -> "CompositionOut":
        seats = whole.composition(on)
        return cls(
            body_id=whole.body.id,
            on=on,
            filled=len(whole.members_on(on)),
            themes=[ThemeOut(**figure.model_dump()) for figure in whole.figures(seats)],
            rules=SeatRuleOut.every(whole, on),
            items=[
                SeatOut.of(seat, whole.theme_of(seat), people.get(whole.holder(seat, on))) for seat in seats
            ],
        )
