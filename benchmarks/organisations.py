"""SEARCH: milliseconds of a search of the directory at 50,000 organisations, against 500.

Two regions stand side by side in one process, one with a large directory and one with a small one. The
searches are those of a working day: a word in an inflected form, a part of a compound, a place with a word,
a theme, a number, a typing error, a word half of the directory has, and the whole list.
"""

import random
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import asyncpg

from benchmarks.host import server
from benchmarks.load import Ask, Plan, run
from benchmarks.measure import Figure, by_turns
from poyta import targets
from poyta.embedded.stack import Stack
from poyta.migrate import read_instances
from shared.chassis import principals
from shared.chassis.clock import system_clock
from shared.chassis.instance import Instance
from shared.chassis.principals import COORDINATOR, Principal, Role

LARGE, SMALL = 50_000, 500
SECONDS = 3.0
PLACES = ("Porvoon", "Loviisan", "Sipoon", "Askolan", "Myrskylän", "Lapinjärven", "Pukkilan", "Kajaanin")
ABOUT = (
    *("mielenterveys", "päihdetyö", "omaishoitaja", "vammais", "näkövammais", "kuulo", "sydän", "diabetes"),
    *("nuoriso", "lapsiperhe", "eläkeläis", "hengitys", "syöpä", "munuais", "reuma", "liikunta", "kulttuuri"),
    *("kylä", "ystävä", "vertaistuki", "asukas", "maahanmuuttaja", "pelastus", "martta"),
)
KINDS = ("yhdistys ry", "seura ry", "tuki ry", "kerho ry", "toimijat ry", "liitto ry", "förening rf")
SEARCHES = (
    *("mielenterveysyhdistyksen", "sydän", "porvoo munuaiskerho", "vammaiset", "123.45", "diabtes kerho"),
    *("yhdistys", "föreningar", "eläkeläisille", ""),
)
_FILL = (
    "INSERT INTO organisation (id, name, scope, language, version, register_number, themes, municipality)"
    " SELECT gen_random_uuid(), name, 'local', 'fi', 1, number,"
    " CASE WHEN random() < 0.1 THEN '{vammaiset}'::text[] ELSE '{}' END, '638'"
    " FROM unnest($1::text[], $2::text[]) AS given(name, number)"
)


async def measure() -> list[Figure]:
    async with serving("kainuu", "lappi") as (port, (large, small)):
        await fill(large, LARGE)
        await fill(small, SMALL)

        async def ours() -> float:
            return await _milliseconds(port, large)

        async def ceiling() -> float:
            return await _milliseconds(port, small)

        await ours(), await ceiling()
        return [Figure("SEARCH", *await by_turns(ours, ceiling), "ms a search")]


@asynccontextmanager
async def serving(*regions: str) -> AsyncIterator[tuple[int, list[Instance]]]:
    """Serve the members of some new regions in one process; the value is its port and the regions."""
    with tempfile.TemporaryDirectory(prefix="poyta-bench-") as folder:
        parts = ("postgres", "nats")
        stack = Stack(Path(folder), migrate=targets.migrate, regions=regions, parts=parts, durable=False)
        async with stack:
            known = read_instances(stack.instances)
            port = stack.port("serve")
            arguments = ["-m", "poyta", "serve", "--instances", str(stack.instances), "--target", "members"]
            async with server([*arguments, "--port", str(port)], port, "/readyz"):
                yield port, [known[slug] for slug in regions]


async def fill(region: Instance, count: int) -> None:
    """Put organisations into the directory of a region, always the same ones."""
    dice = random.Random(count)
    names = [f"{dice.choice(PLACES)} {dice.choice(ABOUT)}{dice.choice(KINDS)} {n}" for n in range(count)]
    numbers = [f"{number // 1000 + 100}.{number % 1000:03d}" for number in range(count)]
    connection = await connect(region)
    try:
        await connection.execute(_FILL, names, numbers)
        await connection.execute("VACUUM ANALYZE organisation")
    finally:
        await connection.close()


async def connect(region: Instance) -> asyncpg.Connection:
    """Connect to the members' schema of a region as the service does."""
    return await asyncpg.connect(region.credentials["members"].database_url.replace("+asyncpg", ""))


def bearer(region: Instance) -> dict[str, str]:
    """Return the header of a coordinator of a region."""
    who = Principal(person_id=uuid4(), name="", roles=frozenset([Role(COORDINATOR)]))
    return {"authorization": f"Bearer {principals.issue(region, who, at=system_clock())}"}


async def _milliseconds(port: int, region: Instance) -> float:
    headers = bearer(region)
    asks = [
        Ask(f"/members/api/organisations?q={quote(words)}", region.host, headers=headers)
        for words in SEARCHES
    ]
    seen = await run(Plan(port, asks, SECONDS, connections=1))
    return 1000 / seen.all_are(200).rate
