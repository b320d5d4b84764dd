"""The people of the support organisation, as forms and JSON."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from services.members.advisers.model import Adviser, ProposedAdviser
from services.members.people.model import Person
from services.members.people.schemas import PersonIn
from shared.chassis.localised import LocalisedText
from shared.chassis.text import Language, OptionalLine, Slug

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]


class TitleIn(BaseModel):
    """A title in at least one language."""

    fi: OptionalLine = ""
    sv: OptionalLine = ""
    en: OptionalLine = ""

    @model_validator(mode="after")
    def _in_some_language(self) -> "TitleIn":
        if not LocalisedText.of(self.model_dump()):
            raise PydanticCustomError("missing", "Write this in at least one language")
        return self


class WorkIn(BaseModel):
    """What someone does in the support organisation."""

    kind: Literal["staff", "adviser"]
    title: TitleIn
    languages: Annotated[list[Language], Field(min_length=1, max_length=3)]
    regions: Annotated[list[Slug], Field(max_length=60)] = []
    shown: bool = False
    starts: Day
    ends: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "WorkIn":
        if self.ends and self.ends < self.starts:
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return self

    def facts(self) -> dict[str, Any]:
        """Return the columns."""
        same = ("kind", "languages", "shown", "starts", "ends")
        return {name: getattr(self, name) for name in same} | {
            "title": LocalisedText.of(self.title.model_dump()),
            "regions": list(dict.fromkeys(self.regions)),
        }


class AdviserIn(PersonIn, WorkIn):
    """Someone who begins in the support organisation."""


class AdviserOut(BaseModel):
    """Someone of the support organisation: the name when they let it be shown."""

    id: UUID
    kind: str
    title: dict[str, str]
    languages: list[str]
    regions: list[str]
    name: str | None
    email: str | None
    starts: date
    ends: date | None
    declined_by: list[str]
    """The regions that do not let them in, for who keeps the list."""

    @classmethod
    def of(cls, adviser: Adviser, person: Person, *, named: bool) -> "AdviserOut":
        same = ("id", "kind", "languages", "regions", "starts", "ends")
        declining = [region for region in adviser.regions if named and adviser.declined_by(region)]
        named = named or adviser.shown
        return cls(
            **{name: getattr(adviser, name) for name in same},
            declined_by=declining,
            title=adviser.title.to_dict(),
            name=person.name if named else None,
            email=person.email if named else None,
        )


class AdvisersOut(BaseModel):
    """Everyone of the support organisation."""

    items: list[AdviserOut]
    total: int


class ProposedOfPersonOut(BaseModel):
    """What national has told of someone whom the region let in, in the record of the person."""

    name: str
    email: str
    title: dict[str, str]
    employer: dict[str, str]
    languages: list[str]
    starts: date
    ends: date | None

    @classmethod
    def of(cls, one: ProposedAdviser) -> "ProposedOfPersonOut":
        same = ("name", "email", "languages", "starts", "ends")
        words = {name: getattr(one, name).to_dict() for name in ("title", "employer")}
        return cls(**words, **{name: getattr(one, name) for name in same})
