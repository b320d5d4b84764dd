"""Words, days and what keeps a body, as people send and get them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from services.members.charters.commands import Area, Beginning, Keeping, Standing
from services.members.charters.model import (
    Asking,
    BodyKind,
    Capacity,
    Charter,
    Contact,
    Partner,
    Scope,
)
from shared.chassis.localised import LocalisedText
from shared.chassis.text import EmailAddress, Line, OptionalLine, OptionalParagraphs

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
AskedDay = Annotated[Day | None, BeforeValidator(lambda value: value or None)]
"""The day of a filter: a field that was cleared asks for none."""
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
"""The code of a kind of body."""
PartnerRole = Literal["convenor", "coordinator", "document_owner", "secretariat", "standing_partner"]
RelationKind = Literal["elects", "reports_to", "owns_series"]
Level = Literal["municipal", "regional", "national"]
Season = Literal["spring", "summer", "autumn", "winter"]
Municipality = Annotated[str, StringConstraints(pattern=r"^\d{3}$")]


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


class OptionalWords(BaseModel):
    """One line in the languages it exists in, or in none."""

    fi: OptionalLine = ""
    sv: OptionalLine = ""
    en: OptionalLine = ""

    def localised(self) -> LocalisedText:
        """Return the words as a text."""
        return LocalisedText.of(self.model_dump())


class OptionalTextWords(BaseModel):
    """A longer text in the languages it exists in, or in none."""

    fi: OptionalParagraphs = ""
    sv: OptionalParagraphs = ""
    en: OptionalParagraphs = ""

    def localised(self) -> LocalisedText:
        """Return the words as a text."""
        return LocalisedText.of(self.model_dump())


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


class ScopeIn(BaseModel):
    """The area a body works in; only a municipal one has a municipality, by its code."""

    level: Level
    municipality: Municipality | None = None
    starts: Day | None = None

    def area(self) -> Area:
        """Return what the command writes down."""
        return Area(**self.model_dump())


class FounderIn(BaseModel):
    """An organisation that founded a body: of the directory, or just by its name."""

    represents: Line
    organisation_id: UUID | None = None


class FoundingIn(BaseModel):
    """When, by whom and what for a body was founded: a day, a month, a season, a year or a decade."""

    year: Annotated[int, Field(ge=1800, le=2200)]
    decade: bool = False
    season: Season | None = None
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    purpose: OptionalTextWords = OptionalTextWords()
    founders: Annotated[list[FounderIn], Field(max_length=60)] = []

    def beginning(self) -> Beginning:
        """Return what the command writes down."""
        return Beginning(
            **self.model_dump(exclude={"purpose", "founders"}),
            purpose=self.purpose.localised(),
            founders=[(one.organisation_id, one.represents) for one in self.founders],
        )


class ContactIn(BaseModel):
    """Whom to ask about a body: a title, not a name."""

    title: LineWords
    organisation: OptionalLine = ""
    email: EmailAddress | None = None
    phone: OptionalLine = ""

    def asking(self) -> Asking:
        """Return what the command writes down."""
        return Asking(
            title=self.title.localised(),
            organisation=self.organisation,
            email=self.email or "",
            phone=self.phone,
        )


class EndIn(BaseModel):
    """The last day of something."""

    on: Day


class KindIn(BaseModel):
    """A kind of body to add."""

    slug: Code
    name: LineWords


class KindOut(BaseModel):
    """A kind of body; one that has ended is given to no new body."""

    slug: str
    name: dict[str, str]
    ended: datetime | None

    @classmethod
    def of(cls, kind: BodyKind) -> "KindOut":
        return cls(slug=kind.slug, name=kind.name.to_dict(), ended=kind.ended)


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


class ScopeOut(BaseModel):
    """The area a body works in, from when to when."""

    level: str
    municipality: str | None
    starts: date | None
    ends: date | None

    @classmethod
    def of(cls, scope: Scope) -> "ScopeOut":
        return cls(**{name: getattr(scope, name) for name in cls.model_fields})


class FounderOut(BaseModel):
    """An organisation that founded a body."""

    represents: str
    organisation_id: UUID | None


class FoundingOut(BaseModel):
    """When, by whom and what for a body was founded."""

    year: int
    decade: bool
    season: str | None
    month: int | None
    day: int | None
    purpose: dict[str, str]
    founders: list[FounderOut]

    @classmethod
    def of(cls, charter: Charter) -> "FoundingOut | None":
        founding = charter.founding
        if founding is None:
            return None
        return cls(
            **{name: getattr(founding, name) for name in ("year", "decade", "season", "month", "day")},
            purpose=founding.purpose.to_dict(),
            founders=[
                FounderOut(represents=one.represents, organisation_id=one.organisation_id)
                for one in charter.founders
            ],
        )


class ContactOut(BaseModel):
    """Whom to ask about a body."""

    title: dict[str, str]
    organisation: str
    email: str
    phone: str

    @classmethod
    def of(cls, contact: Contact) -> "ContactOut":
        return cls(
            title=contact.title.to_dict(),
            organisation=contact.organisation,
            email=contact.email,
            phone=contact.phone,
        )
