"""Serves the journal in one instance: `python -m benchmarks.journal.server PORT DIRECTORY RATIO`.

RATIO is the share of requests that are traced; `none` takes the frame's telemetry out altogether.
"""

import sys
from pathlib import Path
from typing import Any

import uvicorn
import uvloop

from benchmarks.journal import module as journal
from poyta import instances as instances_on_disk
from poyta.process import Process
from poyta.targets import settle
from shared.chassis.clock import system_clock
from shared.chassis.settings import ProcessSettings
from shared.chassis.telemetry import Telemetry
from shared.chassis.web import Guard


async def serve(port: int, directory: Path, ratio: str) -> None:
    is_measured = ratio != "none"
    if not is_measured:
        Telemetry.watch = _watch_nothing  # type: ignore[method-assign]
    settings = ProcessSettings(traces_ratio=float(ratio) if is_measured else 0.0)
    process = Process([journal.build()], settings=settings, clock=system_clock, version="benchmark")
    asgi = process.asgi if is_measured else Guard(process._route, max_body_bytes=settings.max_body_bytes)
    await process.open(instances_on_disk.read(directory))
    settle()
    config = uvicorn.Config(asgi, port=port, lifespan="off", access_log=False, log_level="warning")
    try:
        await uvicorn.Server(config).serve()
    finally:
        await process.stop()


def _watch_nothing(_telemetry: Telemetry, _engine: Any) -> None:
    return


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
