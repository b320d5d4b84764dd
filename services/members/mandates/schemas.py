"""A mandate to correct and what it was before, in JSON and in the form."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from services.members.bodies.schemas import LineWords, Period
from services.members.representation.model import FACTS, Mandate, MandateEdition
from services.members.representation.schemas import Level, Post
from shared.chassis.text import Line


class CorrectIn(Period):
    """Where, as what, for whom and how long; the person stays."""

    organ: LineWords
    level: Level
    post: Post
    represents: Line

    def facts(self) -> dict[str, Any]:
        """Return the columns."""
        return {name: getattr(self, name) for name in FACTS} | {"organ": self.organ.localised()}


class NameIn(BaseModel):
    """Whether the own name may be shown with a mandate."""

    shown: bool


class EditionOut(BaseModel):
    """A mandate as it was written until a moment."""

    version: int
    organ: dict[str, str]
    level: str
    post: str
    represents: str
    starts: date
    ends: date
    name_shown: bool
    until: datetime

    @classmethod
    def of(cls, one: MandateEdition) -> "EditionOut":
        same = {name: getattr(one, name) for name in FACTS}
        same |= {"organ": one.organ.to_dict(), "name_shown": one.consents}
        return cls(**same, version=one.version, until=one.until)


class EditionsOut(BaseModel):
    """What a mandate was before, the newest first."""

    items: list[EditionOut]

    @classmethod
    def every(cls, found: Sequence[MandateEdition]) -> "EditionsOut":
        return cls(items=[EditionOut.of(one) for one in found])


def typed(mandate: Mandate) -> dict[str, Any]:
    """Return a mandate as the fields of its form."""
    fields = {name: getattr(mandate, name) for name in ("level", "post", "represents")}
    words = {f"organ_{language}": text for language, text in mandate.organ.to_dict().items()}
    days = {"starts": mandate.starts.isoformat(), "ends": mandate.ends.isoformat()}
    return fields | words | days
