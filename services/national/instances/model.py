"""The regions that have been heard of."""

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Mapped, mapped_column

from services.national.tables import Table
from shared.chassis.localised import LANGUAGES, LocalisedText

SILENCE = timedelta(days=60)


class Instance(Table):
    """A region, by the name the broker vouches for, and when it last published something."""

    __tablename__ = "instances"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[LocalisedText]
    last_event_at: Mapped[datetime]
    unreadable: Mapped[int] = mapped_column(default=0)

    def is_silent(self, at: datetime) -> bool:
        return at - self.last_event_at > SILENCE


def read_names(file: Path) -> Mapping[str, LocalisedText]:
    """Return the names of the regions by slug.

    Raises FileNotFoundError or KeyError when the file is not such a table.
    """
    with file.open(encoding="utf-8", newline="") as rows:
        return {
            row["slug"]: LocalisedText.of({language: row[f"name_{language}"] for language in LANGUAGES})
            for row in csv.DictReader(rows)
            if row["slug"]
        }
