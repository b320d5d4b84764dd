"""What the national picture is told from outside."""

from dataclasses import dataclass, field
from pathlib import Path

from shared.chassis.settings import Settings

_REGIONS = Path(__file__).parents[2] / "poyta" / "data" / "regions.csv"


@dataclass(frozen=True)
class NationalSettings(Settings):
    """Where the regions' names are written."""

    regions_csv: Path = field(
        default=_REGIONS,
        metadata={"doc": "A CSV file with the columns slug, name_fi, name_sv and name_en."},
    )
