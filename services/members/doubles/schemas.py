"""Two entries of one person, as JSON and in forms."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.members.doubles.model import FACTS
from services.members.doubles.queries import Side
from shared.chassis.problems import Problem

Fact = Literal[FACTS]  # type: ignore[valid-type]
Which = Literal["kept", "merged"]


class JoinIn(BaseModel):
    """The entry that goes, and the facts the other takes from it."""

    merged_id: UUID
    take: Annotated[list[Fact], Field(max_length=len(FACTS))] = []


class JoinForm(BaseModel):
    """From which entry each fact is taken."""

    name: Which = "kept"
    email: Which = "kept"
    language: Which = "kept"
    phone: Which = "kept"

    def taken(self) -> list[str]:
        return [fact for fact in FACTS if getattr(self, fact) == "merged"]


class SideOut(BaseModel):
    """One of the two entries, and how much of everything it has."""

    person_id: UUID
    name: str
    email: str
    language: str
    phone: str
    held: dict[str, int]

    @classmethod
    def of(cls, side: Side) -> "SideOut":
        facts = {name: side.fact(name) for name in FACTS}
        return cls(
            person_id=side.person.id,
            held={name: count for name, count in side.held.items() if count},
            **facts,
        )


class ComparedOut(BaseModel):
    """Two entries before they are joined, and what is in the way, if something is."""

    kept: SideOut
    merged: SideOut
    obstacle: str | None

    @classmethod
    def of(cls, kept: Side, merged: Side, obstacle: type[Problem] | None) -> "ComparedOut":
        return cls(
            kept=SideOut.of(kept), merged=SideOut.of(merged), obstacle=obstacle.slug if obstacle else None
        )
