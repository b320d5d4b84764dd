"""The selection as it stands: figures by theme, and warnings that never block."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.members.applications.model import OUTCOMES, Application
from services.members.bodies.model import Theme

OVER_TARGET = "over_target"
NOBODY_SELECTED = "nobody_selected"


@dataclass(frozen=True)
class Concern:
    """A theme that got more than its soft target, or nobody at all."""

    kind: str
    theme: Theme
    selected: int


@dataclass(frozen=True)
class ThemeTally:
    """How the applications of one theme stand, those moved into it included."""

    theme: Theme
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

    @property
    def warnings(self) -> list[Concern]:
        """What should be noticed before confirming."""
        return [tally.warning for tally in self.themes if tally.warning]

    @property
    def letters(self) -> int:
        """How many applicants are written to."""
        return self.received - self.withdrawn

    @property
    def ready(self) -> bool:
        """Tell whether every application has an outcome and someone is selected."""
        return self.undecided == 0 and self.selected > 0


def tally(themes: Sequence[Theme], applications: Sequence[Application]) -> Tally:
    """Count a selection."""
    by_theme = tuple(_tally_of(theme, applications) for theme in themes)
    return Tally(by_theme, len(applications), **_fared(applications))


def _tally_of(theme: Theme, applications: Sequence[Application]) -> ThemeTally:
    here = [one for one in applications if one.theme_id == theme.id]
    first = [one for one in applications if one.applied_theme_id == theme.id]
    return ThemeTally(
        theme,
        applied=len(first),
        moved_in=sum(one.applied_theme_id != theme.id for one in here),
        moved_out=sum(one.theme_id != theme.id for one in first),
        **_fared(here),
    )


def _fared(applications: Sequence[Application]) -> dict[str, int]:
    standing = [one for one in applications if one.withdrawn is None]
    return {
        "withdrawn": len(applications) - len(standing),
        "undecided": sum(one.outcome is None for one in standing),
    } | {outcome: sum(one.outcome == outcome for one in standing) for outcome in OUTCOMES}
