"""A region for one test module: real servers, the chosen services at work, and a clock that stands still."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import cycle
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
from nats.js import JetStreamContext

from poyta import instances as instances_on_disk
from poyta.desk import Desk
from poyta.migrate import migrate
from poyta.process import Process
from poyta.provision.accounts import delete_instance, provisioner
from poyta.provision.databases import drop_database
from poyta.regions import Servers, add_region, known, region_of, registered
from shared.chassis import principals
from shared.chassis.instance import NATIONAL, Instance
from shared.chassis.module import Module
from shared.chassis.outbox import row
from shared.chassis.principals import Principal, Role
from shared.chassis.settings import ProcessSettings
from shared.chassis.streams import PICTURE, PUBLIC, durable, wake_subject
from shared.chassis.subscriptions import stream_of
from shared.contracts.envelope import Envelope, Event

SETTLE_SECONDS = 60.0
_slugs = cycle(sorted(set(known()) - {NATIONAL}))


class StillClock:
    """A clock that stands where it is put."""

    def __init__(self, moment: str) -> None:
        self.set(moment)

    def set(self, moment: str) -> None:
        """Put the clock to an ISO 8601 moment; without an offset it is UTC."""
        parsed = datetime.fromisoformat(moment)
        self._now = (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)

    def __call__(self) -> datetime:
        return self._now


class Region:
    """One instance with some services at work in this process."""

    def __init__(
        self, servers: Servers, instance: Instance, modules: Sequence[Module], jetstream: JetStreamContext
    ) -> None:
        self.servers = servers
        self.instance = instance
        self.modules = modules
        self.jetstream = jetstream
        self.clock = StillClock("2023-01-02T10:00:00+02:00")
        self.process = Process(
            modules,
            settings=ProcessSettings(poll_seconds=0.2),
            clock=self.clock,
            version="test",
            desk=partial(Desk, version="test"),
        )
        self._clients: list[httpx.AsyncClient] = []

    def client(
        self,
        role: str | None = None,
        *,
        body_id: UUID | None = None,
        person_id: UUID | None = None,
        name: str = "Testi Henkilö",
        language: str = "",
    ) -> httpx.AsyncClient:
        """Return a client at the region's host: anyone, or a person signed in with a role."""
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.process.asgi), base_url=self.instance.base_url
        )
        if role is not None or person_id is not None:
            roles = frozenset([Role(role, body_id)]) if role else frozenset()
            who = Principal(person_id=person_id or uuid4(), name=name, language=language, roles=roles)
            # The domain is left out on purpose: httpx then sends the cookie to every host of this client.
            client.cookies.set(principals.COOKIE, principals.issue(self.instance, who, at=self.clock()))
        self._clients.append(client)
        return client

    async def arrives(self, *events: Event, settle: bool = True, event_id: UUID | None = None) -> None:
        """Publish events of other services for real; wait until this region's services have acted on them."""
        for event in events:
            message = row(
                event,
                event_id or uuid4(),
                service=event.subject.split(".")[0],
                slug=self.instance.slug,
                moment=self.clock(),
                key=None,
                traceparent=None,
            )
            headers = {"content-type": "application/json"}
            if message["address"].startswith("people."):
                headers["Nats-Rollup"] = "sub"
            await self.jetstream.publish(message["address"], message["envelope"], headers=headers)
        if settle:
            await self.settled()

    async def settled(self) -> None:
        """Wait until every due event is in its stream and has been acted on, or sent back for later."""
        deadline = monotonic() + SETTLE_SECONDS
        while left := await self._unsettled():
            if monotonic() > deadline:
                raise AssertionError(f"not settled: {left}")
            for module in self.modules:
                await self.jetstream._nc.publish(wake_subject(module.name), b"")
            await asyncio.sleep(0.02)

    async def events(self, kind: type[Event]) -> list[Any]:
        """Return the events of a kind that are in their stream, oldest first."""
        found = []
        stream = stream_of(kind)
        state = (await self.jetstream.stream_info(stream)).state
        for sequence in range(state.first_seq or 1, state.last_seq + 1):
            try:
                message = await self.jetstream.get_msg(stream, sequence)
            except Exception:  # noqa: BLE001 - a rolled-up message is not there any more
                continue
            envelope = Envelope.model_validate_json(message.data or b"")
            if envelope.type == kind.subject:
                found.append(kind.model_validate(envelope.data))
        return found

    async def rows(self, service: str, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """Run SQL in the schema of a service with the service's own role."""
        url = self.instance.credentials[service].database_url.replace("+asyncpg", "")
        connection = await asyncpg.connect(url)
        try:
            return list(await connection.fetch(query, *arguments))
        finally:
            await connection.close()

    async def close(self) -> None:
        for client in self._clients:
            await client.aclose()
        await self.process.stop()

    async def _unsettled(self) -> list[str]:
        """Tell what is still under way: readers first, then what their transactions left in the outbox.

        What was published meanwhile may have woken a reader that was already asked.
        """
        before, left = await self._stored(), []
        for module in self._working:
            for stream in module.consumers(self.instance.slug):
                info = await self.jetstream.consumer_info(stream, durable(module.name, stream))
                if info.num_pending or info.num_ack_pending:
                    left.append(f"{info.name}: {info.num_pending} pending, {info.num_ack_pending} unanswered")
        for module in self._working:
            due = await self.rows(module.name, "SELECT count(*) FROM outbox WHERE due <= $1", self.clock())
            if due[0][0]:
                left.append(f"{module.name}: {due[0][0]} in the outbox")
        if PICTURE in before:
            left += await self._not_in_the_picture()
        if before != await self._stored():
            left.append("something was published")
        return left

    @property
    def _working(self) -> list[Module]:
        return [module for module in self.modules if module.name in self.instance.credentials]

    async def _stored(self) -> dict[str | None, int]:
        """Return the last number of each stream."""
        return {info.config.name: info.state.last_seq for info in await self.jetstream.streams_info()}

    async def _not_in_the_picture(self) -> list[str]:
        """Tell what national has published and its picture has not sourced yet: no reader knows of it."""
        published = (await self.jetstream.stream_info(PUBLIC)).state.messages
        own = await self.jetstream.stream_info(PICTURE, subjects_filter=f"public.{NATIONAL}.>")
        sourced = sum((own.state.subjects or {}).values())
        return [f"{published - sourced} not in the picture yet"] if published > sourced else []


@asynccontextmanager
async def open_region(
    servers: Servers, modules: Sequence[Module], slug: str | None = None
) -> AsyncIterator[Region]:
    """Make a region on the running servers, let the modules work in it, and remove it afterwards."""
    chosen = slug or next(s for s in _slugs if s not in registered(servers.instances))
    if chosen in registered(servers.instances):
        # Another test left it, without tables: it is made anew.
        await remove_instance(servers, chosen)

    async def bring_up_to_date(folder: Path) -> None:
        await migrate(folder, modules, keys=servers.var / "keys")

    directory = await add_region(servers, chosen, bring_up_to_date)
    instance = instances_on_disk.read(directory)
    async with provisioner(servers.nats_url, servers.keyring, chosen) as jetstream:
        if chosen == NATIONAL:
            # The regions of earlier tests gave national an account, and its picture what they had published.
            for stream in await jetstream.streams_info():
                await jetstream.purge_stream(stream.config.name or "")
        region = Region(servers, instance, modules, jetstream)
        await region.process.open(instance)
        try:
            yield region
        finally:
            await region.close()
    await remove_instance(servers, chosen)


async def remove_instance(servers: Servers, slug: str) -> None:
    """Remove an instance and all it kept."""
    await delete_instance(servers.nats_url, servers.keyring, slug)
    servers.keyring.forget(slug)
    await drop_database(servers.admin_url, slug, list(region_of(servers.instances / slug).services))
    shutil.rmtree(servers.instances / slug)
