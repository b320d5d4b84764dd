"""Read models of members: bodies, names and who holds which seat when."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.meetings.errors import CapacityNotHeld
from services.meetings.tables import Table
from shared.chassis.localised import LocalisedText

ATTENDEE = "attendee"
OFFICE = "office"
"""The kind of a seating without a seat: a chair or a secretary is invited by the office alone."""


class Body(Table):
    """A body as members last told of it."""

    __tablename__ = "bodies"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    slug: Mapped[str]
    name: Mapped[LocalisedText]
    decision_power: Mapped[bool]
    cadence_min: Mapped[int]
    cadence_max: Mapped[int]
    convenor: Mapped[str]
    """The organisation in whose name its meetings are called."""
    parent_id: Mapped[UUID | None]
    """The body it is a group of and reports back to."""
    capacities: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    """What it is for other organisations and programmes now: `{id, name, given_by}`."""

    def capacity_named(self, capacity_id: UUID | None) -> LocalisedText:
        """Return the name of a capacity, nothing for none. Raises CapacityNotHeld."""
        if capacity_id is None:
            return LocalisedText()
        held = next((one for one in self.capacities if one["id"] == str(capacity_id)), None)
        if held is None:
            raise CapacityNotHeld
        return LocalisedText.of(held["name"])

    def capacity_choices(self) -> list[tuple[str, LocalisedText]]:
        """Return the capacities it holds, for a list of choices."""
        return [(one["id"], LocalisedText.of(one["name"])) for one in self.capacities]


class Person(Table):
    """The name and the language of a person. The e-mail address is not kept here."""

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    language: Mapped[str]
    merged_into_id: Mapped[UUID | None] = mapped_column(index=True)
    """The entry that took this one in; whatever still comes for this one is for that."""


class Organisation(Table):
    """What the table has to know of an organisation: whether it sells services to the county."""

    __tablename__ = "organisations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    produces_services: Mapped[bool]


class Seating(Table):
    """A person holding a seat from a day to a day, both included; those who left stay as history."""

    __tablename__ = "seatings"
    __table_args__ = (
        CheckConstraint("ends >= starts - 1", name="seating_ends_after_start"),
        Index("seatings_by_body", "body_id", "starts", "ends"),
    )

    seat_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    starts: Mapped[date] = mapped_column(primary_key=True)
    ends: Mapped[date]
    version: Mapped[int]
    body_id: Mapped[UUID]
    organisation_id: Mapped[UUID | None]
    represents: Mapped[str]
    theme: Mapped[str | None]
    kind: Mapped[str]

    @property
    def counts(self) -> bool:
        """Tell whether who sits here is a member; others at the table are invited and not counted."""
        return self.kind not in (ATTENDEE, OFFICE)

    def leave(self, ends: date, *, version: int) -> None:
        """End the seating early; an older version changes nothing."""
        if version > self.version:
            self.ends = max(ends, self.starts.fromordinal(self.starts.toordinal() - 1))
            self.version = version


class Deputy(Table):
    """The personal deputy of a seat from a day to a day, both included."""

    __tablename__ = "deputies"
    __table_args__ = (CheckConstraint("ends >= starts - 1", name="deputy_ends_after_start"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    seat_id: Mapped[UUID] = mapped_column(index=True)
    body_id: Mapped[UUID]
    person_id: Mapped[UUID]
    starts: Mapped[date]
    ends: Mapped[date]
