"""A process holds stations: each service it was told to run, at work in each instance it was given."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from poyta.kept import Kept
from shared import chassis
from shared.chassis.clock import Clock
from shared.chassis.instance import NATIONAL, Instance
from shared.chassis.module import Module
from shared.chassis.pages import Pages
from shared.chassis.principals import COOKIE, recognise
from shared.chassis.problems import Busy, NotFound, Problem, TooLarge
from shared.chassis.settings import ProcessSettings
from shared.chassis.station import Station
from shared.chassis.telemetry import Measured, Telemetry
from shared.chassis.web import Guard, build_app, problem_json

STATIC = Path(chassis.__file__).parent / "static"
LINE = 500
LINE_SECONDS = 20.0
AHEAD_BYTES = 1_000_000


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
        self._kept: dict[Station, Kept] = {}
        self._static = Starlette(routes=[Mount("/static", StaticFiles(directory=STATIC))])
        self.asgi: ASGIApp = Guard(
            Measured(self._route, self.telemetry),
            max_body_bytes=settings.max_body_bytes,
            large_bodies={path: most for module in modules for path, most in module.large_bodies.items()},
        )

    @property
    def stations(self) -> Sequence[Station]:
        """The stations at work now."""
        return tuple(self._stations.values())

    async def open(self, instance: Instance) -> None:
        """Start the services of an instance whose credentials are here."""
        for name, module in self._modules.items():
            if name in instance.credentials and (instance.slug, name) not in self._stations:
                station = Station(
                    module,
                    instance,
                    settings=self.settings,
                    telemetry=self.telemetry,
                    clock=self.clock,
                    desk=self.desk,
                )
                self._stations[instance.slug, name] = station
                self._kept[station] = Kept(station)
                station.start()
        self._turns.setdefault(instance.slug, Turns(self.settings.turns))
        self._hosts[instance.host] = instance

    async def shut(self, slug: str) -> None:
        """Stop the services of an instance."""
        stations = [station for (owner, _), station in self._stations.items() if owner == slug]
        self._hosts = {host: instance for host, instance in self._hosts.items() if instance.slug != slug}
        self._stations = {key: station for key, station in self._stations.items() if key[0] != slug}
        self._turns.pop(slug, None)
        for station in stations:
            del self._kept[station]
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
        in_turn = partial(self._turns[instance.slug].serve, self._apps[service])
        await self._kept[station].serve(in_turn, scope, receive, send)

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
    if module.name != NATIONAL:
        app.openapi = partial(_described, app.openapi, module.name)  # type: ignore[method-assign]
    app.include_router(module.api, prefix=f"/{module.name}/api")
    app.include_router(module.pages, include_in_schema=False)
    return app


def _described(describe: Callable[[], dict[str, Any]], service: str) -> dict[str, Any]:
    """Return the OpenAPI document with the ways to say who asks: a session, or a program's scopes."""
    document = describe()
    scopes = {f"{service}:read": "GET and HEAD", f"{service}:write": "every method"}
    flow = {"tokenUrl": "/members/api/token", "scopes": scopes}
    document.setdefault("components", {})["securitySchemes"] = {
        "session": {"type": "http", "scheme": "bearer"},
        "key": {"type": "oauth2", "flows": {"clientCredentials": flow}},
    }
    document["security"] = [{}, {"session": []}, {"key": []}]
    return document


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
