"""REGIONS: the 22 regions and the national host, all services, in one process: what it costs and who suffers.

REGIONS_RSS, REGIONS_CPU and REGIONS_BACKENDS are measured after every region's front page has been read and
everything has been quiet for a while. REGIONS_P99 reads pages of 21 regions evenly, first in quiet and then
while 16 connections flood the 22nd; it tells the p99 of what the 21 get.
"""

import asyncio
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import asyncpg
import psutil

from benchmarks.ground import free_ports
from benchmarks.host import server
from benchmarks.load import Ask, Plan, run
from benchmarks.measure import ROUNDS, Figure, quantile
from poyta import targets
from poyta.embedded.stack import Stack
from poyta.migrate import read_instances
from poyta.regions import known
from shared.chassis.instance import NATIONAL, Instance

ALLOWED_MB = 200
ALLOWED_BACKENDS = 50
REST_SECONDS = 65
CPU_SECONDS = 10
RATE = 50
SECONDS = 6.0
FLOODING = 16
PATHS = ("/", "/members", "/meetings", "/surveys")


@dataclass(frozen=True)
class Served:
    """The process that serves the regions."""

    stack: Stack
    process: psutil.Process
    port: int
    regions: list[Instance]

    async def backends(self) -> int:
        """Return how many Postgres backends serve its connections."""
        connection = await asyncpg.connect(self.stack.postgres.admin_url)
        try:
            query = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
            return int(await connection.fetchval(query + " AND pid <> pg_backend_pid()"))
        finally:
            await connection.close()

    def asks(self, regions: list[Instance]) -> list[Ask]:
        return [Ask(path, region.host) for path in PATHS for region in regions]


async def measure() -> list[Figure]:
    slugs = sorted(set(known()) - {NATIONAL})
    with tempfile.TemporaryDirectory(prefix="poyta-bench-") as folder:
        stack = Stack(
            Path(folder), migrate=targets.migrate, regions=slugs, parts=("postgres", "nats"), durable=False
        )
        async with stack:
            empty = Path(folder) / "empty"
            empty.mkdir()
            bare = await _serve(stack, empty, [], _cpu_of_quiet)
            regions = [one for one in read_instances(stack.instances).values() if not one.is_national]
            return await _serve(stack, stack.instances, regions, lambda served: _all(served, bare))


async def _serve(stack: Stack, instances: Path, regions: list[Instance], look):  # type: ignore[no-untyped-def]
    (port,) = free_ports(1)
    arguments = ["-m", "poyta", "serve", "--instances", str(instances), "--port", str(port)]
    os.environ["POYTA_SMTP"] = f"127.0.0.1:{stack.port('smtp')}"
    async with server(arguments, port, "/readyz") as pid:
        return await look(Served(stack, psutil.Process(pid), port, regions))


async def _cpu_of_quiet(served: Served) -> float:
    await asyncio.sleep(2)
    return await _cpu(served, 5)


async def _all(served: Served, bare_cpu: float) -> list[Figure]:
    # The first instances answer before the last are open.
    await asyncio.sleep(5)
    seen = await run(Plan(served.port, served.asks(served.regions), 60, connections=4, once=True))
    seen.all_are(200)
    p99 = await _p99(served)
    await asyncio.sleep(REST_SECONDS)
    cpu = await _cpu(served, CPU_SECONDS)
    return [
        Figure("REGIONS_RSS", served.process.memory_info().rss / 2**20, ALLOWED_MB, "MB"),
        Figure("REGIONS_CPU", cpu, bare_cpu, "% of a core"),
        Figure("REGIONS_BACKENDS", await served.backends(), ALLOWED_BACKENDS, "backends"),
        p99,
    ]


async def _cpu(served: Served, seconds: float) -> float:
    served.process.cpu_percent()
    await asyncio.sleep(seconds)
    return max(0.1, served.process.cpu_percent())


async def _p99(served: Served) -> Figure:
    flooded, others = served.regions[0], served.regions[1:]
    probe = Plan(served.port, served.asks(others), SECONDS, connections=32, rate=RATE)
    flood = Plan(served.port, served.asks([flooded]), SECONDS + 1, connections=FLOODING)
    busy, quiet = [], []
    for _ in range(ROUNDS):
        quiet.append(quantile((await run(probe)).all_are(200).milliseconds, 0.99))
        flooding = asyncio.create_task(run(flood))
        await asyncio.sleep(0.5)
        busy.append(quantile((await run(probe)).all_are(200).milliseconds, 0.99))
        await flooding
    return Figure("REGIONS_P99", median(busy), median(quiet), "ms")
