"""Who agrees to a purpose, as JSON."""

from collections.abc import Sequence

from pydantic import BaseModel, Field

from services.members.people.model import Person
from services.members.people.schemas import PersonOut

ON_A_PAGE = 50


class ListQuery(BaseModel):
    """Which page."""

    page: int = Field(default=1, ge=1, le=100_000)


class AgreeingOut(BaseModel):
    """A page of people who agree to a purpose."""

    total: int
    people: list[PersonOut]

    @classmethod
    def of(cls, people: Sequence[Person], total: int) -> "AgreeingOut":
        return cls(total=total, people=[PersonOut.of(person) for person in people])
