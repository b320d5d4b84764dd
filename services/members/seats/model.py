"""Deputies of seats and offices of bodies, from a day to a day."""

from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.members.bodies.model import Body
from services.members.tables import Table
from shared.chassis import principals
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import Problem
from shared.contracts.seats import OfficeLeft, OfficeTaken

CHAIR, VICE_CHAIR, SECRETARY = "chair", "vice_chair", "secretary"
OFFICES = (CHAIR, VICE_CHAIR, SECRETARY)
DEPUTY = "deputy"
ONE_HOLDER = (CHAIR, VICE_CHAIR)
OF_SEAT = (CHAIR, VICE_CHAIR)
"""The offices that end with the seat of their holder; a secretary may come from outside."""
ROLE = {CHAIR: principals.CHAIR, VICE_CHAIR: principals.CHAIR, SECRETARY: principals.SECRETARY}
"""What each office lets its holder do after signing in: the vice chair does what the chair does."""


class NoDeputies(Problem):
    """This body has no deputies."""

    slug = "members/no-deputies"
    status = 409


class DeputyKnown(Problem):
    """The seat has a deputy during that time. End that first."""

    slug = "members/deputy-known"
    status = 409
    field: ClassVar[str] = "starts"


class OfficeHeld(Problem):
    """Someone holds this office during that time. End that first."""

    slug = "members/office-held"
    status = 409
    field: ClassVar[str] = "starts"


class SameOrganisation(Problem):
    """There is a secretary from this organisation already. Secretaries come from different organisations."""

    slug = "members/same-organisation"
    status = 409
    field: ClassVar[str] = "represents"


class OutsideOffice(Problem):
    """The day is outside the time this is held."""

    slug = "members/outside-office"
    status = 409
    field: ClassVar[str] = "on"


class NotAtTable(Problem):
    """Only someone who has sat in this body decides about showing the name with it."""

    slug = "members/not-at-table"
    status = 404


class _Held:
    starts: Mapped[date]
    ends: Mapped[date]

    def held_on(self, day: date) -> bool:
        """Tell whether it is held on a day."""
        return self.starts <= day <= self.ends

    def overlaps(self, starts: date, ends: date) -> bool:
        """Tell whether it is held on any of these days."""
        return self.starts <= ends and starts <= self.ends

    def end(self, on: date) -> None:
        """Let it end; `on` is the last day. Raises OutsideOffice."""
        if not self.starts - timedelta(days=1) <= on < self.ends:
            raise OutsideOffice
        self.ends = on


class Deputy(_Held, Table):
    """The personal deputy of a seat's holder, both days included."""

    __tablename__ = "deputy"
    __table_args__ = (CheckConstraint("ends >= starts - 1", name="ends"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seat.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)


class Office(_Held, Table):
    """A chair, vice chair or secretary of a body, both days included."""

    __tablename__ = "office"
    __table_args__ = (
        CheckConstraint(f"kind in {OFFICES}", name="kind"),
        CheckConstraint("ends >= starts - 1", name="ends"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"), index=True)
    kind: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    represents: Mapped[str]
    title: Mapped[LocalisedText] = mapped_column(default=LocalisedText())
    """What the holder is called at work."""
    version: Mapped[int] = mapped_column(default=1)

    def taken(self, body: Body, *, welcome: bool) -> OfficeTaken:
        """Return the fact that the office was taken."""
        return OfficeTaken(
            office_id=self.id,
            version=self.version,
            body_id=self.body_id,
            person_id=self.person_id,
            kind=self.kind,
            represents=self.represents,
            starts=self.starts,
            ends=self.ends,
            body=body.name.to_dict(),
            body_slug=body.slug,
            welcome=welcome,
        )

    def leave(self, on: date) -> OfficeLeft:
        """Leave the office; `on` is the last day. Raises OutsideOffice."""
        self.end(on)
        self.version += 1
        return OfficeLeft(
            office_id=self.id,
            version=self.version,
            body_id=self.body_id,
            person_id=self.person_id,
            kind=self.kind,
            ends=on,
        )
