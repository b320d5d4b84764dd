"""Counting doors: how many were tried, and which opened."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Doors:
    """What was tried, by kind, and what should not have opened."""

    tried: Counter[str] = field(default_factory=Counter)
    opened: list[str] = field(default_factory=list)

    def shut(self, kind: str, what: str, *, is_shut: bool) -> None:
        """Note that a door was tried and whether it stayed shut."""
        self.tried[kind] += 1
        if not is_shut:
            self.opened.append(f"{kind}: {what}")


DOORS = Doors()
"""All that one process tried."""
