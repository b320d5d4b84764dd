"""A host with the demo: every service with a year behind it, served by processes of their own."""

import asyncio
import atexit
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from benchmarks.load import ROOT
from poyta import demo, targets
from poyta.embedded.stack import Stack
from poyta.migrate import read_instances
from shared.chassis.instance import Instance

REGION = demo.HOST_REGION
READY_SECONDS = 60.0


@dataclass(frozen=True)
class Host:
    """The servers, and the region of the demo."""

    stack: Stack
    instance: Instance

    async def rows(self, service: str, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """Run SQL in the schema of a service with the service's own role."""
        connection = await asyncpg.connect(self.database_url(service).replace("+asyncpg", ""))
        try:
            return list(await connection.fetch(query, *arguments))
        finally:
            await connection.close()

    def database_url(self, service: str) -> str:
        return self.instance.credentials[service].database_url

    @asynccontextmanager
    async def serving(self, target: str) -> AsyncIterator[int]:
        """Serve some services of the region in one process, as in production; the value is its port."""
        port = self.stack.port("serve")
        command = ["-m", "poyta", "serve", "--instances", str(self.stack.instances), "--target", target]
        async with server([*command, "--regions", REGION, "--port", str(port)], port, "/readyz"):
            yield port

    @asynccontextmanager
    async def bare(self, facts: Mapping[str, Any]) -> AsyncIterator[int]:
        """Serve the bare endpoints; `facts` is what they are told."""
        port = self.stack.port("serve-metrics")
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(facts, file)
            file.flush()
            async with server(["-m", "benchmarks.bare", str(port), file.name], port, "/healthz"):
                yield port


@asynccontextmanager
async def demo_host() -> AsyncIterator[Host]:
    """Start the servers on the data of the demo; the first call of a process plays it."""
    var = _folder()
    if not (var / "demo.json").exists():
        async with Stack(var, migrate=targets.migrate, durable=False) as stack:
            await demo.load(stack)
    parts = ("postgres", "nats")
    async with Stack(var, migrate=targets.migrate, regions=(), parts=parts, durable=False) as stack:
        yield Host(stack, read_instances(stack.instances)[REGION])


@asynccontextmanager
async def server(arguments: list[str], port: int, ready: str) -> AsyncIterator[int]:
    """Run a Python server while the block runs; the value is its process id."""
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=ROOT)
    try:
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient(trust_env=False) as client:
            while True:
                with suppress(httpx.TransportError):
                    if (await client.get(f"http://127.0.0.1:{port}{ready}")).is_success:
                        break
                if process.returncode is not None:
                    raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}")
                await asyncio.sleep(0.05)
        yield process.pid
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="poyta-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
