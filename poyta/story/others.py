"""North Karelia and Central Finland: bodies of other kinds, with their seats and their year of meetings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from poyta.story import table
from poyta.story.table import Meeting, Step
from poyta.story.teller import Teller

WORDS: dict[str, Any] = json.loads(files("poyta").joinpath("data/story/others.json").read_text("utf-8"))
_SCENARIO: dict[str, Any] = json.loads(files("poyta").joinpath("data/scenario.json").read_text("utf-8"))
OPENS = "2023-01-02T09:00"
PARTIES = {
    "county": ("county", "Hyvinvointialue"),
    "municipality": ("municipality", "Kunta"),
    "regional_council": ("regional_council", "Maakuntaliitto"),
}


@dataclass
class OtherRegion:
    """A region's year: its bodies are set up and filled, then its meetings come as planned."""

    teller: Teller
    bodies: dict[str, tuple[str, int]] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)

    def steps(self) -> list[tuple[str, Step]]:
        """Return the steps with their moments, in order."""
        slug = self.teller.instance.slug
        steps: list[tuple[str, Step]] = [(OPENS, self.open_region)]
        number = 0
        for body in WORDS[slug]["bodies"]:
            planned = next(item for item in _bodies(slug) if item["slug"] == body["slug"])
            for day in planned.get("meetings", []) if body["terms"] else []:
                number += 1
                steps += self._meeting_steps(body, day, number)
        return sorted(steps, key=lambda step: step[0])

    async def open_region(self) -> None:
        for body in WORDS[self.teller.instance.slug]["bodies"]:
            body_id = await _set_up(self.teller, body)
            self.bodies[body["slug"]] = (body_id, await _fill_seats(self.teller, body))

    def _meeting_steps(self, body: Mapping[str, Any], day: str, number: int) -> list[tuple[str, Step]]:
        first, last = body["hours"]
        starts = datetime.fromisoformat(f"{day}T{first:02d}:00")
        called = max(datetime.fromisoformat(OPENS) + timedelta(hours=1), starts - timedelta(days=14))
        ended = starts + timedelta(hours=last - first, minutes=30)
        key = f"{body['slug']} {day}"
        return [
            (called.isoformat(timespec="minutes"), lambda: self._call(key, body, starts, number)),
            (ended.isoformat(timespec="minutes"), lambda: self._hold(key)),
        ]

    async def _call(self, key: str, body: Mapping[str, Any], starts: datetime, number: int) -> None:
        body_id, seats = self.bodies[body["slug"]]
        excused = number % 3
        came = seats - excused
        on_site = {"teams": 0, "hybrid": came // 2, "in_person": came}[body["mode"]]
        first, last = body["hours"]
        self.meetings[key] = Meeting(
            title={"fi": f"{body['name']['fi']}, kokous {starts.day}.{starts.month}."},
            starts=starts.isoformat(timespec="minutes"),
            ends=(starts + timedelta(hours=last - first)).isoformat(timespec="minutes"),
            mode=body["mode"],
            place=body["place"],
            agenda=[{"title": {"fi": title}, "text": {}, "topic_id": None} for title in _AGENDA],
            on_site=on_site,
            remote=came - on_site,
            excused=excused,
        )
        await table.convene(self.teller, body_id, self.meetings[key], seats=seats)

    async def _hold(self, key: str) -> None:
        await table.hold(self.teller, self.meetings[key])
        await table.publish_memo(self.teller, self.meetings[key], _SUMMARY, languages=("fi",))


async def _set_up(teller: Teller, body: Mapping[str, Any]) -> str:
    return await table.set_up(
        teller,
        {
            "slug": body["slug"],
            "kind": body["kind"],
            "name": body["name"],
            "purpose": body["purpose"],
            "decision_power": False,
            "cadence_min": body["cadence_min"],
            "cadence_max": body["cadence_max"],
            "modes": [body["mode"]] if "mode" in body else ["in_person"],
            "deputies": body["deputies"],
            "term_months": 24,
            "parent": body.get("parent"),
            "state": "active",
            "parties": body["parties"],
            "themes": [
                {"slug": s, "name": {"fi": name}, "target": target} for s, name, target in body["themes"]
            ],
            "terms": body["terms"],
            **{name: body[name] for name in _KEPT if name in body},
        },
    )


async def _fill_seats(teller: Teller, body: Mapping[str, Any]) -> int:
    """Appoint the people of a body and return how many there are."""
    if not body["terms"]:
        return 0
    holders = [
        ("organisation", f"Malli {name.lower()} {n + 1}", slug)
        for slug, name, target in body["themes"]
        for n in range(target)
    ]
    for party, seats in body["parties"].items():
        kind, represents = PARTIES[party]
        holders += [(kind, represents, None)] * seats
    places = iter(await teller.get("/members/api/municipalities"))
    for number, (kind, represents, theme) in enumerate(holders, start=1):
        name = f"Edustaja {body['slug'].upper()[:4]}-{number:02d}"
        await teller.post(
            f"/members/api/bodies/{body['slug']}/seats",
            {
                "kind": kind,
                "represents": represents,
                "theme": theme,
                "organisation_id": None,
                "municipality": next(places)["code"] if kind == "municipality" else None,
                "starts": teller.day(body["terms"][0]["starts"]),
                "ends": teller.day(body["terms"][0]["ends"]),
                "person": {
                    "name": name,
                    "email": f"{body['slug']}-{number:02d}@example.org",
                    "language": "fi",
                },
            },
        )
    return len(holders)


def _bodies(slug: str) -> list[dict[str, Any]]:
    return next(region["bodies"] for region in _SCENARIO["regions"] if region["slug"] == slug)


_KEPT = ("founding", "grouping", "from_outside", "partners", "capacities", "elects")
_AGENDA = ("Ajankohtaista hyvinvointialueelta", "Järjestöavustukset", "Järjestöyhteistyön rakenteet")
_SUMMARY = {"fi": "Kuultiin ajankohtaiset asiat ja keskusteltiin järjestöjen toimintaedellytyksistä."}
