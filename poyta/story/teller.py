"""Tells a story to one region: through its front door, as its people would, at the times it happened."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from time import monotonic
from typing import Any, Self, TypeVar
from uuid import UUID

import httpx

from shared.chassis import links, principals
from shared.chassis.clock import HELSINKI, system_clock
from shared.chassis.instance import Instance
from shared.chassis.principals import COORDINATOR, Principal, Role

PATIENCE_SECONDS = 60.0

Found = TypeVar("Found")


class UnexpectedAnswerError(AssertionError):
    """A step of the story was answered otherwise than the story goes."""


class Teller:
    """Plays one region's story against running services.

    `clock_file` sets the clock that all their processes share; `weeks` moves every date of the
    story by whole weeks, so that weekdays stay. Dates and times of the story are Finland's.
    """

    def __init__(
        self, instance: Instance, front: int, clock_file: Path, mail: Path, *, weeks: int = 0
    ) -> None:
        self.instance = instance
        self.weeks = weeks
        self._mail = mail
        self._read: dict[str, str] = {}
        self.coordinator = UUID(int=0)
        self._clock_file = clock_file
        self._moment = system_clock()
        self._client = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{front}",
            headers={"host": f"{instance.host}:{front}"},
            timeout=30,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    @property
    def now(self) -> datetime:
        """The moment the story has come to."""
        return self._moment

    def moment(self, written: str) -> datetime:
        """Return a moment of the story, moved by the weeks of this telling."""
        return (datetime.fromisoformat(written) + timedelta(weeks=self.weeks)).replace(tzinfo=HELSINKI)

    def day(self, written: str) -> str:
        """Return a day of the story, moved, as an ISO date."""
        return self.moment(f"{written[:10]}T12:00").date().isoformat()

    def at(self, written: str) -> datetime:
        """Let it be this moment of the story for every process."""
        self._moment = self.moment(written)
        set_clock(self._clock_file, self._moment)
        return self._moment

    def goes_on(self, now: datetime) -> None:
        """Let the story have come to the present; the clock is no longer the story's."""
        self._moment = now

    async def get(self, path: str, *, who: Principal | None = None, **query: Any) -> Any:
        """Return what is at a path, as the coordinator unless told."""
        return await self.ask("GET", path, 200, params=query, who=who)

    async def post(
        self, path: str, json: Any = None, *, expect: int = 0, who: Principal | None = None
    ) -> Any:
        """Post JSON as the coordinator unless told; any 2xx will do unless a status is expected."""
        return await self.ask("POST", path, expect, json=json, who=who)

    async def put(self, path: str, json: Any, *, who: Principal | None = None) -> Any:
        return await self.ask("PUT", path, 0, json=json, who=who)

    async def patch(self, path: str, json: Any) -> Any:
        return await self.ask("PATCH", path, 0, json=json)

    async def send(self, path: str, form: Mapping[str, str], *, who: Principal) -> None:
        """Send a form as its page does; the answer must lead on."""
        token = principals.issue(self.instance, who, at=self._moment)
        headers = {"cookie": f"{principals.COOKIE}={token}", "sec-fetch-site": "same-origin"}
        answer = await self._client.post(path, data=dict(form), headers=headers)
        if answer.status_code != 303:
            raise UnexpectedAnswerError(f"{self.instance.slug}: {path} answered {answer.status_code}")

    async def page(self, path: str, *, language: str = "fi") -> str:
        """Return a page as anyone sees it."""
        answer = await self._client.get(path, params={"lang": language}, follow_redirects=True)
        if not answer.is_success:
            raise UnexpectedAnswerError(f"{self.instance.slug}: {path} answered {answer.status_code}")
        return answer.text

    async def until(self, what: str, look: Callable[[], Awaitable[Found | None]]) -> Found:
        """Wait until `look` finds something: the other services act on events in their own time."""
        deadline = monotonic() + PATIENCE_SECONDS
        while not (found := await look()):
            if monotonic() > deadline:
                raise UnexpectedAnswerError(f"{self.instance.slug}: waited in vain for {what}")
            await asyncio.sleep(0.05)
        return found

    def tokens(self, path: str) -> list[str]:
        """Return the tokens that the sent letters carry under a path, as `/surveys/answer/`."""
        for file in self._mail.glob("*.eml"):
            if file.name not in self._read:
                self._read[file.name] = _text(file)
        pattern = re.compile(re.escape(f"{self.instance.base_url}{path}") + r"([\w.\-]+)")
        found = (match for text in self._read.values() for match in pattern.findall(text))
        return list(dict.fromkeys(found))

    def link(self, purpose: str, identity: str) -> str:
        """Return the token that the letter to a person carries."""
        return links.sign(self.instance, purpose, {"id": identity})

    async def ask(
        self, method: str, path: str, expect: int, *, who: Principal | None = None, **rest: Any
    ) -> Any:
        """Ask for JSON and return it; raise UnexpectedAnswerError when the status is another (0: any 2xx)."""
        token = principals.issue(self.instance, who or self._as_coordinator(), at=self._moment)
        headers = {} if who == principals.ANYONE else {"authorization": f"Bearer {token}"}
        answer = await self._client.request(method, path, headers=headers, **rest)
        if answer.status_code != expect and (expect or not answer.is_success):
            raise UnexpectedAnswerError(
                f"{self.instance.slug}: {method} {path} answered {answer.status_code}, {answer.text[:600]}"
            )
        return answer.json() if answer.content else None

    def _as_coordinator(self) -> Principal:
        return Principal(person_id=self.coordinator, name="", roles=frozenset([Role(COORDINATOR)]))


def _text(file: Path) -> str:
    message = message_from_bytes(file.read_bytes(), policy=default)
    part = message.get_body(("plain",))
    return str(part.get_content()) if part else ""


def set_clock(file: Path, moment: datetime) -> None:
    """Put the shared clock to a moment; a reader never sees half of it."""
    draft = file.with_name(f"{file.name}.new")
    draft.write_text(moment.isoformat())
    draft.rename(file)
