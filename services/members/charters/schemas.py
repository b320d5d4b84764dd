"""Words, days and what keeps a body, as people send and get them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from services.members.charters.commands import Keeping, Standing
from services.members.charters.model import BodyKind, Capacity, Partner
from shared.chassis.localised import LocalisedText
from shared.chassis.text import Line, OptionalLine, OptionalParagraphs

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
"""The code of a kind of body."""
PartnerRole = Literal["convenor", "coordinator", "document_owner", "secretariat", "standing_partner"]
RelationKind = Literal["elects", "reports_to", "owns_series"]


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


class DatedIn(BaseModel):
    """Days from and to, both included; an open one is left out."""

    starts: Day | None = None
    ends: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "DatedIn":
        if self.starts and self.ends and self.ends < self.starts:
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return self


class PartnerIn(DatedIn):
    """An organisation that keeps a body."""

    role: PartnerRole
    represents: Line
    organisation_id: UUID | None = None

    def keeping(self) -> Keeping:
        """Return what the command writes down."""
        return Keeping(**self.model_dump())


class CapacityIn(DatedIn):
    """What a body is for another organisation or programme."""

    name: LineWords
    given_by: OptionalLine = ""

    def standing(self) -> Standing:
        """Return what the command writes down."""
        return Standing(
            name=self.name.localised(), given_by=self.given_by, starts=self.starts, ends=self.ends
        )


class EndIn(BaseModel):
    """The last day of something."""

    on: Day


class KindIn(BaseModel):
    """A kind of body to add."""

    slug: Code
    name: LineWords


class KindOut(BaseModel):
    """A kind of body."""

    slug: str
    name: dict[str, str]

    @classmethod
    def of(cls, kind: BodyKind) -> "KindOut":
        return cls(slug=kind.slug, name=kind.name.to_dict())


class PartnerOut(BaseModel):
    """An organisation that keeps a body, or kept it."""

    id: UUID
    role: str
    represents: str
    organisation_id: UUID | None
    starts: date | None
    ends: date | None

    @classmethod
    def of(cls, partner: Partner) -> "PartnerOut":
        return cls(**{name: getattr(partner, name) for name in cls.model_fields})


class CapacityOut(BaseModel):
    """What a body is, or was, for another organisation or programme."""

    id: UUID
    name: dict[str, str]
    given_by: str
    starts: date | None
    ends: date | None

    @classmethod
    def of(cls, capacity: Capacity) -> "CapacityOut":
        return cls(
            id=capacity.id,
            name=capacity.name.to_dict(),
            given_by=capacity.given_by,
            starts=capacity.starts,
            ends=capacity.ends,
        )
