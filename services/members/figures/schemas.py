"""The key figures, as JSON."""

from collections.abc import Sequence

from pydantic import BaseModel

from services.members.figures.model import FEWEST, Sum


class SumOut(BaseModel):
    """What the organisations that tell a figure have together; everyone is told when they are enough."""

    name: str
    total: int
    organisations: int
    public: bool

    @classmethod
    def of(cls, one: Sum) -> "SumOut":
        return cls(name=one.name, total=one.total, organisations=one.organisations, public=one.is_public)


class SumsOut(BaseModel):
    """The key figures of the directory."""

    items: list[SumOut]
    fewest: int
    """Of how many organisations a sum is at least, before everyone is told."""

    @classmethod
    def all(cls, sums: Sequence[Sum]) -> "SumsOut":
        return cls(items=[SumOut.of(one) for one in sums], fewest=FEWEST)
