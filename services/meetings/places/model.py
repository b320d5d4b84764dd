"""Municipalities and their names, from the same file members reads."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from services.meetings.errors import MunicipalityUnknown
from shared.chassis.localised import LocalisedText

MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
"""The three digits Statistics Finland gives a municipality."""


class Municipalities:
    """Every municipality by code, with the region it belongs to."""

    def __init__(self, names: Mapping[str, LocalisedText], regions: Mapping[str, str]) -> None:
        self._names = names
        self._regions = regions

    @classmethod
    def read(cls, file: Path) -> "Municipalities":
        """Read a CSV file with the columns code, name_fi, name_sv and region_slug."""
        with file.open(encoding="utf-8", newline="") as source:
            rows = list(csv.DictReader(source))
        names = {row["code"]: LocalisedText(fi=row["name_fi"], sv=row["name_sv"]) for row in rows}
        return cls(names, {row["code"]: row["region_slug"] for row in rows})

    def check(self, codes: Iterable[str]) -> None:
        """Raise MunicipalityUnknown when a code is none of ours."""
        if unknown := [code for code in codes if code not in self._names]:
            raise MunicipalityUnknown(unknown[0])

    def name(self, code: str, language: str) -> str:
        """Return the name for a reader; names have no English, and a code that is not known stays."""
        found = self._names.get(code)
        return found.read("sv" if language == "sv" else "fi").text if found else code

    def named(self, codes: Iterable[str], language: str) -> Sequence[tuple[str, str]]:
        """Return codes with their names, by name."""
        return sorted(((code, self.name(code, language)) for code in codes), key=lambda pair: pair[1])

    def choices(self, region: str, language: str, chosen: Iterable[str] = ()) -> Sequence[tuple[str, str]]:
        """Return the region's own municipalities and those chosen already; all when it has none."""
        own = {code for code, slug in self._regions.items() if slug == region}
        return self.named((own or set(self._regions)) | (set(chosen) & set(self._names)), language)
