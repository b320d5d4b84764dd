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
    """The groups are set up and filled as a region's bodies are; to the board the regions name their own."""

    def __init__(self, teller: Teller, regions: Mapping[str, Teller]) -> None:
        self.teller = teller
        self._regions = regions
        self._ids: dict[str, str] = {}

    def steps(self) -> list[tuple[str, Step]]:
        """Return the steps with their moments, in order."""
        return [(WORDS["opens"], self._set_up), (WORDS["named"]["at"], self._name), *self._calls()]

    def _calls(self) -> list[tuple[str, Step]]:
        called = [group for group in WORDS["groups"] if "meeting" in group]
        return [(group["meeting"]["called"], partial(self._call, group)) for group in called]

    async def _set_up(self) -> None:
        for group in WORDS["groups"]:
            body = dict(templates()[group["model"]].body) | {"slug": group["slug"], "terms": [WORDS["term"]]}
            self._ids[group["slug"]] = await table.set_up(self.teller, body)
            for number, represents in enumerate(group.get("seats", ()), start=1):
                await self._seat(group["slug"], represents, number)
        for person in WORDS["support"]:
            starts = self.teller.day(WORDS["opens"])
            await self.teller.post("/members/api/support", person | {"starts": starts})

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

    async def _name(self) -> None:
        named = WORDS["named"]
        for slug, own in named["regions"].items():
            region = self._regions[slug]
            region.at(named["at"])
            request = {name: named[name] for name in ("asked_by", "organ")} | {
                "names": len(own["names"]),
                "asked_on": region.day(named["at"]),
                "deadline_day": region.day("2023-10-20"),
                "term_starts": region.day(WORDS["term"]["starts"]),
                "term_ends": region.day(WORDS["term"]["ends"]),
                "national_group": named["group"],
            }
            asked = await region.post(f"/members/api/bodies/{own['body']}/nominations", request)
            chosen = [await self._propose(region, asked["id"], *one) for one in own["names"]]
            deputy = chosen[1] if len(chosen) > 1 else None
            reply = {"chosen": chosen[:1], "deputy": deputy, "answer": named["answer"]}
            await region.post(f"/members/api/nominations/{asked['id']}/answer", reply)

    async def _propose(self, region: Teller, asked: str, represents: str, name: str) -> str:
        email = f"{name.split()[-1].lower()}@example.org"
        candidate = {"represents": represents, "name": name, "email": email, "language": "fi"}
        proposed = await region.post(f"/members/api/nominations/{asked}/candidates", candidate)
        await table.agree(region, candidate, proposed["id"])
        return str(proposed["id"])

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
