"""Who has not been at the table for a while. Raised with those who prepare the meetings, never public."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.meetings.tables import Table


class Absence(Table):
    """A member who has missed so many meetings in a row that it was raised.

    A meeting is missed when neither the member nor the deputy was present, excused or not: what matters is
    that the seat was empty. In a row and not a share, so that one good meeting ends it and a coordinator
    can say in one sentence what it means.
    """

    __tablename__ = "absences"
    __table_args__ = (CheckConstraint("missed >= 1", name="absence_missed"),)

    body_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    missed: Mapped[int]
    since: Mapped[datetime]
    """The start of the first meeting that was missed."""
    raised: Mapped[datetime]


def in_a_row(meetings: Sequence[tuple[datetime, bool]]) -> tuple[int, datetime | None]:
    """Return how many of the newest meetings were missed in a row, and when the first of them was.

    The meetings come newest first, each with whether the seat was there.
    """
    missed, since = 0, None
    for starts, came in meetings:
        if came:
            break
        missed, since = missed + 1, starts
    return missed, since
