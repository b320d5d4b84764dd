"""The question of the next term and its answers, as people send and get them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.members.bodies.model import Seat
from services.members.bodies.schemas import Day
from services.members.renewals.model import Asked, Renewal


class RenewalAskIn(BaseModel):
    """By which day those who sit are to answer."""

    answer_by: Day


class RenewalAskedOut(BaseModel):
    """How many were asked."""

    asked: int


class AvailableIn(BaseModel):
    """Whether one is available for the next term."""

    available: bool


class NotedIn(AvailableIn):
    """What the holder of a seat has said, as the coordinator writes it down."""

    seat_id: UUID


class RenewalOut(BaseModel):
    """A seat at the end of the term, who holds it, and what they said of the next one."""

    seat_id: UUID
    represents: str
    person_id: UUID
    asked: datetime | None
    answer_by: date | None
    available: bool | None
    answered: datetime | None
    noted: bool = False
    """Whether the coordinator wrote the answer down."""

    @classmethod
    def of(cls, seat: Seat, renewal: Renewal | None) -> "RenewalOut":
        own = ("asked", "answer_by", "available", "answered")
        return cls(
            seat_id=seat.id,
            represents=seat.represents,
            person_id=seat.person_id,
            **{name: getattr(renewal, name, None) for name in own},
            noted=renewal is not None and renewal.noted,
        )


class RenewalsOut(BaseModel):
    """What everyone who sits at the end of the term said, in the order of the seats."""

    term_ends: date
    items: list[RenewalOut]

    @classmethod
    def of(cls, ends: date, seats: Sequence[Seat], said: Mapping[UUID, Renewal]) -> "RenewalsOut":
        return cls(term_ends=ends, items=[RenewalOut.of(seat, said.get(seat.id)) for seat in seats])


class OwnRenewalsOut(BaseModel):
    """The questions one may answer."""

    items: list[RenewalOut]

    @classmethod
    def of(cls, asked: Sequence[Asked]) -> "OwnRenewalsOut":
        return cls(items=[RenewalOut.of(one.seat, one.renewal) for one in asked])


class RenewalOfPersonOut(BaseModel):
    """What a person was asked of a next term and said, in the record of the person."""

    represents: str
    asked: datetime
    available: bool | None
    answered: datetime | None
    noted: bool

    @classmethod
    def of(cls, renewal: Renewal, seat: Seat) -> "RenewalOfPersonOut":
        own = ("asked", "available", "answered", "noted")
        return cls(represents=seat.represents, **{name: getattr(renewal, name) for name in own})
