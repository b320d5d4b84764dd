"""The national host with two regions whose PUBLIC streams it sources for real."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from time import monotonic
from uuid import UUID

import httpx
import pytest_asyncio

from poyta import targets
from poyta.embedded.stack import Stack
from poyta.provision.accounts import provisioner
from shared.chassis.streams import PICTURE
from shared.contracts.envelope import PublicEvent
from tests.region import Region, open_region

WAIT_SECONDS = 60.0
SLUGS = ("lappi", "pohjanmaa")


class Nation:
    """The national host and its regions, under one clock."""

    def __init__(self, national: Region, regions: dict[str, Region], published: int) -> None:
        self.national = national
        self.regions = regions
        self.clock = national.clock
        self._published = published
        for region in regions.values():
            region.clock = national.clock

    def client(self, language: str = "fi") -> httpx.AsyncClient:
        """Return anyone's client at the national host."""
        client = self.national.client()
        client.headers["accept-language"] = language
        return client

    async def publish(self, slug: str, *events: PublicEvent, event_id: UUID | None = None) -> None:
        """Publish in a region, and wait until the picture has taken it in."""
        await self.send(slug, *events, event_id=event_id)
        await self.national.settled()

    async def send(self, slug: str, *events: PublicEvent, event_id: UUID | None = None) -> None:
        """Publish in a region, and wait until the events lie in the national account."""
        await self.regions[slug].arrives(*events, settle=False, event_id=event_id)
        self._published += len(events)
        deadline = monotonic() + WAIT_SECONDS
        while await self._arrived() < self._published:
            assert monotonic() < deadline, "the events have not come to the national account"
            await asyncio.sleep(0.02)

    async def _arrived(self) -> int:
        return int((await self.national.jetstream.stream_info(PICTURE)).state.last_seq)


@pytest_asyncio.fixture(scope="module")
async def nation(stack: Stack) -> AsyncIterator[Nation]:
    async with AsyncExitStack() as opened:
        regions = {
            slug: await opened.enter_async_context(open_region(stack.servers, [], slug)) for slug in SLUGS
        }
        published = await forget(stack)
        national = await opened.enter_async_context(
            open_region(stack.servers, targets.modules("national"), "national")
        )
        yield Nation(national, regions, published)


async def forget(stack: Stack) -> int:
    """Empty the picture of what regions of earlier tests published; return how far its numbers have come."""
    servers = stack.servers
    async with provisioner(servers.nats_url, servers.keyring, "national") as jetstream:
        await jetstream.purge_stream(PICTURE)
        return int((await jetstream.stream_info(PICTURE)).state.last_seq)
