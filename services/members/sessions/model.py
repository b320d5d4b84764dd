"""A session: one sign-in on one device, until it ends or is ended."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.members.tables import Table
from shared.chassis.clock import HELSINKI
from shared.chassis.principals import SESSION

BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
"""In this order: each names the ones after it in its own user agent."""
FAMILIES = ("Edge", "Opera", "Firefox", "Chrome", "Safari")


class Session(Table):
    """A sign-in on a device. Of the device only the kind of browser is kept, and no address."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("until > begun", name="until"),
        Index("session_person_idx", "person_id", "begun"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    browser: Mapped[str]
    """One of the families, or nothing."""
    begun: Mapped[datetime]
    until: Mapped[datetime]
    seen: Mapped[date]
    ended: Mapped[datetime | None]

    @classmethod
    def of(cls, person_id: UUID, user_agent: str, at: datetime) -> "Session":
        """Begin a session."""
        return cls(
            id=uuid4(),
            person_id=person_id,
            browser=family(user_agent),
            begun=at,
            until=at + SESSION,
            seen=at.astimezone(HELSINKI).date(),
        )

    def holds(self, at: datetime) -> bool:
        """Tell whether it goes on."""
        return self.ended is None and at < self.until

    def see(self, at: datetime) -> None:
        """Note the day it was last used."""
        self.seen = at.astimezone(HELSINKI).date()

    def end(self, at: datetime) -> None:
        """End it; ending it again changes nothing."""
        self.ended = self.ended or at


def family(user_agent: str) -> str:
    """Return the kind of browser, without its version or the device."""
    found = (name for mark, name in zip(BROWSERS, FAMILIES, strict=True) if mark in user_agent)
    return next(found, "")
