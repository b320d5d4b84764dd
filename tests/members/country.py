"""National and one region, which names people to national groups."""

import asyncio
from time import monotonic
from typing import Any

from shared.contracts.people import DELEGATES
from tests.members.acts import ok
from tests.region import Region

WAIT_SECONDS = 20.0
GROUP = "neuvottelukunta"


class Country:
    """The national instance and one region, each with its own members, under one clock."""

    def __init__(self, national: Region, lappi: Region) -> None:
        self.national, self.lappi = national, lappi
        lappi.clock.set("2023-02-01T10:00:00+02:00")
        national.clock.set("2023-02-01T10:00:00+02:00")

    async def arrived(self) -> None:
        """Wait until national has taken in all that the region has sent it."""
        await self.lappi.settled()
        sent = (await self.lappi.jetstream.stream_info("PEOPLE", subjects_filter="people.lappi.>")).state
        last = max([await self._last(self.lappi, "PEOPLE", subject) for subject in sent.subjects or {}])
        deadline = monotonic() + WAIT_SECONDS
        while await self._stored(last) is None:
            assert monotonic() < deadline, "the word of the region has not come to the national account"
            await asyncio.sleep(0.02)
        await self.national.settled()

    async def _last(self, region: Region, stream: str, subject: str) -> tuple[int, str, bytes]:
        message = await region.jetstream.get_msg(stream, subject=subject, direct=False)
        return message.seq or 0, subject, message.data or b""

    async def _stored(self, last: tuple[int, str, bytes]) -> bool | None:
        state = (await self.national.jetstream.stream_info(DELEGATES, subjects_filter=last[1])).state
        if not state.subjects:
            return None
        return True if (await self._last(self.national, DELEGATES, last[1]))[2] == last[2] else None

    async def regions(self, role: str | None = None) -> dict[str, Any]:
        client = self.national.client(role)
        found: dict[str, Any] = ok(await client.get(f"/members/api/bodies/{GROUP}/regions"))
        return found

    async def place(self, role: str | None = None) -> dict[str, Any]:
        """Return the region's line on the board's roster."""
        items = (await self.regions(role))["items"]
        line: dict[str, Any] = next(item for item in items if item["region"] == "lappi")
        return line
