"""What a coordinator sends to set up and keep a body."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.members.bodies.schemas import BodyIn, Day, LineWords, Mode, State, TextWords
from services.members.charters.model import Edition, Relation
from services.members.charters.schemas import CapacityOut, Code, PartnerOut, RelationKind
from services.members.upkeep.model import HalfTerm, Template
from shared.chassis.localised import LocalisedText
from shared.chassis.text import OptionalLine, Slug

Meetings = Annotated[int, Field(ge=0, le=100)]


class SetUpForm(BaseModel):
    """A body from a template or of a kind: its address, words, first term and who keeps it."""

    template: Slug | None = None
    kind: Code | None = None
    slug: Slug
    name: LineWords
    purpose: TextWords
    decision_power: bool = False
    starts: Day | None = None
    ends: Day | None = None
    convenor: OptionalLine = ""
    coordinator: OptionalLine = ""

    def body(self, template: Template, known: Mapping[str, UUID], today: date, *, here: str) -> BodyIn:
        """Return the body as it is posted elsewhere; relations to bodies that are not here are left out.

        How the model was founded and whom to ask about it belongs to the region it is from.
        Raises HalfTerm when a day of the first term is missing or they are the wrong way round.
        """
        if (self.starts is None) != (self.ends is None):
            raise HalfTerm
        if self.starts and self.ends and self.ends <= self.starts:
            raise HalfTerm
        facts: dict[str, Any] = {**template.body, "slug": self.slug}
        facts |= {"name": self.name.model_dump(), "purpose": self.purpose.model_dump()}
        facts["decision_power"] = self.decision_power
        for relation in ("parent", "elects"):
            if facts.get(relation) not in known:
                facts.pop(relation, None)
        if template.region != here:
            facts = {name: value for name, value in facts.items() if name not in ("founding", "contact")}
        given = {"convenor": self.convenor, "coordinator": self.coordinator}
        partners = [one for one in facts.get("partners", []) if not given.get(one["role"])]
        begins = self.starts or today
        facts["partners"] = partners + [
            {"role": role, "represents": name, "starts": begins} for role, name in given.items() if name
        ]
        if self.starts and self.ends:
            facts["terms"] = [{"starts": self.starts, "ends": self.ends}]
            if self.starts > today:
                facts |= {"state": "planned", "starts_on": self.starts}
        return BodyIn.model_validate(facts)


class BodyForm(BaseModel):
    """The facts of a body in a form; what is left empty becomes empty."""

    name: LineWords
    purpose: TextWords
    goals: TextWords | None = None
    kind: Code | None = None
    decision_power: bool = False
    starts_on: Day | None = None
    cadence_min: Meetings
    cadence_max: Meetings
    modes: Annotated[list[Mode], Field(max_length=3)] = []
    deputies: bool = False
    from_outside: bool = False
    term_months: Annotated[int, Field(ge=1, le=120)]
    state: State
    review_on: Day | None = None

    def facts(self) -> dict[str, Any]:
        """Return the columns."""
        words = {
            "name": self.name.localised(),
            "purpose": self.purpose.localised(),
            "goals": self.goals.localised() if self.goals else LocalisedText(),
        }
        review = {"review_on": self.review_on if self.state == "paused" else None}
        kind = {"kind": self.kind} if self.kind else {}
        return self.model_dump(exclude={*words, *review, "kind"}) | words | review | kind


class RelationIn(BaseModel):
    """How a body stands to another."""

    kind: RelationKind
    other: Slug
    starts: Day | None = None


class RelationOut(BaseModel):
    """How a body stands to another."""

    id: UUID
    kind: str
    body_id: UUID
    other_id: UUID
    starts: date | None
    ends: date | None

    @classmethod
    def of(cls, relation: Relation) -> "RelationOut":
        return cls(**{name: getattr(relation, name) for name in cls.model_fields})


class KeepingOut(BaseModel):
    """Who keeps a body, on a day or ever."""

    partners: list[PartnerOut]
    capacities: list[CapacityOut]
    relations: list[RelationOut]


class EditionOut(BaseModel):
    """What was known of a body from a moment on."""

    version: int
    at: datetime
    facts: dict[str, Any]

    @classmethod
    def of(cls, edition: Edition) -> "EditionOut":
        return cls(version=edition.version, at=edition.at, facts=edition.facts)


class EditionsOut(BaseModel):
    """The history of a body, the newest first."""

    items: list[EditionOut]
    total: int


class TemplateOut(BaseModel):
    """A template of a body."""

    id: str
    region: str
    body: dict[str, Any]

    @classmethod
    def of(cls, template: Template) -> "TemplateOut":
        return cls(id=template.id, region=template.region, body=dict(template.body))


class TemplatesOut(BaseModel):
    """The templates of bodies."""

    items: list[TemplateOut]
    total: int
