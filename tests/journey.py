"""One year of East Uusimaa for all the tests: told once in each topology, remembered as it goes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from poyta import people, targets
from poyta.embedded.stack import Stack
from poyta.migrate import read_instances
from poyta.provision.databases import database_name
from poyta.story import table
from poyta.story.east_uusimaa import EastUusimaa
from poyta.story.teller import Teller, set_clock
from shared.chassis.clock import HELSINKI, file_clock
from shared.chassis.principals import COORDINATOR

REGION = "ita-uusimaa"
SECOND = "pohjanmaa"
NEIGHBOUR = "pohjois-karjala"
YEAR_END = datetime(2024, 1, 31, tzinfo=HELSINKI)


@dataclass
class Journey:
    """The story as it stands at the end of the year, and what was seen on the way."""

    stack: Stack
    teller: Teller
    story: EastUusimaa
    seen: dict[str, Any] = field(default_factory=dict)

    async def page(self, path: str, *, language: str = "fi") -> str:
        """Return a page as anyone sees it."""
        return await self.teller.page(path, language=language)

    async def query(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """Ask the region's database as its superuser."""
        connection = await asyncpg.connect(self.stack.servers.admin_url, database=database_name(REGION))
        try:
            return list(await connection.fetch(query, *arguments))
        finally:
            await connection.close()

    async def of_call(self, what: str) -> Any:
        """Return what members tells of the call, or of its `what`, as the coordinator sees it."""
        return await self.teller.get(f"/members/api/calls/{self.story.call_id}{what}")


@pytest_asyncio.fixture(scope="session")
async def journey(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Journey]:
    """The year, told to one process that holds every service."""
    async with tell(tmp_path_factory.mktemp("journey"), split=False) as told:
        yield told


@pytest_asyncio.fixture(scope="session")
async def split_journey(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Journey]:
    """The year, told to a process a service."""
    async with tell(tmp_path_factory.mktemp("split-journey"), split=True) as told:
        yield told


@asynccontextmanager
async def tell(var: Path, *, split: bool) -> AsyncIterator[Journey]:
    """Start the stack in a folder and tell it the year."""
    set_clock(var / "clock", datetime(2022, 12, 15, 8, tzinfo=HELSINKI))
    async with Stack(
        var, migrate=targets.migrate, regions=(REGION, SECOND, NEIGHBOUR), split=split, durable=False
    ) as stack:
        instance = read_instances(stack.instances)[REGION]
        async with Teller(instance, stack.port("front"), stack.clock_file, stack.mail_dir) as teller:
            teller.coordinator = await people.grant(
                instance,
                file_clock(stack.clock_file),
                name="Koordinaattori",
                email="koordinaattori@example.org",
                language="fi",
                role=COORDINATOR,
            )
            told = Journey(stack, teller, EastUusimaa(teller))
            await _tell(told)
            yield told


async def _tell(journey: Journey) -> None:
    """Play the year; stop where something must be seen before it changes."""
    story, teller, seen = journey.story, journey.teller, journey.seen
    stops = {
        "2023-01-05T12:00": _while_open,
        "2023-01-20T23:59:59": _in_the_last_second,
        "2023-01-21T00:00:00": _at_midnight,
        "2023-01-29T12:00": _before_anyone_is_selected,
        "2023-06-25T12:00": _between_the_memos,
        "2023-08-05T23:59:59": _before_the_erasure,
        "2023-08-06T00:00:00": _after_the_erasure,
        "2023-09-05T13:00": _after_the_resignation,
    }
    played = datetime.min.replace(tzinfo=HELSINKI)
    for written, look in stops.items():
        await table.play([story], since=played, until=teller.moment(written))
        played = teller.at(written)
        await look(journey, seen)
    await table.play([story], since=played, until=YEAR_END)
    teller.at("2024-01-31T12:00")


async def _while_open(journey: Journey, seen: dict[str, Any]) -> None:
    seen["call page fi"] = await journey.page(f"/members/calls/{journey.story.call_id}")
    seen["call page sv"] = await journey.page(f"/members/calls/{journey.story.call_id}", language="sv")


async def _in_the_last_second(journey: Journey, seen: dict[str, Any]) -> None:
    seen["state in the last second"] = (await journey.of_call(""))["state"]


async def _at_midnight(journey: Journey, seen: dict[str, Any]) -> None:
    seen["state at midnight"] = (await journey.of_call(""))["state"]
    seen["call page at midnight"] = await journey.page(f"/members/calls/{journey.story.call_id}")


async def _before_anyone_is_selected(journey: Journey, seen: dict[str, Any]) -> None:
    seen["warnings before"] = (await journey.of_call("/selection"))["warnings"]


async def _before_the_erasure(journey: Journey, seen: dict[str, Any]) -> None:
    seen["counts before"] = (await journey.of_call("/applications"))["counts"]
    seen["selection before"] = await journey.of_call("/selection")


async def _after_the_erasure(journey: Journey, seen: dict[str, Any]) -> None:
    async def erased() -> dict[str, Any] | None:
        counts: dict[str, Any] = (await journey.of_call("/applications"))["counts"]
        return counts if counts["erased"] else None

    seen["counts after"] = await journey.teller.until("the old applications to be erased", erased)
    seen["selection after"] = await journey.of_call("/selection")
    seen["applications after"] = await journey.query(
        "SELECT outcome, withdrawn, erased, person_id, organisation_id, name, number, grounds"
        " FROM members.application"
    )
    seen["scores after"] = await journey.query(
        "SELECT 1 FROM members.score JOIN members.application ON application.id = score.application_id"
        " WHERE application.erased IS NOT NULL"
    )


async def _between_the_memos(journey: Journey, seen: dict[str, Any]) -> None:
    meeting = journey.story.meetings["M3"].id
    seen["M3 sv before the translation"] = await journey.page(f"/meetings/{meeting}", language="sv")


async def _after_the_resignation(journey: Journey, seen: dict[str, Any]) -> None:
    async def fourteen() -> bool:
        picture = await journey.teller.get("/members/api/bodies/kumppanuuspoyta/composition")
        return bool(picture["filled"] == 14)

    await journey.teller.until("the seat to stand empty", fourteen)
    seen["front page with a vacant seat"] = await journey.page("/")
