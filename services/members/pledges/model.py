"""A pledge: who holds a seat was asked to accept the principle, and accepted these words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.members.bodies.model import ORGANISATION, Body, Seat
from services.members.tables import Table
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import Problem


class NotYourSeat(Problem):
    """Only the holder of a seat or the deputy accepts the principle for it."""

    slug = "members/not-your-seat"
    status = 404


@dataclass(frozen=True)
class Principle:
    """What representatives of organisations accept, and the other parties, in a version of the words."""

    version: int
    organisations: LocalisedText
    others: LocalisedText

    def words(self, seat: Seat) -> LocalisedText:
        """Return what is accepted for a seat."""
        return self.organisations if seat.kind == ORGANISATION else self.others


class Pledge(Table):
    """A holder of a seat, or its deputy, was asked, and accepted or has not yet."""

    __tablename__ = "pledge"
    __table_args__ = (
        CheckConstraint("num_nonnulls(accepted, text_version) IN (0, 2)", name="accepted"),
        CheckConstraint("accepted >= asked", name="asked"),
    )

    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    asked: Mapped[datetime]
    accepted: Mapped[datetime | None]
    text_version: Mapped[int | None]


@dataclass(frozen=True)
class Owed:
    """A seat for which someone accepts the principle, and whether it has been accepted."""

    seat: Seat
    body: Body
    person_id: UUID
    is_deputy: bool
    pledge: Pledge | None

    @property
    def speaks_for_theme(self) -> bool:
        """Say whether the organisations of a theme are represented by this seat."""
        return self.seat.kind == ORGANISATION and self.seat.theme_id is not None

    @property
    def accepted(self) -> datetime | None:
        return self.pledge.accepted if self.pledge else None
