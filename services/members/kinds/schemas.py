"""What a coordinator sends to keep the kinds of bodies, and what is told of them."""

from collections.abc import Sequence

from pydantic import BaseModel

from services.members.charters.model import BodyKind
from services.members.charters.schemas import KindOut, LineWords


class RenamingIn(BaseModel):
    """What a kind is called from now on."""

    name: LineWords


class MoveIn(BaseModel):
    """Whether towards the beginning of the list; otherwise towards its end."""

    up: bool = False


class KindsOut(BaseModel):
    """The kinds of bodies."""

    items: list[KindOut]
    total: int

    @classmethod
    def all(cls, kinds: Sequence[BodyKind]) -> "KindsOut":
        return cls(items=[KindOut.of(kind) for kind in kinds], total=len(kinds))
