"""IMPORT: seconds to bring 20,000 organisations from a file into a directory of 50,000, until all are saved.

Against the minute it may take, and as IMPORT_BARE against COPY of the same rows with as many outbox rows: the
bare copy reads no file, checks no row, looks for no duplicate and tells nobody how far it has come.
"""

import asyncio
import csv
import io
from time import perf_counter
from typing import Any

import httpx

from benchmarks.measure import Figure, by_turns
from benchmarks.organisations import ABOUT, KINDS, LARGE, PLACES, bearer, connect, fill, serving
from shared.chassis.instance import Instance

ROWS = 20_000
ALLOWED_SECONDS = 60.0
PATH = "/members/api/imports"
EVENT = b"x" * 600
COLUMNS = (
    "name",
    "register_number",
    "municipality",
    "scope",
    "themes",
    "members",
    "contact_email",
    "id",
    "language",
    "version",
    "source",
)


async def measure() -> list[Figure]:
    async with serving("kainuu") as (port, (region,)):
        await fill(region, LARGE)
        content = _file()
        steps: list[tuple[float, float]] = []

        async def ours() -> float:
            steps.append(await _bring(port, region, content))
            return sum(steps[-1])

        async def ceiling() -> float:
            return await _copy(region)

        took, bare = await by_turns(ours, ceiling)
    checked, saved = min(steps)
    print(f"{'':16} {checked:.1f} s to the preview and {saved:.1f} s from the word to the last row")
    return [
        Figure("IMPORT", took, ALLOWED_SECONDS, "s"),
        Figure("IMPORT_BARE", took, bare, "s"),
    ]


def _file() -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Nimi", "Rekisterinumero", "Kotikunta", "Toimii", "Teemat", "Jäsenmäärä", "Sähköposti"])
    for number in range(ROWS):
        name = f"{PLACES[number % 8]} {ABOUT[number // 8 % 24]}{KINDS[number // 192 % 7]} {number:05d}"
        numbers = f"{number // 1000 + 200}.{number % 1000:03d}"
        email = f"yhdistys-{number}@example.org"
        writer.writerow([name, numbers, "Kajaani", "paikallinen", "Ikäihmiset, Nuoret", 10 + number, email])
    return out.getvalue().encode("cp1252")


async def _bring(port: int, region: Instance, content: bytes) -> tuple[float, float]:
    headers = bearer(region) | {"host": region.host}
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, headers=headers, trust_env=False, timeout=60) as client:
        started = perf_counter()
        sent = await client.post(PATH, files={"file": ("lista.csv", content)})
        here = f"{PATH}/{sent.raise_for_status().json()['id']}"
        preview = await _until(client, here, "checked")
        checked = perf_counter()
        if preview["add"] != ROWS:
            raise AssertionError(f"the preview is not of {ROWS} new rows: {preview}")
        (await client.post(f"{here}/confirmation")).raise_for_status()
        await _until(client, here, "saved")
        done = perf_counter()
    await _empty(region)
    return checked - started, done - checked


async def _until(client: httpx.AsyncClient, here: str, state: str) -> dict[str, Any]:
    while True:
        file: dict[str, Any] = (await client.get(here)).raise_for_status().json()
        if file["state"] == state:
            return file
        if file["state"] not in ("uploaded", "mapped", "confirmed"):
            raise AssertionError(file)
        await asyncio.sleep(0.1)


async def _empty(region: Instance) -> None:
    """Keep what the bare copy is to write in a table beside, and take it out of the directory."""
    connection = await connect(region)
    try:
        names = ", ".join(COLUMNS)
        await connection.execute("DROP TABLE IF EXISTS bench")
        await connection.execute(
            f"CREATE TABLE bench AS SELECT {names} FROM organisation WHERE source = 'file'"
        )
        await connection.execute("DELETE FROM organisation WHERE source = 'file'")
        await connection.execute("VACUUM ANALYZE organisation")
    finally:
        await connection.close()


async def _copy(region: Instance) -> float:
    connection = await connect(region)
    try:
        rows = [tuple(row) for row in await connection.fetch("SELECT * FROM bench")]
        events = [(row[COLUMNS.index("id")], "benchmark.v1", EVENT) for row in rows]
        started = perf_counter()
        async with connection.transaction():
            await connection.copy_records_to_table("organisation", records=rows, columns=COLUMNS)
            await connection.executemany(
                "INSERT INTO outbox (event_id, address, envelope, due) VALUES ($1, $2, $3, 'infinity')",
                events,
            )
        took = perf_counter() - started
        await connection.execute("DELETE FROM outbox WHERE due = 'infinity'")
        await connection.execute("DELETE FROM organisation WHERE source = 'file'")
        return took
    finally:
        await connection.close()
