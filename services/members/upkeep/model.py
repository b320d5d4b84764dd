"""The templates of bodies: what the seed regions' bodies look like, as data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from shared.chassis.localised import LocalisedText
from shared.chassis.problems import Problem

FILE = Path(__file__).parents[1] / "bodies" / "data" / "templates.json"


class HalfTerm(Problem):
    """Give both days of the first term, the last one after the first, or neither."""

    slug = "members/half-term"
    status = 422
    field: ClassVar[str] = "ends"


@dataclass(frozen=True)
class Template:
    """A body as another could be set up: everything but its address and its terms."""

    id: str
    region: str
    body: Mapping[str, Any]

    @property
    def name(self) -> LocalisedText:
        return LocalisedText.of(self.body["name"])

    @property
    def purpose(self) -> LocalisedText:
        return LocalisedText.of(self.body["purpose"])

    @property
    def seats(self) -> int:
        """How many seats it has."""
        parties = dict(self.body.get("parties", {}))
        parties.pop("attendee", None)
        by_theme = sum(theme["target"] for theme in self.body.get("themes", []))
        return int(parties.pop("organisation", by_theme) + sum(parties.values()))


def of_kind(kind: str, region: str) -> Template:
    """Return a body of a kind about which nothing else is said."""
    facts = {"kind": kind, "name": {}, "purpose": {}, "themes": [], "deputies": False}
    facts |= {"cadence_min": 1, "cadence_max": 6}
    return Template(id="", region=region, body=facts)


@cache
def templates() -> Mapping[str, Template]:
    """Return the templates by id."""
    found = (Template(**entry) for entry in json.loads(FILE.read_text(encoding="utf-8")))
    return {template.id: template for template in found}
