"""A table whose services run in a process each, on servers that keep what they acknowledge."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any

import httpx

from poyta.embedded.stack import Stack
from poyta.embedded.trouble import Trouble
from poyta.story.teller import Teller
from shared.chassis.clock import HELSINKI, system_clock
from shared.chassis.instance import NATIONAL
from tests.host import Host

REGION = "pohjois-savo"
SEATS = 12
MEETINGS = 5
CONVENED_BEFORE = 2
PATIENCE_SECONDS = 90.0
# What a killed process had in hand comes again after a while, and what waited for that after 30 s more.
SETTLE_SECONDS = 180.0
WORDS = {"fi": "Kumppanuuspöytä"}


@dataclass
class Scene:
    """The running stack, and the ids of what was set up in it."""

    stack: Stack
    teller: Teller
    body_id: str = ""
    call_id: str = ""
    meetings: list[str] = field(default_factory=list)

    @property
    def host(self) -> Host:
        """Looks into the region's database and streams."""
        return Host(self.stack)

    def client(self) -> httpx.AsyncClient:
        """Return a client of anyone's at the region's front door."""
        port = self.stack.port("front")
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            headers={"host": f"{self.teller.instance.host}:{port}"},
            timeout=30,
            trust_env=False,
        )

    async def set_up(self) -> None:
        """Seat twelve people, plan five meetings, call the first two and open a call for members."""
        teller, today = self.teller, system_clock().astimezone(HELSINKI).date()
        term = {"starts": str(today - timedelta(days=30)), "ends": str(today + timedelta(days=700))}
        body = await teller.post("/members/api/bodies", _body(term))
        self.body_id = body["id"]
        for number in range(SEATS):
            await teller.post("/members/api/bodies/poyta/seats", _seat(number, term))

        async def seated() -> bool:
            roster = await teller.get(f"/meetings/api/rosters/{self.body_id}", on=str(today))
            return len(roster["seats"]) == SEATS

        await teller.until("the roster", seated)
        for number in range(MEETINGS):
            meeting = await teller.post("/meetings/api/meetings", _meeting(self.body_id, number))
            self.meetings.append(meeting["id"])
        for meeting_id in self.meetings[:CONVENED_BEFORE]:
            await teller.post(f"/meetings/api/meetings/{meeting_id}/convocation")
        call = await teller.post(
            "/members/api/bodies/poyta/calls",
            {
                "title": WORDS,
                "text": WORDS,
                "criteria": [WORDS],
                "opens": system_clock().isoformat(),
                "deadline": str(today + timedelta(days=20)),
                "term_starts": term["starts"],
                "term_ends": term["ends"],
            },
        )
        self.call_id = call["id"]
        await teller.post(f"/members/api/calls/{self.call_id}/publication")
        await self.settled()

    def application(self, name: str) -> dict[str, Any]:
        """Return an application; the same name is the same organisation."""
        return {
            "organisation": f"Malliyhdistys {name} ry",
            "scope": "local",
            "name": f"Edustaja {name}",
            "email": f"{name}@example.org",
            "language": "fi",
            "theme": "moniala",
            "grounds": "Tunnemme asian.",
            "commits": True,
        }

    async def invitations(self, meeting_id: str) -> list[str]:
        """Return the ids of a meeting's invitations."""
        rows = await self.host.query(
            REGION, "SELECT id FROM meetings.invitations WHERE meeting_id = $1::text::uuid", meeting_id
        )
        return [str(row["id"]) for row in rows]

    async def bring_back(self, *names: str) -> None:
        """Start parts again, as a supervisor does: until they stand."""
        for name in names:
            for attempt in range(5):
                try:
                    await self.stack.start(name)
                    break
                except Trouble:
                    if attempt == 4:
                        raise

    async def readiness(self, process: str) -> tuple[int, list[str]]:
        """Return the status of a process's /readyz and the names it waits for."""
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            answer = await client.get(f"http://127.0.0.1:{self.stack.port(process)}/readyz")
        return answer.status_code, answer.json().get("waiting", [])

    async def ready(self, *processes: str) -> None:
        """Wait until processes say that they are ready."""
        for process in processes or self.stack.processes:

            async def is_ready(name: str = process) -> bool:
                return (await self.readiness(name))[0] == 200

            await until(f"{process} to be ready", is_ready)

    async def settled(self) -> None:
        """Wait until everything due in the region has been published, acted on and sent."""
        await self.ready()
        for slug in (REGION, NATIONAL):

            async def nothing_left(instance: str = slug) -> str:
                return ", ".join(await self.host._left(instance))

            await until_not(f"{slug} to be quiet", nothing_left, SETTLE_SECONDS)


async def until_not(what: str, left: Callable[[], Awaitable[str]], seconds: float) -> None:
    """Wait until nothing is left."""
    deadline = monotonic() + seconds
    while rest := await left():
        if monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}: {rest}")
        await asyncio.sleep(0.1)


async def until(what: str, look: Callable[[], Awaitable[bool]], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until `look` is true."""
    deadline = monotonic() + seconds
    while not await look():
        if monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        await asyncio.sleep(0.05)


def another_meeting(body_id: str) -> dict[str, Any]:
    """Return the draft of one more meeting."""
    return _meeting(body_id, MEETINGS)


def _body(term: dict[str, str]) -> dict[str, Any]:
    return {
        "slug": "poyta",
        "kind": "partnership_table",
        "name": WORDS,
        "purpose": WORDS,
        "decision_power": False,
        "cadence_min": 4,
        "cadence_max": 6,
        "modes": ["teams", "hybrid"],
        "deputies": False,
        "term_months": 24,
        "parent": None,
        "state": "active",
        "parties": {"county": SEATS},
        "terms": [term],
        "themes": [{"slug": "moniala", "name": WORDS, "target": 2}],
    }


def _seat(number: int, term: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": "county",
        "represents": "Pohjois-Savon hyvinvointialue",
        **term,
        "person": {"name": f"Jäsen {number}", "email": f"jasen-{number}@example.org", "language": "fi"},
        "theme": None,
        "organisation_id": None,
    }


def _meeting(body_id: str, number: int) -> dict[str, Any]:
    starts = system_clock() + timedelta(days=10 + number)
    return {
        "body_id": body_id,
        "title": {"fi": f"Kokous {number + 1}"},
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(hours=2)).isoformat(),
        "mode": "hybrid",
        "place": {"fi": "Kuopio"},
        "remote_link": "https://teams.example.org/poyta",
        "agenda": [{"title": {"fi": "Avaus"}, "minutes": 10}],
    }
