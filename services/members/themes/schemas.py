"""What a body is made of, as people send it in JSON and in forms."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from services.members.bodies.model import SEAT_KINDS
from services.members.bodies.schemas import Grouping, LineWords
from services.members.charters.schemas import OptionalWords
from shared.chassis.text import Slug

Seats = Annotated[int, Field(ge=0, le=200)]


class ThemeChangeIn(BaseModel):
    """A theme as it is to be; the first place is 1."""

    name: LineWords
    target: Seats
    place: Annotated[int, Field(ge=1, le=200)] = 200
    protected: bool = False
    retired: bool = False

    def facts(self) -> dict[str, Any]:
        """Return the columns."""
        return {
            "name": self.name.localised(),
            "target": self.target,
            "protected": self.protected,
            "retired": self.retired,
        }


class NewThemeIn(ThemeChangeIn):
    """A theme to add."""

    slug: Slug


class ShapeIn(BaseModel):
    """How a body is divided, what it is part of, and the seats of each party; none is 0."""

    grouping: Grouping
    parent: Slug | None = None
    organisation: Seats = 0
    county: Seats = 0
    municipality: Seats = 0
    regional_council: Seats = 0
    expert: Seats = 0
    attendee: Seats = 0
    region: Seats = 0

    def parties(self) -> dict[str, int]:
        """Return the parties that have seats."""
        return {kind: seats for kind in SEAT_KINDS if (seats := getattr(self, kind))}


class SeatRuleIn(BaseModel):
    """Whether the seats of a party vote, and who may sit there, in words."""

    voting: bool = False
    requirement: OptionalWords = OptionalWords()
