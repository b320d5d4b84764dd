"""START: seconds from `poyta up` on existing data to the first page.

The ceiling starts the same servers on the same data and one bare FastAPI page, side by side: what no
arrangement of ours could do without.
"""

import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.ground import free_ports
from benchmarks.host import server
from benchmarks.load import ROOT
from benchmarks.measure import Figure, by_turns
from poyta import targets
from poyta.embedded.stack import Stack

PATIENCE = 120
_SAID = re.compile(r"The first page answers ([\d.]+) s after")


async def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="poyta-bench-") as folder:
        (port,) = free_ports(1)
        cold = await _up(Path(folder), port)
        print(f"{'':16} the very first start took {cold:.1f} s")

        async def ours() -> float:
            return await _up(Path(folder), port)

        async def ceiling() -> float:
            return await _bare(Path(folder), port)

        return [Figure("START", *await by_turns(ours, ceiling), "s")]


async def _up(var: Path, port: int) -> float:
    command = ["-m", "poyta", "up", "--no-demo", "--var", str(var), "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if name != "POYTA_MAKE_STARTED"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
    )
    said = ""
    try:
        async with asyncio.timeout(PATIENCE):
            assert process.stdout is not None
            while line := (await process.stdout.readline()).decode():
                said += line
                if match := _SAID.search(line):
                    return float(match.group(1))
        raise RuntimeError(f"poyta up ended: {said}")
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _bare(var: Path, port: int) -> float:
    started = perf_counter()
    facts = var / "bare.json"
    facts.write_text('{"databases": {}, "pages": {}}')
    stack = Stack(var, migrate=targets.migrate, regions=(), parts=())
    arguments = ["-m", "benchmarks.bare", str(port), str(facts)]
    try:
        async with server(arguments, port, "/healthz"):
            await asyncio.gather(stack.start("postgres"), stack.start("nats"))
            return perf_counter() - started
    finally:
        await asyncio.gather(stack.stop("postgres"), stack.stop("nats"))
