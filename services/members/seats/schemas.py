"""Representatives, deputies and offices, as people send and get them; the forms have the same fields."""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, model_validator
from pydantic_core import PydanticCustomError

from services.members.bodies.schemas import Day, SeatPersonOut
from services.members.charters.schemas import OptionalWords
from services.members.people.model import Person
from services.members.people.schemas import PersonIn
from services.members.seats.commands import Taking
from services.members.seats.model import Deputy, Office
from shared.chassis.text import Line

OfficeKind = Literal["chair", "vice_chair", "secretary"]


class RepresentativeIn(PersonIn):
    """Who represents the organisation from a day on."""

    first_day: Day


class DeputyIn(PersonIn):
    """Who is the deputy from when to when."""

    starts: Day
    ends: Day

    @model_validator(mode="after")
    def _in_order(self) -> "DeputyIn":
        if self.ends <= self.starts:
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return self


class OfficeIn(DeputyIn):
    """Who takes which office, for which organisation, from when to when."""

    kind: OfficeKind
    represents: Line
    title: OptionalWords = OptionalWords()

    def taking(self, person_id: UUID) -> Taking:
        """Return what the command needs."""
        return Taking(
            kind=self.kind,
            person_id=person_id,
            represents=self.represents,
            starts=self.starts,
            ends=self.ends,
            title=self.title.localised(),
        )


class LastDayIn(BaseModel):
    """The last day of something."""

    on: Day


class HolderOut(BaseModel):
    """Who held a seat from when to when; the person only for those who may see names."""

    starts: date
    ends: date
    person: SeatPersonOut | None


class DeputyOut(HolderOut):
    """A deputy of a seat."""

    id: UUID

    @classmethod
    def of(cls, deputy: Deputy, person: Person | None) -> "DeputyOut":
        return cls(id=deputy.id, starts=deputy.starts, ends=deputy.ends, person=named(person))


class HoldersOut(BaseModel):
    """The whole history of a seat."""

    seat_id: UUID
    represents: str
    representatives: list[HolderOut]
    deputies: list[DeputyOut]


class OfficeOut(HolderOut):
    """An office of a body; the organisation is public, the person is not."""

    id: UUID
    kind: str
    represents: str
    title: dict[str, str]

    @classmethod
    def of(cls, office: Office, people: Mapping[UUID, Person]) -> "OfficeOut":
        return cls(
            id=office.id,
            kind=office.kind,
            represents=office.represents,
            title=office.title.to_dict(),
            starts=office.starts,
            ends=office.ends,
            person=named(people.get(office.person_id)),
        )


class OfficesOut(BaseModel):
    """The offices of a body."""

    items: list[OfficeOut]
    total: int


def named(person: Person | None) -> SeatPersonOut | None:
    """Return who it is, for those who may see names."""
    return SeatPersonOut(id=person.id, name=person.name) if person else None
