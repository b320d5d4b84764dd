"""The sums of what organisations tell of their people, and what of them everyone is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.members.tables import Table
from shared.contracts.figures import FiguresCounted, KeyFigure

NAMES = ("members", "volunteers", "peer_supporters", "professionals")
FEWEST = 5
"""Of fewer organisations than this a sum could tell one organisation's own figure."""


@dataclass(frozen=True)
class Sum:
    """What the organisations that tell a figure have together."""

    name: str
    total: int
    organisations: int

    @property
    def is_public(self) -> bool:
        """Tell whether enough organisations have told it."""
        return self.organisations >= FEWEST


class ToldFigures(Table):
    """What everyone was last told of the key figures: one row."""

    __tablename__ = "told_figures"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1, autoincrement=False)
    version: Mapped[int] = mapped_column(default=0)
    figures: Mapped[dict[str, Any]]

    def tell(self, sums: Sequence[Sum]) -> FiguresCounted | None:
        """Return what everyone is to be told now; nothing when they know it already."""
        public = [one for one in sums if one.is_public]
        now = {one.name: [one.total, one.organisations] for one in public}
        if now == self.figures:
            return None
        self.figures = now
        self.version += 1
        figures = (KeyFigure(**vars(one)) for one in public)
        return FiguresCounted(version=self.version, figures=tuple(figures))
