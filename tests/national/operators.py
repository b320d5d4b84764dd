"""The operators' host of these tests: the national instance, one region, and looks into both."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from poyta.figures import Figures
from tests.region import Region

SLUG = "kainuu"
WAIT_SECONDS = 20.0


@dataclass
class Host:
    """The national instance and one region with a notebook for `members`."""

    national: Region
    region: Region

    @property
    def operator(self) -> httpx.AsyncClient:
        client = self.national.client("operator")
        client.headers["accept-language"] = "en"
        return client

    async def page(self, path: str = "") -> str:
        response = await self.operator.get(f"/national/operations{path}")
        assert response.status_code == 200
        return response.text

    async def report(self, service: str = "members") -> asyncpg.Record | None:
        found = await self.national.rows(
            "national", "SELECT * FROM reports WHERE instance = $1 AND service = $2", SLUG, service
        )
        return found[0] if found else None

    async def dies(self, *events: Any) -> list[asyncpg.Record]:
        """Let events become dead letters; return those that are open."""
        before = len(await self.letters())
        await self.region.arrives(*events, settle=False)
        return await until(self.letters, lambda found: len(found) == before + len(events))

    async def letters(self) -> list[asyncpg.Record]:
        query = "SELECT * FROM dead_letters WHERE decision IS NULL ORDER BY sequence"
        return await self.region.rows("members", query)

    async def heard(self, organisation_id: UUID) -> int:
        query = "SELECT count(*) FROM heard WHERE organisation_id = $1"
        return int((await self.region.rows("members", query, organisation_id))[0][0])


async def until(ask: Callable[[], Awaitable[Any]], holds: Callable[[Any], bool]) -> Any:
    deadline = monotonic() + WAIT_SECONDS
    while not holds(found := await ask()):
        assert monotonic() < deadline, found
        await asyncio.sleep(0.05)
    return found


def gauges(region: Region) -> dict[str, dict[tuple[str, ...], float]]:
    """Return what Prometheus is told of a region's stations."""
    families = Figures(region.process, region.clock).collect()
    return {family.name: {tuple(s.labels.values()): s.value for s in family.samples} for family in families}


def backups_shown(host: Host) -> Callable[[], Awaitable[dict[tuple[str, ...], float]]]:
    async def ask() -> dict[tuple[str, ...], float]:
        return gauges(host.national)["poyta_backup_timestamp_seconds"]

    return ask
