"""Which services a process runs, in which instances: `poyta serve --regions … --target …`."""

import asyncio
import gc
import importlib
import logging
import signal
from datetime import timedelta
from functools import partial
from pathlib import Path

import uvicorn
import uvloop
from prometheus_client import ProcessCollector, start_http_server

from poyta import instances as instances_on_disk
from poyta.desk import Desk
from poyta.figures import Figures
from poyta.migrate import migrate as bring_up_to_date
from poyta.migrate import slugs
from poyta.process import Process
from shared.chassis.clock import file_clock, system_clock
from shared.chassis.module import Module
from shared.chassis.settings import ProcessSettings

VERSION = "0.1.0"
SERVICES = ("members", "meetings", "surveys", "notifications", "national")
LOOK_SECONDS = 0.5

log = logging.getLogger("poyta")


def modules(target: str = "all") -> tuple[Module, ...]:
    """Return the modules of a target: `all`, or names separated by commas.

    Raises ValueError for a name that is no service.
    """
    chosen = list(SERVICES) if target == "all" else target.split(",")
    if unknown := set(chosen) - set(SERVICES):
        raise ValueError(f"there is no service {', '.join(sorted(unknown))}")
    return tuple(_build(name) for name in chosen)


def _build(name: str) -> Module:
    # By name, so that a process of one service imports no other: it starts sooner and is smaller.
    module = importlib.import_module(f"services.{name}.module")
    built: Module = module.build(getattr(module, f"{name.capitalize()}Settings").read())
    return built


async def migrate(folder: Path) -> None:
    """Bring the schemas and consumers of all services to what this version needs."""
    await bring_up_to_date(folder, modules())


def serve(
    folder: Path,
    regions: str,
    target: str,
    port: int,
    metrics_port: int | None = None,
    *,
    host: str = "127.0.0.1",
) -> None:
    """Run a process until it is told to stop.

    Instances that appear in the folder later are opened without a restart, removed ones are shut.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    settings = ProcessSettings.read()
    clock = file_clock(settings.clock) if settings.clock else system_clock
    desk = partial(Desk, version=VERSION)
    process = Process(modules(target), settings=settings, clock=clock, version=VERSION, desk=desk)
    process.telemetry.registry.register(Figures(process, clock))
    uvloop.run(_serve(process, folder, regions, host=host, port=port, metrics_port=metrics_port))


async def _serve(
    process: Process, folder: Path, regions: str, *, host: str, port: int, metrics_port: int | None
) -> None:
    server = uvicorn.Server(
        uvicorn.Config(
            process.asgi,
            host=host,
            port=port,
            lifespan="off",
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=10,
        )
    )
    if metrics_port is not None:
        ProcessCollector(registry=process.telemetry.registry)
        start_http_server(metrics_port, addr=host, registry=process.telemetry.registry)
    watching = [asyncio.create_task(_watch(folder, regions, process))]
    watching.append(asyncio.create_task(_watch_clock(process)))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: setattr(server, "should_exit", True))
    settle()
    try:
        await server.serve()
    finally:
        for task in watching:
            task.cancel()
        await process.stop()


def settle() -> None:
    """Tell the garbage collector that what is built now stays: it makes the slowest requests faster."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


async def _watch(folder: Path, regions: str, process: Process) -> None:
    opened: set[str] = set()
    while True:
        standing = set(slugs(folder, regions))
        for slug in opened - standing:
            await process.shut(slug)
        opened &= standing
        for slug in sorted(standing - opened):
            try:
                await process.open(instances_on_disk.read(folder / slug))
                opened.add(slug)
            except (OSError, ValueError, KeyError) as error:
                log.warning("%s cannot be opened yet: %s", slug, type(error).__name__)
        await asyncio.sleep(LOOK_SECONDS)


async def _watch_clock(process: Process) -> None:
    """Wake what waits for a time whenever the clock is put forward, as the demo and the tests do."""
    known = process.clock()
    while True:
        await asyncio.sleep(0.1)
        now = process.clock()
        if abs(now - known) > timedelta(seconds=5):
            process.wake()
        known = now
