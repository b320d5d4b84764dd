"""A merge as people send and get it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.members.merges.model import Merge
from services.members.organisations.model import FACTS

Fact = Literal[FACTS]  # type: ignore[valid-type]


class MergeIn(BaseModel):
    """The entry that goes, and the fields the other takes from it."""

    merged_id: UUID
    take: Annotated[list[Fact], Field(max_length=len(FACTS))] = []


class MergeForm(BaseModel):
    """Which fields are taken from the entry that goes."""

    take: Annotated[list[Fact], Field(max_length=len(FACTS))] = []


class MergeOut(BaseModel):
    """Two entries joined."""

    id: UUID
    kept_id: UUID
    merged_id: UUID
    taken: list[str]
    moved: int
    at: datetime
    undone: datetime | None

    @classmethod
    def of(cls, merge: Merge) -> "MergeOut":
        return cls(
            id=merge.id,
            kept_id=merge.kept_id,
            merged_id=merge.merged_id,
            taken=sorted(merge.kept_facts),
            moved=sum(len(keys) for keys in merge.moved.values()),
            at=merge.at,
            undone=merge.undone,
        )


class MergesOut(BaseModel):
    """The joinings of an organisation."""

    items: list[MergeOut]
