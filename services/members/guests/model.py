"""A guest of one item on the agenda of a meeting. Meetings owns the item; here is who the person is."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.members.tables import Table
from shared.chassis.problems import Problem
from shared.contracts.seats import GuestAsked


class GuestKnown(Problem):
    """This person has been invited to this item already."""

    slug = "members/guest-known"
    status = 409
    field: ClassVar[str] = "email"


class OutsideMeeting(Problem):
    """The time must be within the meeting."""

    slug = "members/outside-meeting"
    status = 422
    field: ClassVar[str] = "starts"


@dataclass(frozen=True)
class Item:
    """What meetings tells of the item in its signed link."""

    item_id: UUID
    meeting_id: UUID
    body_id: UUID
    title: str
    starts: datetime
    ends: datetime


class Guest(Table):
    """A person asked to one item: for whom, and from when to when."""

    __tablename__ = "guest"
    __table_args__ = (
        UniqueConstraint("item_id", "person_id"),
        CheckConstraint("ends > starts", name="ends"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"))
    item_id: Mapped[UUID]
    meeting_id: Mapped[UUID]
    represents: Mapped[str]
    starts: Mapped[datetime]
    ends: Mapped[datetime]
    asked: Mapped[datetime]

    @classmethod
    def ask(
        cls, item: Item, person_id: UUID, represents: str, *, starts: datetime, ends: datetime, at: datetime
    ) -> "tuple[Guest, GuestAsked]":
        """Ask a person to an item. Raises OutsideMeeting."""
        if starts < item.starts or ends > item.ends:
            raise OutsideMeeting
        guest = cls(
            id=uuid4(),
            person_id=person_id,
            body_id=item.body_id,
            item_id=item.item_id,
            meeting_id=item.meeting_id,
            represents=represents,
            starts=starts,
            ends=ends,
            asked=at,
        )
        return guest, GuestAsked(
            guest_id=guest.id,
            person_id=person_id,
            body_id=item.body_id,
            meeting_id=item.meeting_id,
            item_id=item.item_id,
            represents=represents,
            starts=starts,
            ends=ends,
        )
