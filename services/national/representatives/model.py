"""A seat of a national group as members told of it, and a line of the register."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.national.tables import Table
from shared.chassis.localised import LocalisedText

KINDS = ("organisation", "region")
"""The seats an organisation holds: for itself, or for its region."""


class GroupSeat(Table):
    """A seat in a body of the national instance, from its first holder's first day."""

    __tablename__ = "group_seats"

    seat_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    body_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    represents: Mapped[str]
    region: Mapped[str | None]
    starts: Mapped[date]
    ends: Mapped[date]


@dataclass(frozen=True)
class Line:
    """An organisation represented in a national organ; `slug` when that is a group of ours."""

    organ: LocalisedText
    slug: str | None
    post: str
    represents: str
    region: LocalisedText | None
    starts: date
    ends: date
