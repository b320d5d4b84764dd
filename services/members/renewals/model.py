"""A renewal: who holds a seat at the end of a term is asked about the next one, and says yes or no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.members.bodies.model import ATTENDEE, Body, Seat, Term, WholeBody
from services.members.tables import Table
from shared.chassis.problems import Problem
from shared.contracts.seats import RenewalAsked


class NoTermYet(Problem):
    """This body has no term of office that could end."""

    slug = "members/no-term-yet"
    status = 409


class AnswerDayOutside(Problem):
    """Ask for answers at the latest on the last day of the term, and not in the past."""

    slug = "members/answer-day-outside"
    status = 422
    field: ClassVar[str] = "answer_by"


class NotAsked(Problem):
    """You have not been asked about the next term of this seat."""

    slug = "members/not-asked"
    status = 404


class RenewalClosed(Problem):
    """The next term is prepared already. Tell the coordinator if your answer has changed."""

    slug = "members/renewal-closed"
    status = 409


class Renewal(Table):
    """Who holds a seat was asked whether they are available for the next term."""

    __tablename__ = "renewal"
    __table_args__ = (
        CheckConstraint("num_nonnulls(available, answered) IN (0, 2)", name="answered"),
        CheckConstraint("answered >= asked", name="asked"),
    )

    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    asked: Mapped[datetime]
    answer_by: Mapped[date]
    available: Mapped[bool | None]
    answered: Mapped[datetime | None]
    noted_by: Mapped[UUID | None]
    """The coordinator who wrote the answer down; nobody when the holder gave it here."""

    @property
    def noted(self) -> bool:
        """Tell whether the answer was given otherwise and written down by the coordinator."""
        return self.noted_by is not None

    def answer(self, *, available: bool, at: datetime, noted_by: UUID | None = None) -> None:
        """Say yes or no; a later answer takes the place of an earlier one.

        One that was on its way while the question was asked again came with it.
        """
        self.available, self.answered, self.noted_by = available, max(at, self.asked), noted_by


@dataclass(frozen=True)
class Asked:
    """A question that waits for an answer, or whose answer may still be changed."""

    renewal: Renewal
    seat: Seat
    body: Body


def ending(whole: WholeBody) -> Term:
    """Return the last term of a body. Raises NoTermYet."""
    if not whole.terms:
        raise NoTermYet
    return whole.terms[-1]


def held_at_end(whole: WholeBody, term: Term) -> list[Seat]:
    """Return the seats of a term that are held on its last day."""
    return [seat for seat in whole.seats if seat.term_id == term.id and seat.held_on(term.ends)]


def to_ask(whole: WholeBody) -> list[Seat]:
    """Return the seats whose holders are asked about the next term. Raises NoTermYet."""
    return [seat for seat in held_at_end(whole, ending(whole)) if seat.kind != ATTENDEE]


def renewing(said: Mapping[UUID, Renewal]) -> list[UUID]:
    """Return the seats whose holders have said that they are available."""
    return [seat_id for seat_id, one in said.items() if one.available]


def question(whole: WholeBody, seat: Seat, answer_by: date, *, again: bool = False) -> RenewalAsked:
    """Return what the holder of a seat is to hear."""
    return RenewalAsked(
        seat_id=seat.id,
        body_id=whole.body.id,
        person_id=seat.person_id,
        title=whole.body.name.to_dict(),
        represents=seat.represents,
        term_ends=ending(whole).ends,
        answer_by=answer_by,
        again=again,
    )
