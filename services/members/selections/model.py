"""The selection as it stands: figures by theme, and warnings that never block."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.members.applications.model import OUTCOMES, REJECTED, SELECTED, Application
from services.members.calls.model import CallTheme
from services.members.tables import Table

OVER_TARGET = "over_target"
UNDER_TARGET = "under_target"
NOBODY_SELECTED = "nobody_selected"


class TargetReason(Table):
    """Why a theme got more or fewer than its soft target."""

    __tablename__ = "target_reason"
    __table_args__ = (
        ForeignKeyConstraint(
            ["call_id", "round", "theme_id"],
            ["call_theme.call_id", "call_theme.round", "call_theme.theme_id"],
            name="target_reason_theme_id_fkey",
        ),
    )

    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[UUID] = mapped_column(primary_key=True)
    words: Mapped[str]


class Candidate(NamedTuple):
    """An application as far as a selection needs it."""

    id: UUID
    person_id: UUID | None
    organisation_id: UUID | None
    name: str
    scope: str
    language: str
    theme_id: UUID
    applied_theme_id: UUID
    alternative_theme_id: UUID | None
    further_themes: list[str]
    moved: datetime | None
    withdrawn: datetime | None
    erased: datetime | None
    outcome: str | None
    repeats: bool


@dataclass(frozen=True)
class Concern:
    """A theme that got more than its soft target, or nobody at all."""

    kind: str
    theme: CallTheme
    selected: int


@dataclass(frozen=True)
class ThemeTally:
    """How the applications of one theme stand, those moved into it included."""

    theme: CallTheme
    applied: int
    moved_in: int
    moved_out: int
    withdrawn: int
    undecided: int
    selected: int
    reserve: int
    rejected: int

    @property
    def warning(self) -> Concern | None:
        """Say what a reader should notice; a theme nobody applied for is not the selection's fault."""
        if self.selected > self.theme.target:
            return Concern(OVER_TARGET, self.theme, self.selected)
        if self.selected == 0 and self.theme.target > 0:
            return Concern(NOBODY_SELECTED, self.theme, 0)
        if self.selected < self.theme.target:
            return Concern(UNDER_TARGET, self.theme, self.selected)
        return None


@dataclass(frozen=True)
class Tally:
    """The whole selection."""

    themes: tuple[ThemeTally, ...]
    received: int
    withdrawn: int
    undecided: int
    selected: int
    reserve: int
    rejected: int
    erased: int
    shared: int
    """How many applications are answered in the letter of another one of the same person."""
    twice: tuple[UUID, ...]
    """The selected applications of an organisation or a person with more than one of them."""

    @property
    def warnings(self) -> list[Concern]:
        """What should be noticed before confirming."""
        return [tally.warning for tally in self.themes if tally.warning]

    @property
    def letters(self) -> int:
        """How many applicants are written to, each once: one who is erased is not."""
        return self.received - self.withdrawn - self.erased - self.shared

    @property
    def ready(self) -> bool:
        """Tell whether every application has an outcome and someone is selected."""
        return self.undecided == 0 and self.selected > 0


def tally(
    themes: Sequence[CallTheme],
    applications: Sequence[Application | Candidate],
    confirmed: datetime | None = None,
) -> Tally:
    """Count a selection; who was erased before it was `confirmed` gets no letter."""
    here, first = defaultdict(list), defaultdict(list)
    for one in applications:
        here[one.theme_id].append(one)
        first[one.applied_theme_id].append(one)
    by_theme = tuple(_tally_of(theme, here[theme.id], first[theme.id]) for theme in themes)
    erased = sum(
        one.withdrawn is None and one.erased is not None and (confirmed is None or one.erased <= confirmed)
        for one in applications
    )
    people = Counter(one.person_id for one in applications if one.withdrawn is None and one.person_id)
    return Tally(
        by_theme,
        len(applications),
        erased=erased,
        shared=people.total() - len(people),
        twice=_twice([one for one in applications if one.withdrawn is None and one.outcome == SELECTED]),
        **_fared(applications),
    )


def heard(applications: Sequence[Candidate]) -> list[Candidate]:
    """Return the applications whose outcome is told: the best one of each person."""
    best: dict[UUID, Candidate] = {}
    for one in sorted(applications, key=lambda one: OUTCOMES.index(one.outcome or REJECTED)):
        if one.outcome and one.person_id:
            best.setdefault(one.person_id, one)
    return list(best.values())


def _tally_of(
    theme: CallTheme, here: Sequence[Application | Candidate], first: Sequence[Application | Candidate]
) -> ThemeTally:
    return ThemeTally(
        theme,
        applied=len(first),
        moved_in=sum(one.applied_theme_id != theme.id for one in here),
        moved_out=sum(one.theme_id != theme.id for one in first),
        **_fared(here),
    )


def _twice(selected: Sequence[Application | Candidate]) -> tuple[UUID, ...]:
    of: Counter[UUID | None] = Counter()
    for one in selected:
        of.update(key for key in (one.organisation_id, one.person_id) if key)
    return tuple(one.id for one in selected if max(of[one.organisation_id], of[one.person_id]) > 1)


def _fared(applications: Sequence[Application | Candidate]) -> dict[str, int]:
    outcomes = Counter(one.outcome for one in applications if one.withdrawn is None)
    return {
        "withdrawn": len(applications) - outcomes.total(),
        "undecided": outcomes[None],
    } | {outcome: outcomes[outcome] for outcome in OUTCOMES}
