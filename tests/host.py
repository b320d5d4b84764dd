"""A host with two regions that have lived through a spring: for tests of what a host does with regions."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio

from poyta import instances as instances_on_disk
from poyta import people, targets
from poyta.embedded.stack import Stack
from poyta.migrate import read_instances
from poyta.provision.accounts import provisioner
from poyta.provision.databases import database_name
from poyta.provision.messages import Message, Position, last_sequences, positions, read_messages
from poyta.regions import Servers
from poyta.story import table
from poyta.story.others import OtherRegion
from poyta.story.teller import Teller, set_clock
from shared.chassis.clock import HELSINKI, file_clock
from shared.chassis.instance import Instance
from shared.chassis.principals import COORDINATOR

REGIONS = ("keski-suomi", "pohjois-karjala")
UNTIL = "2023-03-01T00:00"
SETTLE_SECONDS = 60.0


@dataclass(frozen=True)
class Host:
    """The running stack, and looks into it that tests need."""

    stack: Stack

    @property
    def servers(self) -> Servers:
        return self.stack.servers

    def instance(self, slug: str) -> Instance:
        return instances_on_disk.read(self.stack.instances / slug)

    async def page(self, slug: str, path: str = "/") -> httpx.Response:
        """Return a page of an instance through the front door."""
        port = self.stack.port("front")
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            return await client.get(
                f"http://127.0.0.1:{port}{path}", headers={"Host": f"{slug}.localhost:{port}"}
            )

    def letters(self) -> list[str]:
        """Return the names of the letters that were sent."""
        return sorted(file.name for file in self.stack.mail_dir.glob("*.eml"))

    async def rows(self, slug: str) -> dict[str, list[str]]:
        """Return every row of a region as text, by table, in an order of their own."""
        connection = await asyncpg.connect(self.servers.admin_url, database=database_name(slug))
        try:
            tables = await connection.fetch(
                "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY($1::text[])",
                ["members", "meetings", "surveys", "notifications", "national"],
            )
            return {
                f"{schema}.{name}": [
                    row[0]
                    for row in await connection.fetch(f'SELECT t::text FROM "{schema}"."{name}" t ORDER BY 1')
                ]
                for schema, name in tables
            }
        finally:
            await connection.close()

    async def query(self, slug: str, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """Ask a region's database as its superuser."""
        connection = await asyncpg.connect(self.servers.admin_url, database=database_name(slug))
        try:
            return list(await connection.fetch(query, *arguments))
        finally:
            await connection.close()

    async def messages(self, slug: str) -> dict[str, list[Message]]:
        """Return every message of a region, by stream."""
        async with provisioner(self.servers.nats_url, self.servers.keyring, slug) as jetstream:
            return {
                stream: [message async for message in read_messages(jetstream, stream, last)]
                for stream, last in sorted((await last_sequences(jetstream)).items())
            }

    async def positions(self, slug: str) -> list[Position]:
        """Return how far the readers of a region have come."""
        async with provisioner(self.servers.nats_url, self.servers.keyring, slug) as jetstream:
            streams = await last_sequences(jetstream)
            found = [position for stream in streams for position in await positions(jetstream, stream)]
        return sorted(found, key=lambda position: (position.stream, position.consumer))

    async def settled(self, slug: str) -> None:
        """Wait until what is due in a region has been published, acted on and sent."""
        deadline = monotonic() + SETTLE_SECONDS
        while left := await self._left(slug):
            if monotonic() > deadline:
                raise AssertionError(f"{slug} is not settled: {left}")
            await asyncio.sleep(0.1)

    async def _left(self, slug: str) -> list[str]:
        now = file_clock(self.stack.clock_file)()
        left = []
        for service in sorted(self.instance(slug).credentials):
            due = await self.query(slug, f'SELECT count(*) FROM "{service}".outbox WHERE due <= $1', now)
            left += [f"{service}: {due[0][0]} in the outbox"] if due[0][0] else []
        unsent = "SELECT count(*) FROM notifications.emails WHERE sent_at IS NULL AND failed_at IS NULL"
        letters = (await self.query(slug, unsent))[0][0]
        left += [f"{letters} letters"] if letters else []
        async with provisioner(self.servers.nats_url, self.servers.keyring, slug) as jetstream:
            for stream in await last_sequences(jetstream):
                for info in await jetstream.consumers_info(stream):
                    # A look into a stream leaves a reader behind for a minute; nobody waits for it.
                    durable = info.config and info.config.durable_name
                    if durable and (info.num_pending or info.num_ack_pending):
                        left.append(f"{info.name}: {info.num_pending} + {info.num_ack_pending}")
        return left


@pytest_asyncio.fixture(scope="session")
async def host(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Host]:
    """Two regions after their spring, with the clock standing still."""
    var: Path = tmp_path_factory.mktemp("host")
    set_clock(var / "clock", datetime(2022, 12, 15, 8, tzinfo=HELSINKI))
    async with Stack(var, migrate=targets.migrate, regions=REGIONS, durable=False) as stack:
        instances = read_instances(stack.instances)
        tellers = [
            Teller(instances[slug], stack.port("front"), stack.clock_file, stack.mail_dir) for slug in REGIONS
        ]
        for teller in tellers:
            teller.coordinator = await people.grant(
                teller.instance,
                file_clock(stack.clock_file),
                name="Koordinaattori",
                email=f"koordinaattori@{teller.instance.slug}.example.org",
                language="fi",
                role=COORDINATOR,
            )
        await table.play([OtherRegion(teller) for teller in tellers], until=tellers[0].moment(UNTIL))
        for teller in tellers:
            await teller.__aexit__()
        told = Host(stack)
        for slug in REGIONS:
            await told.settled(slug)
        yield told
