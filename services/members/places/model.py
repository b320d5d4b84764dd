"""Municipalities and regions, and their names."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from shared.chassis.localised import LANGUAGES, LocalisedText
from shared.chassis.problems import Problem

COUNTIES = ("wellbeing_services_county", "city_with_county_duties")


class MunicipalityUnknown(Problem):
    """There is no such municipality. Give its three-digit code."""

    slug = "members/municipality-unknown"
    status = 422
    field: ClassVar[str] = "municipality"


@dataclass(frozen=True)
class Municipality:
    """A municipality: its code, its names and the region it belongs to."""

    code: str
    name: LocalisedText
    region: str


class Municipalities:
    """Every municipality, by code and by name."""

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        self._by_code: Mapping[str, Municipality] = {one.code: one for one in municipalities}
        self._by_name = {
            name.casefold(): one.code
            for one in self._by_code.values()
            for name in one.name.to_dict().values()
        }

    @classmethod
    def read(cls, file: Path) -> "Municipalities":
        """Read a CSV file with the columns code, name_fi, name_sv and region_slug."""
        with file.open(encoding="utf-8", newline="") as source:
            return cls(
                Municipality(
                    row["code"],
                    LocalisedText(fi=row["name_fi"], sv=row["name_sv"]),
                    row["region_slug"],
                )
                for row in csv.DictReader(source)
            )

    def check(self, codes: Iterable[str | None]) -> None:
        """Raise MunicipalityUnknown when a code is none of ours."""
        if unknown := [code for code in codes if code and code not in self._by_code]:
            raise MunicipalityUnknown(unknown[0])

    def code_of(self, written: str) -> str | None:
        """Return the code of a municipality somebody wrote by its code or its name in either language."""
        code = written.strip().zfill(3) if written.strip().isdigit() else ""
        return code if code in self._by_code else self._by_name.get(written.strip().casefold())

    def name(self, code: str | None, language: str) -> str:
        """Return the name of a municipality; a code that is not known is shown as it is."""
        found = self._by_code.get(code or "")
        return found.name.read(language if language != "en" else "fi").text if found else (code or "")

    def of_region(self, region: str, language: str) -> Sequence[tuple[str, str]]:
        """Return the codes and names of a region's municipalities by name; all when it has none."""
        own = [one for one in self._by_code.values() if one.region == region]
        return self._named(own or self._by_code.values(), language)

    def own_first(self, region: str, language: str) -> Sequence[tuple[str, str]]:
        """Return every code and name, the region's own first."""
        own = self.of_region(region, language)
        shown = {code for code, _ in own}
        return [
            *own,
            *(pair for pair in self._named(self._by_code.values(), language) if pair[0] not in shown),
        ]

    def _named(self, municipalities: Iterable[Municipality], language: str) -> Sequence[tuple[str, str]]:
        pairs = [(one.code, self.name(one.code, language)) for one in municipalities]
        return sorted(pairs, key=lambda pair: pair[1])


class Regions:
    """Every region, by its slug, in the order of the official codes."""

    def __init__(self, names: Mapping[str, LocalisedText]) -> None:
        self._names = names

    @classmethod
    def read(cls, file: Path) -> "Regions":
        """Read a CSV file with the columns slug, kind, name_fi, name_sv and name_en."""
        with file.open(encoding="utf-8", newline="") as source:
            return cls(
                {
                    row["slug"]: LocalisedText.of({code: row[f"name_{code}"] for code in LANGUAGES})
                    for row in csv.DictReader(source)
                    if row["kind"] in COUNTIES
                }
            )

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def name(self, slug: str) -> LocalisedText:
        """Return the name of a region; one that is not known is shown by its slug."""
        return self._names.get(slug) or LocalisedText(fi=slug)
