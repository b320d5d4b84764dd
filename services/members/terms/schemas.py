"""Rotations and declarations of interests, as people send and get them."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.members.bodies.schemas import Day, Period
from services.members.renewals.model import Renewal
from services.members.terms.model import InterestDeclaration, Rotation
from shared.chassis.text import OptionalParagraphs


class RotationIn(BaseModel):
    """The next term, the seats whose holders stay, and whether their deputies and which offices go on."""

    starts: Day
    ends: Day
    stays: Annotated[list[UUID], Field(max_length=500)] = []
    deputies: bool = False
    offices: Annotated[list[UUID], Field(max_length=50)] = []


class RotationPreviewIn(BaseModel):
    """A rotation to look at; without `stays` those stay who have said that they are available."""

    starts: Day
    ends: Day
    stays: Annotated[list[UUID], Field(max_length=500)] | None = None


class TermChangeIn(Period):
    """A term as it is to be, and whether the seats that end with it follow its last day."""

    seats_follow: bool = False


class OpensOut(BaseModel):
    """Seats of a theme or a party that open."""

    theme: str | None
    kind: str
    seats: int


class RotationOut(BaseModel):
    """Who stays, who leaves, what opens."""

    starts: date
    ends: date
    stays: list[UUID]
    leaves: list[UUID]
    opens: list[OpensOut]
    open_seats: int
    available: list[UUID] = []
    not_available: list[UUID] = []
    """The seats whose holders have answered; the others have not, or were not asked."""

    @classmethod
    def of(cls, rotation: Rotation, said: Mapping[UUID, Renewal] = MappingProxyType({})) -> "RotationOut":
        return cls(
            starts=rotation.starts,
            ends=rotation.until,
            stays=[seat.id for seat in rotation.stays],
            leaves=[seat.id for seat in rotation.leaves],
            opens=[
                OpensOut(theme=one.theme.slug if one.theme else None, kind=one.kind, seats=one.missing)
                for one in rotation.opens
            ],
            open_seats=rotation.open_seats,
            available=[seat_id for seat_id, one in said.items() if one.available],
            not_available=[seat_id for seat_id, one in said.items() if one.available is False],
        )


class InterestsIn(BaseModel):
    """What to declare for a year; empty words say that there is nothing."""

    year: Annotated[int, Field(ge=2000, le=2200)]
    words: OptionalParagraphs = ""


class InterestsOut(BaseModel):
    """What a person has declared for a year."""

    person_id: UUID
    year: int
    version: int
    words: str
    declared: datetime

    @classmethod
    def of(cls, declared: InterestDeclaration) -> "InterestsOut":
        return cls(**{name: getattr(declared, name) for name in cls.model_fields})


class OwnInterestsOut(BaseModel):
    """What one has declared in every year."""

    items: list[InterestsOut]


class InterestsListOut(BaseModel):
    """What those who sit in a body have declared for a year, and who has not."""

    year: int
    items: list[InterestsOut]
    missing: list[UUID]


class AskedOut(BaseModel):
    """How many were asked."""

    asked: int
