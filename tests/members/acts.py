"""What a coordinator and applicants do in these tests, through the JSON API alone."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from tests.region import Region

SCENARIO = json.loads((Path(__file__).parents[2] / "poyta" / "data" / "scenario.json").read_text())
TABLE = next(region for region in SCENARIO["regions"] if region["slug"] == "ita-uusimaa")["bodies"][0]

NAMES = {
    "lapset-perheet": {"fi": "Lapsi- ja perhejärjestöt", "sv": "Barn- och familjeorganisationer"},
    "ikaihmiset": {"fi": "Ikäihmisten järjestöt", "sv": "Organisationer för de äldre"},
    "mielenterveys-paihde": {
        "fi": "Mielenterveys- ja päihdetyön järjestöt",
        "sv": "Organisationer för mentalvårds- och missbrukararbete",
    },
    "vammaiset": {"fi": "Vammaisjärjestöt", "sv": "Organisationer för personer med funktionsnedsättning"},
    "potilas-sairaus": {
        "fi": "Potilas- ja sairausjärjestöt",
        "sv": "Patient- och sjukdomsorganisationer",
    },
    "moniala": {"fi": "Monialajärjestöt", "sv": "Organisationer inom flera branscher"},
}


def table() -> dict[str, Any]:
    """Return the body of the scenario, as it is posted."""
    return {
        "slug": TABLE["slug"],
        "kind": TABLE["type"],
        "name": {
            "fi": "Itä-Uudenmaan järjestöjen kumppanuuspöytä",
            "sv": "Östra Nylands partnerskapsbord för organisationer",
        },
        "purpose": {
            "fi": "Järjestöjen ja hyvinvointialueen yhteinen pöytä.",
            "sv": "Organisationernas och välfärdsområdets gemensamma bord.",
        },
        "decision_power": TABLE["decision_power"],
        "cadence_min": TABLE["cadence"][0],
        "cadence_max": TABLE["cadence"][1],
        "modes": TABLE["modes"],
        "deputies": TABLE["deputies"],
        "term_months": TABLE["term_months"],
        "parties": {"county": TABLE["county_seats"]},
        "themes": [
            {"slug": slug, "name": NAMES[slug], "target": TABLE["seats_per_theme"]}
            for slug in TABLE["themes"]
        ],
    }


def call() -> dict[str, Any]:
    """Return the call of the scenario, as it is posted."""
    return {
        "title": {"fi": "Hae mukaan kumppanuuspöytään", "sv": "Sök till partnerskapsbordet"},
        "text": {
            "fi": "Haemme järjestöjen edustajia.\n\nTyö alkaa maaliskuussa.",
            "sv": "Vi söker representanter för organisationer.\n\nArbetet börjar i mars.",
        },
        "criteria": [
            {"fi": "Laaja näkemys järjestökentästä", "sv": "Bred syn på organisationsfältet"},
            {"fi": "Alueen tuntemus", "sv": "Kännedom om området"},
            {"fi": "Sitoutuminen", "sv": "Engagemang"},
        ],
        "opens": f"{TABLE['call']['opens']}T09:00:00+02:00",
        "deadline": TABLE["call"]["deadline"][:10],
        "term_starts": TABLE["term"][0],
        "term_ends": TABLE["term"][1],
    }


def offer(number: int, theme: str, **other: Any) -> dict[str, Any]:
    """Return an application of the organisation with this number."""
    return {
        "organisation": f"Malliyhdistys {number} ry",
        "number": f"{100 + number}.{100 + number}",
        "scope": "local",
        "name": f"Edustaja {number}",
        "email": f"edustaja-{number}@example.org",
        "language": "fi",
        "theme": theme,
        "grounds": "Tunnemme alueen hyvin.",
        "commits": True,
    } | other


def ok(response: httpx.Response, status: int = 200) -> Any:
    """Return the JSON of an answer that must have this status."""
    assert response.status_code == status, response.text
    return response.json() if response.content else None


async def open_call(region: Region, *, on: str = "2022-12-29T09:00:00+02:00") -> UUID:
    """Set up the table and publish its call; the clock is then at the opening."""
    region.clock.set("2022-12-15T10:00:00+02:00")
    coordinator = region.client("coordinator")
    ok(await coordinator.post("/members/api/bodies", json=table()), 201)
    written = ok(await coordinator.post("/members/api/bodies/kumppanuuspoyta/calls", json=call()), 201)
    ok(await coordinator.post(f"/members/api/calls/{written['id']}/publication"))
    region.clock.set(on)
    return UUID(written["id"])
