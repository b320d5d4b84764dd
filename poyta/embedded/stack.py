"""The embedded stack as one object: start it, stop it, kill a part and start it again."""

import asyncio
import fcntl
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from types import TracebackType
from typing import IO, Self

import asyncpg
import httpx
import nats.errors
from sqlalchemy.exc import SQLAlchemyError

from poyta.embedded.caddy import MAIL_HOST, Caddy
from poyta.embedded.nats import Nats
from poyta.embedded.ports import FRONT, Ports
from poyta.embedded.postgres import Postgres
from poyta.embedded.processes import POLL, Process, Program
from poyta.embedded.trouble import Trouble, explain_os_error, explain_refusal
from poyta.provision.keys import Keyring
from poyta.regions import SEED, SERVICES, Migrate, Servers, add_region, registered
from shared.chassis.instance import NATIONAL

SERVERS = ("postgres", "nats", "mailbox")
ALL = (*SERVERS, "serve", "caddy")
_FIRST_PAGE_SECONDS = 60.0
_RESTART_SECONDS = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0)
_SETTLED_SECONDS = 60.0

Say = Callable[[str], None]


class Stack:
    """The servers and processes of one var folder.

    `async with Stack(var, migrate=targets.migrate) as stack:` gives regions that answer at the
    front door. Parts are `postgres`, `nats`, `mailbox`, `caddy`, and `serve`, or with `split`
    one process a service, by its name. `durable=False` is for tests: nothing waits for the disk.
    """

    def __init__(
        self,
        var: Path,
        *,
        migrate: Migrate,
        regions: Sequence[str] = SEED,
        parts: Sequence[str] = ALL,
        split: bool = False,
        port: int | None = None,
        durable: bool = True,
        say: Say = lambda _: None,
    ) -> None:
        self.var = var.resolve()
        self.regions = regions
        self._migrate = migrate
        self._say = say
        self._parts = parts
        self._durable = durable
        self._services = (*SERVICES, "national") if split else ("all",)
        self._ports = Ports(self.var / "ports.json", port)
        self._processes: dict[str, Process] = {}
        self._lock: IO[str] | None = None

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def mail_dir(self) -> Path:
        """Where each mail that was sent is a file."""
        return self.var / "mail"

    @property
    def instances(self) -> Path:
        return self.var / "instances"

    @property
    def clock_file(self) -> Path:
        """Write an ISO 8601 moment here to set the clock of every process; remove it to let time go on."""
        return self.var / "clock"

    @property
    def postgres(self) -> Postgres:
        return Postgres(self.var / "postgres", self.port("postgres"), durable=self._durable)

    @property
    def nats(self) -> Nats:
        keyring = Keyring(self.var / "keys")
        return Nats(
            self.var / "nats", keyring, self.port("nats"), self.port("nats-monitor"), durable=self._durable
        )

    @property
    def servers(self) -> Servers:
        """What provisioning needs of the running stack."""
        return Servers(self.var, self.postgres.admin_url, self.nats.url, self.port(FRONT))

    @property
    def processes(self) -> tuple[str, ...]:
        """The names of the serving processes."""
        return tuple(_process_name(service) for service in self._services)

    @property
    def mailbox_url(self) -> str:
        return f"http://{MAIL_HOST}:{self.port(FRONT)}/"

    def url(self, slug: str, path: str = "/") -> str:
        """Return the address of a page of an instance at the front door."""
        return f"http://{slug}.localhost:{self.port(FRONT)}{path}"

    def port(self, name: str) -> int:
        """Return the port of a part: `front`, `postgres`, `nats`, `smtp`, `mailbox`, `serve` and so on."""
        try:
            return self._ports[name]
        except KeyError:
            raise Trouble(f"Nothing has run from {self.var} yet. Start it first: make up") from None

    def metrics_port(self, process: str = "serve") -> int:
        return self.port(f"{process}-metrics")

    def pid(self, name: str) -> int:
        return self._processes[name].pid

    def alive(self, name: str) -> bool:
        return name in self._processes and self._processes[name].alive

    async def start(self, name: str | None = None) -> None:
        """Start one part and return when it is ready, or the whole when no name is given."""
        if name is None:
            await self._start_all()
        else:
            await self._start(name)

    async def stop(self, name: str | None = None) -> None:
        """Stop one part, or all."""
        if name is not None:
            await self._processes[name].stop()
            return
        # From the door inwards; the services end together.
        await self._stop_together(["caddy"])
        await self._stop_together(self.processes)
        for part in reversed(SERVERS):
            await self._stop_together([part])
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def kill(self, name: str) -> None:
        """End one part at once, as a power cut would (kill -9)."""
        self._processes[name].kill()

    async def add_region(self, slug: str) -> None:
        """Give a region its instance while everything runs."""
        try:
            await add_region(self.servers, slug, self._migrate)
        except ConnectionError as error:
            raise Trouble(f"The servers of {self.var} do not answer. Start them first: make up") from error

    async def watch(self) -> None:
        """Start again what dies, for ever, more slowly each time it dies at once."""
        failures: dict[str, int] = {}
        since: dict[str, float] = {}
        while True:
            for name, process in self._processes.items():
                if process.died and time.monotonic() >= since.get(name, 0):
                    count = failures.get(name, 0)
                    self._say(f"{name} has stopped; starting it again. Its log is {process.log}.")
                    failures[name] = min(count + 1, len(_RESTART_SECONDS) - 1)
                    since[name] = time.monotonic() + _RESTART_SECONDS[failures[name]]
                    await self._restart(process)
                elif process.alive and time.monotonic() > since.get(name, 0) + _SETTLED_SECONDS:
                    failures.pop(name, None)
            await asyncio.sleep(0.2)

    async def _restart(self, process: Process) -> None:
        try:
            await self._start(process.program.name)
        except Trouble as trouble:
            self._say(str(trouble))

    async def _start_all(self) -> None:
        try:
            self.var.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            self._ports.claim(*self._port_names(), front="caddy" in self._parts)
            await _together(
                self._start_servers(),
                *(self._start(name) for name in ("mailbox", "caddy") if name in self._parts),
            )
            if "serve" in self._parts:
                self._say("Starting the services")
                await _together(*(self._start(name) for name in self.processes))
        except OSError as error:
            raise explain_os_error(error, "The stack does not start") from error
        except (asyncpg.PostgresError, asyncpg.InterfaceError, nats.errors.Error, SQLAlchemyError) as error:
            if trouble := explain_refusal(error, self.var):
                raise trouble from error
            raise
        if {"serve", "caddy"} <= set(self._parts) and self.regions:
            await self._first_page(self.regions[0])

    async def _provision(self) -> None:
        there = registered(self.instances)
        wanted = [*there, *self.regions]
        for slug in dict.fromkeys([NATIONAL, *wanted] if wanted else []):
            if slug not in there:
                self._say(f"Making {slug}")
            await self.add_region(slug)
        self._say("Bringing the databases up to date")
        await self._migrate(self.instances)

    async def _start_servers(self) -> None:
        await _together(*(self._start(name) for name in ("postgres", "nats") if name in self._parts))
        if {"postgres", "nats"} <= set(self._parts):
            await self._provision()

    async def _stop_together(self, names: Iterable[str]) -> None:
        await _together(*(self._processes[name].stop() for name in names if name in self._processes))

    async def _start(self, name: str) -> None:
        log = self.var / "log" / f"{name}.log"
        program = await self._program(name, log)
        self._processes[name] = process = Process(program, log)
        await process.start()

    async def _program(self, name: str, log: Path) -> Program:
        if name == "postgres":
            postgres = self.postgres
            if not postgres.data.exists():
                self._say("Making the database server's folder")
            await postgres.prepare(log)
            return postgres.program()
        if name == "nats":
            nats = self.nats
            await nats.prepare()
            return nats.program()
        if name == "caddy":
            services = {service: self.port(_process_name(service)) for service in self._services}
            caddy = Caddy(self.var / "caddy", self.port(FRONT), self.port("mailbox"), services)
            await caddy.prepare()
            return caddy.program()
        return self._mailbox() if name == "mailbox" else self._serve(name)

    def _mailbox(self) -> Program:
        smtp, pages = str(self.port("smtp")), str(self.port("mailbox"))
        return Program(
            name="mailbox",
            command=[
                *(sys.executable, "-m", "poyta.embedded.mailbox", "--directory", str(self.mail_dir)),
                *("--smtp-port", smtp, "--http-port", pages),
            ],
            ready=_answers(f"http://127.0.0.1:{pages}/"),
            folder=self.mail_dir,
            works_in=_HOME,
        )

    def _serve(self, name: str) -> Program:
        target = "all" if name == "serve" else name
        port, metrics = self.port(name), self.metrics_port(name)
        return Program(
            name=name,
            command=[
                *(sys.executable, "-m", "poyta", "serve", "--instances", str(self.instances)),
                *("--target", target, "--regions", NATIONAL if target == "national" else "all"),
                *("--port", str(port), "--metrics-port", str(metrics)),
            ],
            ready=_answers(f"http://127.0.0.1:{port}/healthz"),
            folder=self.instances,
            works_in=_HOME,
            environment={
                "POYTA_SMTP": f"127.0.0.1:{self.port('smtp')}",
                "POYTA_CLOCK": str(self.clock_file),
                # As on a server: nothing may lean on the zone of the machine it was written on.
                "TZ": "UTC",
            },
        )

    def _port_names(self) -> list[str]:
        serving = [port for name in self.processes for port in (name, f"{name}-metrics")]
        return ["postgres", "nats", "nats-monitor", "smtp", "mailbox", *serving]

    async def _first_page(self, slug: str) -> None:
        deadline = time.monotonic() + _FIRST_PAGE_SECONDS
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            while True:
                answer = await client.get(
                    f"http://127.0.0.1:{self.port(FRONT)}/", headers={"Host": f"{slug}.localhost"}
                )
                if answer.is_success:
                    return
                if time.monotonic() > deadline:
                    raise Trouble(
                        f"The first page of {slug} answers {answer.status_code}. "
                        f"The logs are in {self.var / 'log'}."
                    )
                await asyncio.sleep(POLL)

    def _take_lock(self) -> None:
        lock = (self.var / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise Trouble(
                f"Pöytä already runs from {self.var}. Use that one, stop it with Ctrl-C where it was "
                "started, or start another one elsewhere with --var."
            ) from error
        self._lock = lock


# Where the packages of this project stand, so that a child finds them too.
_HOME = Path(__file__).parents[2]


async def _together(*work: Awaitable[None]) -> None:
    # All are waited for before the first failure is told, so that none is started behind a stop.
    for result in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result


def _process_name(service: str) -> str:
    return "serve" if service == "all" else service


# Reading the machine's certificates at each look takes 20 ms of a core that the starting services need.
_NO_TLS = SSLContext(PROTOCOL_TLS_CLIENT)


def _answers(url: str) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=5, verify=_NO_TLS) as client:
                return (await client.get(url)).status_code < 500
        except httpx.TransportError:
            return False

    return ready
