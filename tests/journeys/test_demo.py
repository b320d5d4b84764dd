"""The demo as one meets it after `make up`: every page of members has something real on it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest_asyncio

from poyta import demo
from poyta.embedded.stack import Stack
from poyta.migrate import read_instances
from shared.chassis import principals
from shared.chassis.clock import system_clock
from shared.chassis.principals import COORDINATOR, Principal, Role

TABLE = "/members/bodies/kumppanuuspoyta"
API = "/members/api"
PAGES = (
    "/members", "/members/calls", TABLE, f"{TABLE}/composition", f"{TABLE}/coverage", f"{TABLE}/offices",
    f"{TABLE}/keeping", f"{TABLE}/history", f"{TABLE}/interests", f"{TABLE}/rotation", "/members/people",
    "/members/bodies/viestintaryhma", "/members/organisations", "/members/organisations?verified=no",
    "/members/representation", "/members/nominations",
)  # fmt: skip


@dataclass(frozen=True)
class Demo:
    """The demo, and its coordinator at the door."""

    client: httpx.AsyncClient

    async def get(self, path: str) -> Any:
        answer = await self.client.get(f"{API}{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def loaded(demo_stack: Stack) -> AsyncIterator[Demo]:
    """The demo, as its coordinator finds it."""
    instance = read_instances(demo_stack.instances)[demo.HOST_REGION]
    who = Principal(person_id=uuid4(), name="Koordinaattori", roles=frozenset([Role(COORDINATOR)]))
    token = principals.issue(instance, who, at=system_clock())
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{demo_stack.port('front')}",
        headers={"host": instance.host, "cookie": f"{principals.COOKIE}={token}"},
        trust_env=False,
        timeout=30,
    ) as client:
        yield Demo(client)


async def test_no_page_of_members_is_empty_in_finnish_or_in_swedish(loaded: Demo) -> None:
    found = {
        (path, language): await loaded.client.get(path, params=_query(path, language))
        for path in PAGES
        for language in ("fi", "sv")
    }

    assert {key: answer.status_code for key, answer in found.items() if answer.status_code != 200} == {}
    assert [key for key, answer in found.items() if 'class="empty"' in answer.text] == []


async def test_the_call_was_scored_by_two_and_each_stayed_out_of_one(loaded: Demo) -> None:
    call = next(one for one in (await loaded.get("/calls"))["items"] if one["state"] == "confirmed")

    compared = (await loaded.get(f"/calls/{call['id']}/comparison"))["items"]

    standing = [one for one in compared if one["mean"] is not None]
    # What was not selected has been erased by now, with what was written of it.
    assert len(standing) == 19
    assert sorted({one["selectors"] for one in standing}) == [1, 2]
    assert sum(len(one["conflicts"]) for one in standing) >= 1


async def test_bodies_of_each_state_and_requests_answered_and_open_are_there(loaded: Demo) -> None:
    bodies = (await loaded.get("/bodies"))["items"]
    requests = (await loaded.get("/nominations"))["items"]

    assert {one["state"] for one in bodies} == {"active", "planned", "paused"}
    assert {one["slug"]: one["parent"] for one in bodies}["viestintaryhma"] == "kumppanuuspoyta"
    assert [one["state"] for one in requests] == ["open", "named", "named"]


def _query(path: str, language: str) -> dict[str, str]:
    return {"lang": language, **({"verified": "no"} if "verified=no" in path else {})}
