"""What stands around East Uusimaa's year: a full directory, other bodies, offices, requests for names.

Only the demo tells it: the scenario's own numbers stay as they are without it.
"""

import json
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from uuid import UUID

from poyta.story import table
from poyta.story.east_uusimaa import BODY, EastUusimaa
from poyta.story.table import Step
from poyta.story.teller import Teller
from shared.chassis.principals import ANYONE, MEMBER, Principal, Role

WORDS: dict[str, Any] = json.loads(files("poyta").joinpath("data/story/surroundings.json").read_text("utf-8"))
BODIES = "/members/api/bodies"
TABLE = f"{BODIES}/{BODY['slug']}"
DESCRIBED = 40
"""How many organisations of the directory tell of themselves."""


@dataclass
class Surroundings:
    """What the coordinator keeps besides the year of the table."""

    story: EastUusimaa
    organisations: list[dict[str, Any]] = field(default_factory=list)
    requests: dict[str, str] = field(default_factory=dict)

    @property
    def teller(self) -> Teller:
        """The one who tells the year tells this too."""
        return self.story.teller

    def steps(self) -> list[tuple[str, Step]]:
        """Return the steps with their moments, in order."""
        steps: list[tuple[str, Step]] = [
            ("2022-12-16T10:00", self.describe_organisations),
            ("2022-12-16T12:00", self.keep_the_table),
            ("2023-01-12T12:00", self.begin_drafts),
            ("2023-01-27T10:00", self.evaluate),
            ("2023-03-01T09:00", self.take_offices),
            ("2023-04-03T09:00", self.set_up_bodies),
            ("2023-05-03T09:00", self.declare_interests),
            ("2023-05-04T09:00", self.give_mandates),
            ("2023-10-02T09:00", self.register),
            ("2023-10-16T09:00", self.pause),
        ]
        for request in WORDS["requests"]:
            steps.append((f"{request['asked']}T10:00", lambda request=request: self.ask(request)))  # type: ignore[misc]
            if "answered" in request:
                steps += [
                    (f"{request['answered']}T15:00", lambda request=request: self.answer(request)),  # type: ignore[misc]
                    (f"{request['named']}T15:00", lambda request=request: self.name(request)),  # type: ignore[misc]
                ]
        return sorted(steps, key=lambda step: step[0])

    async def describe_organisations(self) -> None:
        listed = await self.teller.get("/members/api/organisations", limit=100)
        self.organisations = sorted(listed["items"], key=lambda one: str(one["name"]))
        keywords = (await self.teller.get("/members/api/keywords"))["items"]
        words = {
            kind: [word["slug"] for word in keywords if word["kind"] == kind]
            for kind in ("sector", "activity")
        }
        for number, one in enumerate(self.organisations[:DESCRIBED]):
            language = one["language"] if one["language"] in ("fi", "sv") else "fi"
            path = f"/members/api/organisations/{one['id']}"
            await self.teller.patch(
                path,
                {
                    "legal_form": "foundation" if number % 9 == 8 else "association",
                    "register_number": f"{201 + number}.{100 + 7 * number}",
                    "served": sorted({"638", "753", "434"} if number % 3 else {"638"}),
                    "sectors": words["sector"][number % 4 : number % 4 + 1],
                    "activities": words["activity"][number % 5 : number % 5 + 2],
                    "produces_services": number % 6 == 0,
                    "members": 40 + 37 * (number % 11),
                    "volunteers": 5 + 3 * (number % 7),
                    "professionals": number % 4,
                    "contact_role": WORDS["facts"]["roles"][language],
                    "description": WORDS["facts"]["description"][language],
                },
            )
            if number % 4:
                await self.teller.post(f"{path}/verification")

    async def keep_the_table(self) -> None:
        await self.teller.patch(TABLE, {"goals": WORDS["goals"]})
        for keeper in WORDS["keepers"]:
            await self.teller.post(
                f"{TABLE}/partners", keeper | {"starts": self.teller.day(keeper["starts"])}
            )

    async def begin_drafts(self) -> None:
        for number, organisation in enumerate(WORDS["drafts"], start=81):
            whose = {"name": f"Hakija {number}", "email": f"hakija-{number}@example.org"}
            language = "sv" if organisation.endswith("rf") else "fi"
            fields = {"organisation": organisation, "theme": BODY["themes"][number % 6]}
            await self.teller.post(
                f"/members/api/calls/{self.story.call_id}/drafts",
                whose | {"language": language, "fields": fields},
                who=ANYONE,
            )

    async def evaluate(self) -> None:
        """Two selectors score every application; each stays out of one in which they have an interest."""
        call = f"/members/api/calls/{self.story.call_id}"
        standing = [one for one in self.story.applicants if one.fate != "withdrawn"]
        for turn, selector in enumerate(WORDS["selectors"]):
            named = await self.teller.post(f"{call}/selectors", selector)
            who = Principal(person_id=UUID(named["person_id"]), name=named["name"])
            for number, applicant in enumerate(standing):
                path = f"/members/api/applications/{applicant.application_id}"
                if number == 4 + 7 * turn:
                    words = {"words": WORDS["conflict"][selector["language"]]}
                    await self.teller.put(f"{path}/conflict", words, who=who)
                    continue
                high = {"selected": 4, "reserve": 3}.get(applicant.fate, 2)
                points = [min(5, high + (number + turn + criterion) % 2) for criterion in range(3)]
                scores: list[dict[str, Any]] = [
                    {"criterion": place, "points": given} for place, given in enumerate(points)
                ]
                if number % 5 == 0:
                    scores[0]["comment"] = WORDS["comments"][selector["language"]]
                await self.teller.put(f"{path}/scores", {"scores": scores}, who=who)

    async def take_offices(self) -> None:
        for office in WORDS["offices"]:
            holder = {"language": "fi", "represents": "Itä-Uudenmaan hyvinvointialue"}
            await self.teller.post(f"{TABLE}/offices", office | holder | self._days(BODY["term"]))

    async def set_up_bodies(self) -> None:
        for body in WORDS["bodies"]:
            starts = {"starts_on": self.teller.day(body["starts_on"])} if "starts_on" in body else {}
            await table.set_up(self.teller, {"cadence_min": 1, "cadence_max": 4, **body, **starts})
        group = WORDS["bodies"][0]
        for seat in (await self._seated())[: group["parties"]["organisation"]]:
            person = seat["person"]["name"]
            await self.teller.post(
                f"{BODIES}/{group['slug']}/seats",
                {
                    "kind": "organisation",
                    "represents": seat["represents"],
                    "organisation_id": seat["organisation_id"],
                    "person": {"name": person, "email": _address(person), "language": "fi"},
                    **self._days((group["terms"][0]["starts"], group["terms"][0]["ends"])),
                },
            )

    async def declare_interests(self) -> None:
        year = self.teller.now.year
        for number, seat in enumerate((await self._seated())[:9]):
            words = WORDS["interests"]["sv" if number % 4 == 3 else "fi"][number % 3]
            member = Principal(
                person_id=UUID(seat["person"]["id"]),
                name=seat["person"]["name"],
                roles=frozenset([Role(MEMBER, UUID(self.story.body_id))]),
            )
            await self.teller.put("/members/api/me/interests", {"year": year, "words": words}, who=member)
        await self.teller.post(f"{TABLE}/interests/ask")

    async def give_mandates(self) -> None:
        for mandate in WORDS["mandates"]:
            facts = {name: mandate[name] for name in ("organ", "level", "post")}
            person = self._candidate(mandate["number"]) | {"body": BODY["slug"]}
            made = await self.teller.post(
                "/members/api/mandates",
                person | facts | self._days((mandate["starts"], mandate["ends"])),
            )
            if mandate["consents"]:
                name = f"/members/api/me/mandates/{made['id']}/name"
                who = await table.signed_in(self.teller, person)
                await self.teller.put(name, {"shown": True}, who=who)

    async def ask(self, request: dict[str, Any]) -> None:
        asked = await self.teller.post(
            f"{TABLE}/nominations",
            {
                "asked_by": "Itä-Uudenmaan hyvinvointialue",
                "organ": request["organ"],
                "words": request["words"],
                "names": request["names"],
                "asked_on": self.teller.day(request["asked"]),
                "deadline_day": self.teller.day(request["deadline"]),
                "deadline_time": "16:00",
                "open_form": True,
                "term_starts": self.teller.day(request["term"][0]),
                "term_ends": self.teller.day(request["term"][1]),
            },
        )
        self.requests[request["asked"]] = asked["id"]
        for number in request["candidates"]:
            candidate = self._candidate(number)
            grounds = WORDS["comments"]["sv" if candidate["language"] == "sv" else "fi"]
            proposed = await self.teller.post(
                f"/members/api/nominations/{asked['id']}/candidates", candidate | {"grounds": grounds}
            )
            if number % 2 == 1:
                await table.agree(self.teller, candidate, proposed["id"])

    async def answer(self, request: dict[str, Any]) -> None:
        path = f"/members/api/nominations/{self.requests[request['asked']]}"
        candidates = (await self.teller.get(path))["candidates"]
        chosen = [one["id"] for one in candidates][: request["names"]]
        await self.teller.post(f"{path}/answer", {"chosen": chosen, "answer": request["answer"]})

    async def name(self, request: dict[str, Any]) -> None:
        path = f"/members/api/nominations/{self.requests[request['asked']]}"
        candidates = (await self.teller.get(path))["candidates"]
        named = [one["id"] for one in candidates if one["chosen"]]
        await self.teller.post(
            f"{path}/naming", {"on": self.teller.day(request["named"]), "named": named, "others": 4}
        )

    async def register(self) -> None:
        for organisation in WORDS["registrations"]:
            await self.teller.post("/members/api/organisations/registrations", organisation, who=ANYONE)

    async def pause(self) -> None:
        paused = WORDS["paused"]
        await self.teller.patch(
            f"{BODIES}/{paused['slug']}",
            {"state": "paused", "review_on": self.teller.day(paused["review_on"])},
        )

    async def _seated(self) -> list[dict[str, Any]]:
        composition = await self.teller.get(f"{TABLE}/composition", on=self.teller.now.date().isoformat())
        return [seat for seat in composition["items"] if seat["kind"] == "organisation"]

    def _candidate(self, number: int) -> dict[str, Any]:
        applicant = self.story.applicants[number - 1]
        return {
            "name": f"Edustaja IU-{number:02d}",
            "email": applicant.email,
            "language": applicant.language,
            "represents": applicant.organisation,
        }

    def _days(self, days: tuple[str, str] | list[str]) -> dict[str, str]:
        return {"starts": self.teller.day(days[0]), "ends": self.teller.day(days[1])}


def _address(name: str) -> str:
    return f"{name.removeprefix('Edustaja ').lower()}@example.org"
