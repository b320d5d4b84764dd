"""A process holds stations: each service it was told to run, at work in each instance it was given."""

import asyncio
import contextlib
import logging
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from faststream.nats import NatsBroker, NatsJWT
from nats.errors import Error as NatsError
from nkeys import from_seed
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.chassis.clock import Clock
from shared.chassis.database import Database
from shared.chassis.instance import Instance
from shared.chassis.module import Module
from shared.chassis.pages import Pages
from shared.chassis.principals import COOKIE, recognise
from shared.chassis.problems import Busy, NotFound, Problem, TooLarge
from shared.chassis.projections import Projector
from shared.chassis.relay import Relay
from shared.chassis.settings import ProcessSettings
from shared.chassis.streams import wake_subject
from shared.chassis.subscriptions import Consumer, Retry, subscribe
from shared.chassis.telemetry import Measured, Telemetry
from shared.chassis.transaction import Transactions
from shared.chassis.web import Guard, build_app, problem_json
from shared.chassis.workers import Loop

STATIC = Path(__file__).parent / "static"
LINE = 500
LINE_SECONDS = 20.0
AHEAD_BYTES = 1_000_000

log = logging.getLogger(__name__)


class Station:
    """One service at work in one instance: its database, its broker, its relay and its work."""

    def __init__(self, module: Module, instance: Instance, process: "Process") -> None:
        settings, telemetry, clock = process.settings, process.telemetry, process.clock
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
        )
        self._relay = Relay(
            self.database,
            clock=clock,
            telemetry=telemetry,
            region=instance.slug,
            service=module.name,
            poll_seconds=settings.poll_seconds,
        )
        self._loops = [
            Loop(worker, self.transactions, poll_seconds=settings.poll_seconds) for worker in module.workers
        ]
        self._projectors = [
            Projector(
                p,
                transactions=self.transactions,
                telemetry=telemetry,
                region=instance.slug,
                service=module.name,
            )
            for p in module.projections
        ]
        self.consumers: list[Consumer] = []
        self._broker = self._make_broker(module, telemetry)
        self.desk = process.desk(self) if process.desk and not instance.is_copy else None
        self._broker.context.set_global("desk", self.desk)
        self._relay.report = self.desk and self.desk.report
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

    def start(self) -> None:
        """Start working; what is not there yet is waited for."""
        self._keep(self._connect)
        if not self.instance.is_copy:
            for loop in self._loops:
                self._keep(loop.run)

    def wake(self) -> None:
        """Look for due events and for work now: something was committed, or the time has changed."""
        self._relay.wake()
        for loop in self._loops:
            loop.wake()

    @property
    def ready(self) -> bool:
        """Tell whether events flow: the broker is connected and the relay, if one runs, met no error."""
        connected = self._started and self._broker.connection.is_connected
        return connected and (self.instance.is_copy or self._relay.last_error is None)

    async def stop(self) -> None:
        """Finish what is being handled and let go of everything."""
        self._gauge.remove(self.instance.slug, self.service)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(NatsError, OSError, RuntimeError):
            await self._broker.stop()
        await self.database.close()

    async def _connect(self) -> None:
        while not self._started:
            try:
                await self._broker.start()
                self._started = True
            except (NatsError, OSError) as error:
                log.warning(
                    "%s/%s waits for NATS: %s", self.instance.slug, self.service, type(error).__name__
                )
                await asyncio.sleep(0.5)
        if self.instance.is_copy:
            return
        client = self._broker.connection

        async def woken(_message: object) -> None:
            self._relay.wake()

        await client.subscribe(wake_subject(self.service), cb=woken)
        if self.desk:
            await self.desk.open(client)
        for projector in self._projectors:
            self._keep(partial(projector.run, client))
        self._keep(partial(self._relay.run, client))

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


class Turns:
    """The requests of one instance: a few are worked on at once, so that a busy region leaves time to others.

    A turn begins when the request has been read and ends when the answer leaves: slow clients hold none up.
    """

    def __init__(self, at_once: int, line: int = LINE) -> None:
        self._free, self._line = asyncio.Semaphore(at_once), line
        self.waiting = 0

    async def serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request have its turn; when the line is too long it is answered Busy."""
        try:
            body = await _read(receive)
        except HTTPException:
            await problem_json(TooLarge())(scope, receive, send)
            return
        if not await self._wait():
            response = problem_json(Busy())
            response.headers["retry-after"] = "1"
            await response(scope, receive, send)
            return
        with contextlib.ExitStack() as turn:
            turn.callback(self._free.release)

            async def leaving(message: Message) -> None:
                turn.close()
                await send(message)

            await app(scope, _again(body, receive), leaving)

    async def _wait(self) -> bool:
        if self.waiting >= self._line:
            return False
        self.waiting += 1
        try:
            async with asyncio.timeout(LINE_SECONDS):
                await self._free.acquire()
        except TimeoutError:
            return False
        finally:
            self.waiting -= 1
        return True


class Process:
    """The stations of one operating-system process, and the door by which requests reach them."""

    def __init__(
        self,
        modules: Sequence[Module],
        *,
        settings: ProcessSettings,
        clock: Clock,
        version: str,
        desk: Callable[[Station], Any] | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.desk = desk
        self._modules = {module.name: module for module in modules}
        self.telemetry = Telemetry(ratio=settings.traces_ratio)
        self._apps = {module.name: _app(module, version) for module in modules}
        self._stations: dict[tuple[str, str], Station] = {}
        self._hosts: dict[str, Instance] = {}
        self._turns: dict[str, Turns] = {}
        self._static = Starlette(routes=[Mount("/static", StaticFiles(directory=STATIC))])
        self.asgi: ASGIApp = Guard(
            Measured(self._route, self.telemetry),
            max_body_bytes=settings.max_body_bytes,
            large_bodies={path: most for module in modules for path, most in module.large_bodies.items()},
        )

    async def open(self, instance: Instance) -> None:
        """Start the services of an instance whose credentials are here."""
        for name, module in self._modules.items():
            if name in instance.credentials and (instance.slug, name) not in self._stations:
                station = Station(module, instance, self)
                self._stations[instance.slug, name] = station
                station.start()
        self._turns.setdefault(instance.slug, Turns(self.settings.turns))
        self._hosts[instance.host] = instance

    async def shut(self, slug: str) -> None:
        """Stop the services of an instance."""
        stations = [station for (owner, _), station in self._stations.items() if owner == slug]
        self._hosts = {host: instance for host, instance in self._hosts.items() if instance.slug != slug}
        self._stations = {key: station for key, station in self._stations.items() if key[0] != slug}
        self._turns.pop(slug, None)
        await asyncio.gather(*(station.stop() for station in stations))

    async def stop(self) -> None:
        """Stop everything."""
        await asyncio.gather(*(station.stop() for station in self._stations.values()))
        self.telemetry.provider.shutdown()

    def wake(self) -> None:
        """Let every station look at what is due now."""
        for station in self._stations.values():
            station.wake()

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return
        path: str = scope["path"]
        if path in ("/healthz", "/readyz"):
            await self._health(path)(scope, receive, send)
            return
        host = _host(scope)
        instance = self._hosts.get(host)
        if instance is None:
            await problem_json(NotFound())(scope, receive, send)
        elif path == "/static/instance.css":
            await _instance_css(instance)(scope, receive, send)
        elif path.startswith("/static/"):
            await self._static(scope, receive, send)
        else:
            await self._serve(instance, path, scope, receive, send)

    async def _serve(self, instance: Instance, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        first = path.split("/", 2)[1]
        service = (
            first if first in self._modules else ("national" if instance.is_national else "notifications")
        )
        station = self._stations.get((instance.slug, service))
        if station is None:
            await problem_json(NotFound())(scope, receive, send)
            return
        scope["station"] = station
        await self._turns[instance.slug].serve(self._apps[service], scope, receive, send)

    def _health(self, path: str) -> Response:
        waiting = sorted(
            f"{slug}/{name}" for (slug, name), station in self._stations.items() if not station.ready
        )
        if path == "/healthz" or not waiting:
            return JSONResponse({"status": "ok"})
        return JSONResponse({"status": "waiting", "waiting": waiting}, status_code=503)


def _app(module: Module, version: str) -> FastAPI:
    pages = Pages(module.folder, version)

    async def render_problem(request: Request, problem: Problem) -> Response:
        station: Station = request.scope["station"]
        who = recognise(station.instance, request.cookies.get(COOKIE), at=station.clock())
        return pages.render_problem(request, problem, who=who)

    app = build_app(module.name, version=version, render_problem=render_problem)
    app.state.pages = pages
    app.include_router(module.api, prefix=f"/{module.name}/api")
    app.include_router(module.pages, include_in_schema=False)
    return app


async def _read(receive: Receive) -> list[Message]:
    """Read a request ahead; the rest of an unusually large one is left to be read in its turn."""
    messages = [await receive()]
    taken = len(messages[0].get("body", b""))
    while messages[-1].get("more_body", False) and taken < AHEAD_BYTES:
        messages.append(await receive())
        taken += len(messages[-1].get("body", b""))
    return messages


def _again(messages: list[Message], receive: Receive) -> Receive:
    """Give what has been read once more, and then what comes."""
    left = iter(messages)

    async def again() -> Message:
        return next(left, None) or await receive()

    return again


def _host(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"host":
            return str(value.decode("latin-1")).rsplit(":", 1)[0].lower()
    return ""


def _instance_css(instance: Instance) -> Response:
    return Response(f":root {{ --accent: {instance.accent}; }}\n", media_type="text/css")
