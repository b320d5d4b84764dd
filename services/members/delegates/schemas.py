"""Delegates as regions tell of them, and the regions' places as JSON."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from services.members.bodies.model import WholeBody
from services.members.charters.schemas import Day
from services.members.delegates.model import Delegate, RegionLine
from shared.chassis.text import EmailAddress, Language, Line, Slug

Version = Annotated[int, Field(ge=1, le=2_000_000_000)]


class Forgotten(BaseModel):
    """What is read of DelegateForgotten: a region may run a version of its own, so it is checked."""

    mandate_id: UUID
    version: Version
    ends: Day


class Answered(BaseModel):
    """What is read of AdviserAnswered."""

    adviser_id: UUID
    declined: bool
    said: AwareDatetime


class Named(Forgotten):
    """What is read of DelegateNamed."""

    group: Slug
    post: Literal["member", "deputy"]
    represents: Line
    name: Line
    email: EmailAddress
    language: Language
    starts: Day

    def facts(self) -> dict[str, Any]:
        """Return the columns that a correction may change."""
        same = {name: getattr(self, name) for name in ("version", "post", "represents", "starts", "ends")}
        return same | {"body_slug": self.group}


class RegionOut(BaseModel):
    """A region's place in a national group: who it is for, and names by the roster's rules."""

    region: str
    name: dict[str, str]
    named: bool
    represents: str | None
    person: str | None
    deputy_represents: str | None
    deputy: str | None
    starts: date | None
    ends: date | None

    @classmethod
    def of(cls, line: RegionLine) -> "RegionOut":
        seat = line.seat
        return cls(
            region=line.slug,
            name=line.name.to_dict(),
            named=seat is not None,
            represents=seat.represents if seat else None,
            person=line.person.name if line.person else None,
            deputy_represents=line.deputy.represents if line.deputy else None,
            deputy=line.deputy_person.name if line.deputy_person else None,
            starts=seat.starts if seat else None,
            ends=seat.ends if seat else None,
        )


class RegionsOut(BaseModel):
    """The regions' places in a national group, and how many delegates wait for one."""

    body_id: UUID
    on: date
    named: int
    waiting: int
    items: list[RegionOut]

    @classmethod
    def of(
        cls, whole: WholeBody, on: date, lines: list[RegionLine], delegates: list[Delegate]
    ) -> "RegionsOut":
        return cls(
            body_id=whole.body.id,
            on=on,
            named=sum(line.seat is not None for line in lines),
            waiting=sum(one.waits for one in delegates),
            items=[RegionOut.of(line) for line in lines],
        )


class PlacedOut(BaseModel):
    """How many got a place."""

    placed: int
