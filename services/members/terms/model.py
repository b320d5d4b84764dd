"""What a term needs around it: notices, a rotation, declarations of interests."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.members.bodies.model import ATTENDEE, ORGANISATION, Seat, Term, Vacancy, WholeBody
from services.members.renewals.model import ending, held_at_end
from services.members.tables import Table
from shared.chassis.problems import Problem

REMINDED_AFTER = timedelta(days=30)
"""How long after the asking those who have not declared their interests are asked again."""


class TermNotNext(Problem):
    """The new term must begin after the last one ends."""

    slug = "members/term-not-next"
    status = 409
    field: ClassVar[str] = "starts"


class SeatNotOfTerm(Problem):
    """Choose among the seats that are held at the end of the term."""

    slug = "members/seat-not-of-term"
    status = 422
    field: ClassVar[str] = "stays"


class TermsOverlap(Problem):
    """The body has another term of office during these days."""

    slug = "members/terms-overlap"
    status = 409
    field: ClassVar[str] = "starts"


class SeatsOutsideTerm(Problem):
    """Some seats would be left outside the term. Let them follow, or end them first."""

    slug = "members/seats-outside-term"
    status = 409
    field: ClassVar[str] = "ends"


class InterestDeclaration(Table):
    """What a person tells of their interests for a year. The newest of the year counts."""

    __tablename__ = "interest_declaration"
    __table_args__ = (
        UniqueConstraint("person_id", "year", "version"),
        CheckConstraint("year between 2000 and 2200", name="year"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    year: Mapped[int]
    version: Mapped[int]
    words: Mapped[str]
    """Empty when there is nothing to declare."""
    declared: Mapped[datetime]


@dataclass(frozen=True)
class Rotation:
    """What happens to a body's seats when the next term begins: who stays, who leaves, what opens."""

    ends: Term
    starts: date
    until: date
    stays: Sequence[Seat]
    leaves: Sequence[Seat]
    opens: Sequence[Vacancy]

    @property
    def open_seats(self) -> int:
        """How many seats open."""
        return sum(vacancy.missing for vacancy in self.opens)


def rotation(whole: WholeBody, stays: Collection[UUID], *, starts: date, until: date) -> Rotation:
    """Plan the next term of a body.

    Raises NoTermYet, TermNotNext when the days touch a term there is, SeatNotOfTerm for a stranger's seat.
    """
    last = ending(whole)
    if starts <= last.ends or until <= starts:
        raise TermNotNext
    held = held_at_end(whole, last)
    if not set(stays) <= {seat.id for seat in held}:
        raise SeatNotOfTerm
    staying = [seat for seat in held if seat.id in stays]
    return Rotation(
        ends=last,
        starts=starts,
        until=until,
        stays=staying,
        leaves=[seat for seat in held if seat.id not in stays],
        opens=_opens(whole, [*staying, *(one for one in whole.seats if one.goes_on(starts))]),
    )


def last_day(starts: date, months: int) -> date:
    """Return the last day of a term of so many months."""
    year, month = divmod(starts.year * 12 + starts.month - 1 + months, 12)
    after = date(year, month + 1, min(starts.day, 28))
    return after - timedelta(days=1)


def _opens(whole: WholeBody, staying: Sequence[Seat]) -> list[Vacancy]:
    found = [
        Vacancy(theme, ORGANISATION, theme.target - sum(seat.theme_id == theme.id for seat in staying))
        for theme in whole.themes
    ]
    found += [
        Vacancy(None, party.kind, party.target - sum(seat.kind == party.kind for seat in staying))
        for party in whole.parties
        if party.kind != ATTENDEE and not (party.kind == ORGANISATION and whole.themes)
    ]
    return [vacancy for vacancy in found if vacancy.missing > 0]
