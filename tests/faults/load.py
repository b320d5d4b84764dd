"""People who apply and answer while parts die, and the book of what they were told."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any, Literal

import httpx

from shared.chassis import links
from tests.faults.scene import Scene

ANSWERS = ("on_site", "remote", "excused")
APPLICANTS = 3
APPLY_PAUSE = 1.0
MOST_APPLICATIONS = 1000
MOST_ANSWERS = 1500
PAGES = ("/", "/members", "/meetings")

Reply = Literal["accepted", "accepted before", "unanswered"]


@dataclass
class Application:
    """One organisation's application, sent until it was answered for good."""

    name: str
    unanswered: int = 0
    reply: Reply = "unanswered"
    application_id: str = ""


@dataclass
class Answers:
    """What one invited person answered, one after the other."""

    invitation_id: str
    accepted: int = 0
    unanswered: int = 0
    last: str = ""


@dataclass
class Load:
    """A bounded stream of requests through the front door. Its books are compared at the end."""

    scene: Scene
    rng: Random
    tag: str = "malli"
    applications: list[Application] = field(default_factory=list)
    answers: dict[str, Answers] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    ended: bool = False
    _numbers: Iterator[int] = field(default_factory=count)

    async def begin(self) -> asyncio.Task[None]:
        """Open a book for each invitation and begin to ask."""
        meetings = self.scene.meetings
        invitations = [identity for meeting in meetings for identity in await self.scene.invitations(meeting)]
        for identity in invitations:
            self.answers[identity] = Answers(identity)
        return asyncio.create_task(self._run())

    async def _run(self) -> None:
        """Ask until `ended` is set or the bounds are reached; what was begun is asked to its end."""
        books = list(self.answers.values())
        async with self.scene.client() as client, asyncio.TaskGroup() as group:
            for _ in range(APPLICANTS):
                group.create_task(self._apply(client))
            group.create_task(self._answer(client, books[::2]))
            group.create_task(self._answer(client, books[1::2]))
            group.create_task(self._read(client))

    @property
    def requests(self) -> int:
        return sum(self.statuses.values())

    @property
    def accepted_applications(self) -> int:
        return sum(one.reply != "unanswered" for one in self.applications)

    @property
    def accepted_answers(self) -> int:
        return sum(one.accepted for one in self.answers.values())

    async def _apply(self, client: httpx.AsyncClient) -> None:
        path = f"/members/api/calls/{self.scene.call_id}/applications"
        while not self.ended and (number := next(self._numbers)) < MOST_APPLICATIONS:
            application = Application(f"{self.tag}-{number}")
            self.applications.append(application)
            body = self.scene.application(application.name)
            while (answer := await self._ask(client, path, body)) is None:
                application.unanswered += 1
                await self._pause(0.3)
            if answer.status_code == 201:
                application.reply = "accepted"
                application.application_id = answer.json()["application_id"]
            elif answer.status_code == 409 and application.unanswered:
                application.reply = "accepted before"
            else:
                self.wrong.append(f"POST {path} answered {answer.status_code}: {answer.text[:300]}")
            await self._pause(APPLY_PAUSE)

    async def _answer(self, client: httpx.AsyncClient, books: list[Answers]) -> None:
        for _ in range(MOST_ANSWERS // 2):
            if self.ended or not books:
                return
            book, chosen = self.rng.choice(books), self.rng.choice(ANSWERS)
            token = links.sign(self.scene.teller.instance, "rsvp", {"id": book.invitation_id})
            path = f"/meetings/api/rsvp/{token}"
            while (answer := await self._ask(client, path, {"answer": chosen})) is None:
                book.unanswered += 1
                await self._pause(0.3)
            if answer.status_code == 200:
                book.accepted, book.last = book.accepted + 1, chosen
            else:
                self.wrong.append(
                    f"POST /meetings/api/rsvp answered {answer.status_code}: {answer.text[:300]}"
                )
            await self._pause(0.1)

    async def _read(self, client: httpx.AsyncClient) -> None:
        while not self.ended:
            await self._ask(client, self.rng.choice(PAGES))
            await self._pause(0.3)

    async def _ask(
        self, client: httpx.AsyncClient, path: str, body: dict[str, Any] | None = None
    ) -> httpx.Response | None:
        """Return the answer, or None when there was none that says what became of the request."""
        try:
            answer = await (client.get(path) if body is None else client.post(path, json=body))
        except httpx.TransportError as error:
            self.statuses[type(error).__name__] += 1
            return None
        self.statuses[str(answer.status_code)] += 1
        if answer.status_code in (502, 503, 504):
            return None
        if answer.status_code >= 500:
            self.wrong.append(f"{path} answered {answer.status_code}: {answer.text[:300]}")
            return None
        return answer

    async def _pause(self, most: float) -> None:
        await asyncio.sleep(self.rng.uniform(0, most))
