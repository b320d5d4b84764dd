"""A station is one service at work in one instance."""

import asyncio
import contextlib
import logging
from base64 import b64encode
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from faststream.nats import NatsBroker, NatsJWT
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nkeys import from_seed

from shared.chassis.clock import Clock
from shared.chassis.database import Database
from shared.chassis.instance import Instance
from shared.chassis.module import Module
from shared.chassis.projections import Projector
from shared.chassis.relay import Relay
from shared.chassis.settings import ProcessSettings
from shared.chassis.streams import Objects, wake_subject
from shared.chassis.subscriptions import Consumer, Retry, subscribe
from shared.chassis.telemetry import Telemetry
from shared.chassis.transaction import Transactions
from shared.chassis.workers import Loop

log = logging.getLogger(__name__)


class Station:
    """One service at work in one instance: its database, its broker, its relay and its work."""

    def __init__(
        self,
        module: Module,
        instance: Instance,
        *,
        settings: ProcessSettings,
        telemetry: Telemetry,
        clock: Clock,
        desk: Callable[["Station"], Any] | None = None,
    ) -> None:
        self.instance, self.module, self.service, self.clock = instance, module, module.name, clock
        url = instance.credentials[module.name].database_url
        self.database = Database(url, application=module.name, pool_size=settings.pool_size)
        telemetry.watch(self.database.engine)
        self.transactions = Transactions(
            self.database,
            instance=instance,
            service=module.name,
            clock=clock,
            wake=self.wake,
            telemetry=telemetry,
            objects=Objects(module.name, self._connected),
        )
        self._loops = [
            Loop(worker, self.transactions, poll_seconds=settings.poll_seconds) for worker in module.workers
        ]
        place: dict[str, Any] = {"region": instance.slug, "service": module.name, "telemetry": telemetry}
        self.relay = Relay(self.database, clock=clock, poll_seconds=settings.poll_seconds, **place)
        self._projectors = [
            Projector(projection, transactions=self.transactions, **place)
            for projection in module.projections
            if projection.stands(instance.slug)
        ]
        self.consumers: list[Consumer] = []
        self._broker = self._make_broker(module, telemetry)
        self.desk = desk(self) if desk and not instance.is_copy else None
        self._broker.context.set_global("desk", self.desk)
        self.relay.report = self.desk and self.desk.report
        self._tasks: list[asyncio.Task[None]] = []
        self._started = False
        self._gauge = telemetry.ready
        self._gauge.labels(instance.slug, module.name).set_function(lambda: float(self.ready))

    def _make_broker(self, module: Module, telemetry: Telemetry) -> NatsBroker:
        credentials = self.instance.credentials[module.name]
        key = from_seed(bytearray(credentials.nats_seed.encode()))
        inbox = f"_INBOX_{module.name}"
        broker = NatsBroker(
            self.instance.nats_url,
            security=NatsJWT(
                lambda: bytearray(credentials.nats_jwt.encode()),
                lambda nonce: b64encode(key.sign(nonce.encode())),
            ),
            middlewares=[Retry],
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            inbox_prefix=inbox,
            graceful_timeout=10,
            # A fetch that was cancelled leaves an answer nobody takes, and a drain would wait 30 s for it.
            drain_timeout=1,
            apply_types=False,
            logger=None,
        )
        broker.context.set_global("handled", telemetry.handled)
        broker.context.set_global("region", self.instance.slug)
        if self.instance.is_copy:
            return broker
        for stream, subscriptions in module.by_stream.items():
            consumer = Consumer(
                stream,
                subscriptions,
                transactions=self.transactions,
                telemetry=telemetry,
                region=self.instance.slug,
                service=module.name,
            )
            self.consumers.append(consumer)
            subscribe(broker, consumer, inbox_prefix=inbox)
            # A counter that begins at 1 has no increase, and the first dead letter would raise no alert.
            telemetry.handled.labels(self.instance.slug, module.name, stream, "dead")
        return broker

    def _connected(self) -> Client:
        if not (self._started and self._broker.connection.is_connected):
            raise ConnectionError("NATS is not there")
        return self._broker.connection

    def start(self) -> None:
        """Start working; what is not there yet is waited for."""
        self._keep(self._connect)
        if not self.instance.is_copy:
            for loop in self._loops:
                self._keep(loop.run)

    def wake(self, *, events: bool = True, work: bool = True) -> None:
        """Look for due events, for work, or for both now: it was committed, or the time has changed."""
        if events:
            self.relay.wake()
        for loop in self._loops if work else ():
            loop.wake()

    @property
    def ready(self) -> bool:
        """Tell whether events flow: the broker is connected and the relay, if one runs, met no error."""
        connected = self._started and self._broker.connection.is_connected
        return connected and (self.instance.is_copy or self.relay.last_error is None)

    async def stop(self) -> None:
        """Finish what is being handled and let go of everything."""
        self._gauge.remove(self.instance.slug, self.service)
        left = set(self._tasks)
        while left:
            # Said until it is heard: under Python 3.11 asyncio.wait_for may swallow a cancel (bpo-37658).
            for task in left:
                task.cancel()
            _, left = await asyncio.wait(left, timeout=1)
        with contextlib.suppress(NatsError, OSError, RuntimeError):
            await self._broker.stop()
        await self.database.close()

    async def _connect(self) -> None:
        while not self._started:
            try:
                await self._broker.start()
                self._started = True
            except (NatsError, OSError) as error:
                why = type(error).__name__
                log.warning("%s/%s waits for NATS: %s", self.instance.slug, self.service, why)
                await asyncio.sleep(0.5)
        if self.instance.is_copy:
            return
        client = self._broker.connection

        async def woken(_message: object) -> None:
            self.relay.wake()

        await client.subscribe(wake_subject(self.service), cb=woken)
        if self.desk:
            await self.desk.open(client)
        for projector in self._projectors:
            self._keep(partial(projector.run, client))
        self._keep(partial(self.relay.run, client))

    def _keep(self, work: Callable[[], Awaitable[None]]) -> None:
        """Keep a part of the work going: a failure nobody foresaw is logged, and the part begins again."""

        async def going() -> None:
            while True:
                try:
                    await work()
                except Exception:
                    log.exception("%s/%s begins a part of its work again", self.instance.slug, self.service)
                    await asyncio.sleep(1.0)
                else:
                    return

        self._tasks.append(asyncio.create_task(going()))
