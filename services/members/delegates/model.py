"""A delegate: someone whom a region's own body named to a national group."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.members.bodies.model import REGION, Seat, WholeBody
from services.members.people.model import Person
from services.members.tables import Table
from shared.chassis.localised import LocalisedText

MEMBER, DEPUTY = "member", "deputy"
CARRIED = "carried"
"""How a seat was filled that a rotation let go on."""


class Delegate(Table):
    """Someone a region named, by its own word: the broker vouches for the region, so it is part of the key.

    Who has neither a seat nor a deputy's place waits for the group to be set up or for the seat.
    """

    __tablename__ = "delegate"
    __table_args__ = (CheckConstraint(f"post in {(MEMBER, DEPUTY)}", name="post"),)

    region: Mapped[str] = mapped_column(primary_key=True)
    mandate_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    body_slug: Mapped[str]
    post: Mapped[str]
    represents: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    starts: Mapped[date]
    ends: Mapped[date]
    seat_id: Mapped[UUID | None] = mapped_column(ForeignKey("seat.id"))
    deputy_id: Mapped[UUID | None] = mapped_column(ForeignKey("deputy.id"))

    @property
    def waits(self) -> bool:
        return self.seat_id is None and self.deputy_id is None

    def amend(self, facts: Mapping[str, Any]) -> set[str]:
        """Write what the region now says of them, and tell which facts are others."""
        changed = {name for name, value in facts.items() if getattr(self, name) != value}
        for name in changed:
            setattr(self, name, facts[name])
        return changed


@dataclass(frozen=True)
class RegionLine:
    """A region's place in a national group: names only where the reader may see them."""

    slug: str
    name: LocalisedText
    seat: Seat | None
    person: Person | None
    deputy: Delegate | None
    deputy_person: Person | None


def carried(whole: WholeBody, seat_id: UUID) -> list[Seat]:
    """Return a seat with those that rotations carried it on to, the first one first."""
    following = {seat.succeeds_id: seat for seat in whole.seats if seat.route == CARRIED}
    seat = next((one for one in whole.seats if one.id == seat_id), None)
    found = []
    while seat:
        found.append(seat)
        seat = following.get(seat.id)
    return found


def seat_of(whole: WholeBody, region: str, on: date) -> Seat | None:
    """Return a region's seat on a day, or the next one it has."""
    own = [seat for seat in whole.seats if seat.kind == REGION and seat.region == region]
    return min(
        (seat for seat in own if max(seat.starts, on) <= seat.ends),
        key=lambda seat: seat.starts,
        default=None,
    )
