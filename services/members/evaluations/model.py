"""Scores, conflicts of interest, and what they come to when applications are compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.members.applications.model import Application
from services.members.applications.queries import Candidacy
from services.members.calls.model import Call
from services.members.errors import NotInCall
from services.members.tables import Table
from shared.chassis.problems import Problem

HIGHEST = 5


class ConflictDeclared(Problem):
    """You have declared a conflict of interest in this application, so you do not score it."""

    slug = "members/conflict-declared"
    status = 409


class OwnApplication(Problem):
    """You or an organisation of yours sent this application, so you do not score it."""

    slug = "members/own-application"
    status = 409


class CriterionUnknown(Problem):
    """This criterion is not one of the call's."""

    slug = "members/criterion-unknown"
    status = 422


class Score(Table):
    """What one selector gives one application on one criterion, with a word of why."""

    __tablename__ = "score"
    __table_args__ = (CheckConstraint(f"points between 0 and {HIGHEST}", name="points"),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """The criterion, by its place in the call."""
    points: Mapped[int]
    comment: Mapped[str]
    given: Mapped[datetime]
    left_out: Mapped[bool] = mapped_column(default=False)
    """Whether it did not count when the selection was confirmed."""


class InterestConflict(Table):
    """A selector is too near an applicant to judge, and says why."""

    __tablename__ = "interest_conflict"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    words: Mapped[str]
    declared: Mapped[datetime]


@dataclass(frozen=True)
class Compared:
    """One application beside the others: its mean, the means by criterion, how far selectors differ."""

    candidacy: Candidacy
    municipality: str | None
    scores: Sequence[Score]
    left_out: Sequence[Score]
    """Given by who is too near the applicant to judge, or came to be: kept, and not counted."""
    conflicts: Sequence[InterestConflict]
    near: bool = False
    """It is the reader's own or of an organisation of theirs: what others gave it is kept from them."""

    @property
    def selectors(self) -> int:
        """How many selectors have scored it."""
        return len({score.person_id for score in self.scores})

    @property
    def mean(self) -> float | None:
        """The mean of all points, or None before the first."""
        return _mean([score.points for score in self.scores])

    @property
    def spread(self) -> int:
        """The widest difference two selectors have on one criterion."""
        by_position: dict[int, list[int]] = {}
        for score in self.scores:
            by_position.setdefault(score.position, []).append(score.points)
        return max((max(points) - min(points) for points in by_position.values()), default=0)

    @property
    def unheard(self) -> int:
        """How many selectors' points are left out."""
        return len({score.person_id for score in self.left_out})

    @property
    def comments(self) -> list[Score]:
        """What selectors wrote beside their points, criterion by criterion, and all that is left out."""
        said = [*(score for score in self.scores if score.comment), *self.left_out]
        return sorted(said, key=lambda one: one.position)

    def mean_of(self, position: int) -> float | None:
        """The mean of the points on one criterion."""
        return _mean([score.points for score in self.scores if score.position == position])


@dataclass(frozen=True)
class Balance:
    """How the applications and the selected part by something: a value, how many came, how many are in."""

    value: str
    applied: int
    selected: int


def check_scoring(call: Call, application: Application, at: datetime) -> None:
    """Raise what keeps an application from being scored: the call's time, its round, a withdrawal."""
    call.check_selecting(at)
    if application.round != call.round or application.withdrawn or application.erased:
        raise NotInCall


def ranked(rows: Sequence[Compared]) -> list[Compared]:
    """Return the rows with the highest mean first; what nobody has scored comes last."""
    return sorted(rows, key=lambda row: (row.mean is None, -(row.mean or 0.0)))


def balance(rows: Sequence[Compared], field: str) -> list[Balance]:
    """Return how those who stand part by scope, language or municipality."""
    counts: dict[str, list[int]] = {}
    for row in rows:
        application = row.candidacy.application
        value = (row.municipality or "") if field == "municipality" else str(getattr(application, field))
        count = counts.setdefault(value, [0, 0])
        count[0] += 1
        count[1] += application.outcome == "selected"
    return [Balance(value, *count) for value, count in sorted(counts.items())]


def _mean(points: Sequence[int]) -> float | None:
    return sum(points) / len(points) if points else None
