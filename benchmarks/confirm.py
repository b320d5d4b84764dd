"""CONFIRM: milliseconds to confirm a call of 500 applications, against bare bulk INSERTs of the same rows.

The confirmation checks and locks, seats 200 of them with their roles and events, and tells everybody, in one
transaction, from the request to its answer. The bare side writes the rows it left behind, a statement a
table, in one transaction over an open connection, under the same references, indexes and checks.
"""

from collections.abc import Sequence
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from benchmarks.measure import ROUNDS, Figure, by_turns
from benchmarks.organisations import bearer, connect, serving
from benchmarks.selection import LARGE, closed_call
from shared.chassis.instance import Instance

_COPIES = ("seat", "role_grant", "outbox")
_LEFT = {
    "seat": "SELECT s.* FROM seat s JOIN application a ON a.seat_id = s.id WHERE a.call_id = $1",
    "role_grant": (
        "SELECT g.* FROM role_grant g JOIN application a ON a.seat_id = g.seat_id WHERE a.call_id = $1"
    ),
}
_REFERENCES = (
    "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = $1::regclass"
)
_UPDATE = (
    "UPDATE bare_application b SET seat_id = given.seat"
    " FROM unnest($1::uuid[], $2::uuid[]) AS given(id, seat)"
    " WHERE b.id = given.id"
)
_UNASKED = (
    "SELECT count(*) FROM seat s JOIN application a ON a.seat_id = s.id"
    " WHERE a.call_id = $1 AND NOT EXISTS (SELECT 1 FROM pledge p WHERE p.seat_id = s.id)"
)
_DUE = "SELECT count(*) FROM outbox WHERE due <= now()"


async def measure() -> list[Figure]:
    async with serving("kainuu") as (port, (region,)):
        calls = [await closed_call(port, region, f"poyta-{n}", LARGE) for n in range(ROUNDS + 1)]
        # The first one warms both sides and leaves the rows that the bare side writes.
        first = calls.pop()
        await _confirm(port, region, first)
        connection = await connect(region)
        try:
            await _rest(connection, first)
            # As autovacuum has long before a call closes: a plan made for empty tables reads them whole.
            await connection.execute("ANALYZE")
            rows = await _rows(connection, first)

            async def ours() -> float:
                call_id = calls.pop()
                took = await _confirm(port, region, call_id)
                await _rest(connection, call_id)
                return took

            async def ceiling() -> float:
                return await _write(connection, rows)

            await ceiling()
            return [Figure("CONFIRM", *await by_turns(ours, ceiling), "ms a confirmation")]
        finally:
            await connection.close()


async def _confirm(port: int, region: Instance, call_id: UUID) -> float:
    headers = {"host": region.host, **bearer(region)}
    url = f"http://127.0.0.1:{port}/members/api/calls/{call_id}"
    async with httpx.AsyncClient(trust_env=False, headers=headers, timeout=60) as client:
        (await client.get(url)).raise_for_status()
        began = perf_counter()
        (await client.post(f"{url}/confirmation")).raise_for_status()
        return (perf_counter() - began) * 1000


async def _rest(connection: asyncpg.Connection, call_id: UUID) -> None:
    """Wait until what the confirmation set going has been done: the next one is measured alone."""
    while await connection.fetchval(_UNASKED, call_id) or await connection.fetchval(_DUE):
        await connection.execute("SELECT pg_sleep(0.05)")


async def _rows(connection: asyncpg.Connection, call_id: UUID) -> dict[str, Sequence[Any]]:
    """Make bare copies of the tables, with their indexes, checks and references, and return what to write.

    Without the references the bare side would write rows that the tables never took.
    """
    for table in (*_COPIES, "application"):
        await connection.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
        for (reference,) in await connection.fetch(_REFERENCES, table):
            await connection.execute(f"ALTER TABLE bare_{table} ADD {reference}")
    rows: dict[str, Sequence[Any]] = {
        table: await connection.fetch(query, call_id) for table, query in _LEFT.items()
    }
    # The relay has published and deleted the outbox rows; a waiting timer is one of the same making.
    example = (await connection.fetch("SELECT * FROM outbox ORDER BY length(envelope) DESC LIMIT 1"))[0]
    rows["outbox"] = [example] * (len(rows["seat"]) + 4)
    rows["application"] = await connection.fetch("SELECT * FROM application WHERE call_id = $1", call_id)
    return rows


async def _write(connection: asyncpg.Connection, rows: dict[str, Sequence[Any]]) -> float:
    await connection.execute("TRUNCATE " + ", ".join(f"bare_{table}" for table in rows))
    columns = ", ".join(rows["application"][0].keys())
    call_id = rows["application"][0]["call_id"]
    await connection.execute(
        f"INSERT INTO bare_application ({columns}) SELECT {columns} FROM application WHERE call_id = $1",
        call_id,
    )
    seated = [(row["id"], row["seat_id"]) for row in rows["application"] if row["seat_id"]]
    await connection.execute("UPDATE bare_application SET seat_id = NULL")
    began = perf_counter()
    async with connection.transaction():
        for table in _COPIES:
            names = [name for name in dict(rows[table][0]) if (table, name) != ("outbox", "id")]
            values = ", ".join(f"${place + 1}" for place in range(len(names)))
            statement = f"INSERT INTO bare_{table} ({', '.join(names)}) VALUES ({values})"
            await connection.executemany(statement, [[row[name] for name in names] for row in rows[table]])
        await connection.execute(_UPDATE, [one for one, _ in seated], [seat for _, seat in seated])
    return (perf_counter() - began) * 1000
