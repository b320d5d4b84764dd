"""The ground a benchmark stands on: real servers as `poyta up` runs them, and one region with the journal."""

import asyncio
import socket
import tempfile
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from faststream import AckPolicy
from faststream.nats import NatsBroker, NatsJWT
from nats.js import JetStreamContext
from nkeys import from_seed

from benchmarks.journal import module as journal
from poyta import instances as instances_on_disk
from poyta.embedded.stack import Stack
from poyta.migrate import migrate
from poyta.process import Process
from poyta.provision.accounts import provisioner
from poyta.regions import add_region
from shared.chassis.clock import system_clock
from shared.chassis.database import Database
from shared.chassis.instance import Instance
from shared.chassis.outbox import row
from shared.chassis.settings import ProcessSettings
from shared.contracts.envelope import Event

REGION = "kainuu"
SERVICE = "members"


@dataclass(frozen=True)
class Ground:
    """A region with the journal's schema, and a provisioner's connection to its streams."""

    instance: Instance
    directory: Path
    jetstream: JetStreamContext

    def process(
        self, *, heard: journal.Heard = lambda _: None, projected: journal.Heard = lambda _: None
    ) -> Process:
        """Return a process with the journal, not yet opened."""
        module = journal.build(heard=heard, projected=projected)
        return Process([module], settings=ProcessSettings(), clock=system_clock, version="benchmark")

    def database(self) -> Database:
        """Open the journal's schema as its service does."""
        return Database(
            self.instance.credentials[SERVICE].database_url,
            application="benchmark",
            pool_size=ProcessSettings().pool_size,
        )

    def broker(self) -> NatsBroker:
        """Return a bare FastStream broker with the service's credentials."""
        credentials = self.instance.credentials[SERVICE]
        key = from_seed(bytearray(credentials.nats_seed.encode()))
        return NatsBroker(
            self.instance.nats_url,
            security=NatsJWT(
                lambda: bytearray(credentials.nats_jwt.encode()),
                lambda nonce: b64encode(key.sign(nonce.encode())),
            ),
            inbox_prefix=f"_INBOX_{SERVICE}",
            ack_policy=AckPolicy.NACK_ON_ERROR,
            logger=None,
        )

    async def fill(self, stream: str, count: int, *, address: str = "") -> None:
        """Empty a stream and put events into it."""
        await self.jetstream.purge_stream(stream)
        for start in range(0, count, 1000):
            pending = []
            for _ in range(start, min(count, start + 1000)):
                message = envelope(self.instance.slug, journal.registered(uuid4()))
                pending.append(self.jetstream.publish(address or message[0], message[1], timeout=30))
            await asyncio.gather(*pending)


def envelope(slug: str, event: Event, event_id: UUID | None = None) -> tuple[str, bytes]:
    """Return the address and the bytes of an event as the relay publishes them."""
    made = row(
        event,
        event_id or uuid4(),
        service=SERVICE,
        slug=slug,
        moment=system_clock(),
        key=None,
        traceparent=None,
    )
    return made["address"], made["envelope"]


def free_ports(count: int) -> list[int]:
    """Return ports of the loopback address that nobody listens on."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@asynccontextmanager
async def journal_region() -> AsyncIterator[Ground]:
    """Start Postgres and NATS and give one region the journal.

    Nothing waits for the disk: the wait would be the same on both sides and flatter us.
    """
    with tempfile.TemporaryDirectory(prefix="poyta-bench-") as folder:
        bring_up = partial(migrate, modules=[journal.build()], keys=Path(folder) / "keys")
        async with Stack(
            Path(folder), migrate=bring_up, regions=(), parts=("postgres", "nats"), durable=False
        ) as stack:
            directory = await add_region(stack.servers, REGION, bring_up)
            servers = stack.servers
            async with provisioner(servers.nats_url, servers.keyring, REGION) as jetstream:
                yield Ground(instances_on_disk.read(directory), directory, jetstream)
