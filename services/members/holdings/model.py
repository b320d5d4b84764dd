"""A theme with its aim, a seat as one person holds it, and who held it before for the same organisation."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.members.errors import NotOnSeat, SeatLeft
from services.members.tables import Table
from shared.chassis.localised import LocalisedText
from shared.contracts.members import SeatFilled, SeatVacated

SEAT_KINDS = ("organisation", "county", "municipality", "regional_council", "expert", "attendee", "region")
REGION = "region"
"""A region's own seat in a national group; whom it is for, its own body names."""
ORGANISATION = "organisation"
MUNICIPALITY = "municipality"
ATTENDEE = "attendee"
ROUTES = ("call", "reserve", "appointed", "carried")
RESIGNED = "resigned"
END_REASONS = (RESIGNED, "organisation_withdrew", "duties_changed", "other")
DAY = timedelta(days=1)


class Theme(Table):
    """A field of work with its soft target of seats."""

    __tablename__ = "theme"
    __table_args__ = (
        UniqueConstraint("body_id", "slug"),
        CheckConstraint("target >= 0", name="target"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"))
    slug: Mapped[str]
    name: Mapped[LocalisedText]
    target: Mapped[int]
    position: Mapped[int]
    protected: Mapped[bool] = mapped_column(default=False)
    """Sitting here may tell of someone's health, so names are not shown to the public even by consent."""
    retired: Mapped[bool] = mapped_column(default=False)
    """No longer aimed at; the seats it had keep it."""


class SeatRule(Table):
    """What holds of the seats of a party in a body: whether they vote, and who may sit there."""

    __tablename__ = "seat_rule"
    __table_args__ = (CheckConstraint(f"kind in {SEAT_KINDS}", name="kind"),)

    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    voting: Mapped[bool]
    requirement: Mapped[LocalisedText]


class Seat(Table):
    """A seat as one person holds it, both days included. Who comes after gets a seat that succeeds it."""

    __tablename__ = "seat"
    __table_args__ = (
        CheckConstraint(f"kind in {SEAT_KINDS}", name="kind"),
        CheckConstraint("ends >= starts - 1", name="ends"),
        CheckConstraint(f"route in {ROUTES}", name="route"),
        CheckConstraint(f"end_reason in {END_REASONS}", name="end_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    term_id: Mapped[UUID | None] = mapped_column(ForeignKey("term.id"), index=True)
    """A body without terms of office has seats without one."""
    kind: Mapped[str]
    theme_id: Mapped[UUID | None] = mapped_column(ForeignKey("theme.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    municipality: Mapped[str | None]
    region: Mapped[str | None]
    represents: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    starts: Mapped[date]
    ends: Mapped[date]
    left_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    route: Mapped[str] = mapped_column(default="appointed")
    """How it was filled."""
    decision: Mapped[str] = mapped_column(default="")
    """Where the decision is written: the organ, the day, the section."""
    grounds: Mapped[str] = mapped_column(default="")
    """Why it was filled although the aim was reached."""
    succeeds_id: Mapped[UUID | None] = mapped_column(ForeignKey("seat.id"), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    def held_on(self, day: date) -> bool:
        """Tell whether someone sits here on a day."""
        return self.starts <= day <= self.ends

    def goes_on(self, day: date) -> bool:
        """Tell whether it is held on a day whatever terms end before."""
        return self.term_id is None and self.held_on(day)

    def join(self, term_id: UUID, starts: date, ends: date) -> None:
        """Let a seat without a term be of one that begins, when its days fit in."""
        if self.term_id is None and starts <= self.starts and self.ends <= ends:
            self.term_id = term_id

    def filled(self, theme: Theme | None, since: date | None = None, *, goes_on: bool = False) -> SeatFilled:
        """Return the fact that the seat was taken, by its present holder on the day `since`."""
        return SeatFilled(
            seat_id=self.id,
            version=self.version,
            body_id=self.body_id,
            person_id=self.person_id,
            kind=self.kind,
            organisation_id=self.organisation_id,
            represents=self.represents,
            region=self.region,
            theme=theme.slug if theme else None,
            starts=since or self.starts,
            ends=self.ends,
            goes_on=goes_on,
        )

    def vacate(self, on: date, at: datetime, reason: str | None = None) -> SeatVacated:
        """Leave the seat; `on` is the last day. Before the term starts it is never taken.

        Raises SeatLeft when it was left before, NotOnSeat when the day is after its end.
        """
        if self.left_at is not None:
            raise SeatLeft
        if on >= self.ends:
            raise NotOnSeat
        self.ends = max(on, self.starts - DAY)
        self.left_at, self.end_reason = at, reason
        self.version += 1
        return SeatVacated(
            seat_id=self.id,
            version=self.version,
            body_id=self.body_id,
            person_id=self.person_id,
            ends=self.ends,
        )

    def hand_over(self, to: UUID, *, first_day: date, since: date) -> "tuple[FormerHolder, SeatVacated]":
        """Let another person represent the same organisation; `since` is the first day of the present one.

        Raises SeatLeft when the seat was left, NotOnSeat when the day is outside the time it is held.
        """
        if self.left_at is not None:
            raise SeatLeft
        if not since <= first_day <= self.ends or to == self.person_id:
            raise NotOnSeat
        former = FormerHolder(
            id=uuid4(), seat_id=self.id, person_id=self.person_id, starts=since, ends=first_day - DAY
        )
        self.version += 1
        told = SeatVacated(
            seat_id=self.id,
            version=self.version,
            body_id=self.body_id,
            person_id=self.person_id,
            ends=former.ends,
        )
        self.person_id = to
        self.version += 1
        return former, told


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who takes a seat, for whom, from when to when."""

    kind: str
    represents: str
    person_id: UUID
    starts: date
    ends: date
    theme: Theme | None = None
    organisation_id: UUID | None = None
    municipality: str | None = None
    region: str | None = None
    succeeds_id: UUID | None = None
    route: str = "appointed"
    decision: str = ""
    grounds: str = ""

    def facts(self, body_id: UUID, term_id: UUID | None) -> dict[str, Any]:
        """Return the columns of the seat."""
        own = {name: value for name, value in vars(self).items() if name != "theme"}
        theme_id = self.theme.id if self.theme else None
        return own | {
            "id": uuid4(),
            "version": 1,
            "body_id": body_id,
            "term_id": term_id,
            "theme_id": theme_id,
        }


class FormerHolder(Table):
    """Someone who held a seat for its organisation before the one who holds it now, both days included."""

    __tablename__ = "former_holder"
    __table_args__ = (CheckConstraint("ends >= starts - 1", name="ends"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seat.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    starts: Mapped[date]
    ends: Mapped[date]
