"""The national instance: its groups, who sits in them, and a meeting that one of them is called to."""

import json
from collections.abc import Mapping
from functools import partial
from importlib.resources import files
from typing import Any

from poyta.story import table
from poyta.story.table import Meeting, Step
from poyta.story.teller import Teller
from services.members.upkeep.model import templates

WORDS: dict[str, Any] = json.loads(files("poyta").joinpath("data/story/national.json").read_text("utf-8"))


class NationalGroups:
    """The groups are set up and filled as a region's bodies are; the regions know nothing of it."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self._ids: dict[str, str] = {}

    def steps(self) -> list[tuple[str, Step]]:
        """Return the steps with their moments, in order."""
        return [(WORDS["opens"], self._set_up), *self._calls()]

    def _calls(self) -> list[tuple[str, Step]]:
        called = [group for group in WORDS["groups"] if "meeting" in group]
        return [(group["meeting"]["called"], partial(self._call, group)) for group in called]

    async def _set_up(self) -> None:
        for group in WORDS["groups"]:
            body = dict(templates()[group["model"]].body) | {"slug": group["slug"], "terms": [WORDS["term"]]}
            self._ids[group["slug"]] = await table.set_up(self.teller, body)
            for number, represents in enumerate(group.get("seats", ()), start=1):
                await self._seat(group["slug"], represents, number)

    async def _seat(self, slug: str, represents: str, number: int) -> None:
        term = WORDS["term"]
        await self.teller.post(
            f"/members/api/bodies/{slug}/seats",
            {
                "kind": "organisation",
                "represents": represents,
                "starts": self.teller.day(WORDS["opens"]),
                "ends": self.teller.day(term["ends"]),
                "person": {
                    "name": f"Edustaja {slug.upper()[:4]}-{number:02d}",
                    "email": f"{slug}-{number:02d}@example.org",
                    "language": "fi",
                },
            },
        )

    async def _call(self, group: Mapping[str, Any]) -> None:
        planned = group["meeting"]
        meeting = Meeting(
            title=planned["title"],
            starts=planned["starts"],
            ends=planned["ends"],
            mode="teams",
            place={},
            agenda=[{"title": title, "text": {}, "topic_id": None} for title in planned["agenda"]],
        )
        await table.convene(self.teller, self._ids[group["slug"]], meeting, seats=len(group["seats"]))
