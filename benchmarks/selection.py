"""SELECTION: milliseconds of a selection page with 500 applications, against one with 20.

Two regions stand side by side in one process, one call in each, closed yesterday. The page is the
coordinator's workbench: every application by theme with its alternatives and its outcome, and the reading
written down.
"""

from datetime import timedelta
from uuid import UUID

import httpx

from benchmarks.load import Ask, Plan, run
from benchmarks.measure import Figure, by_turns
from benchmarks.organisations import bearer, connect, serving
from shared.chassis.clock import system_clock
from shared.chassis.instance import Instance

LARGE, SMALL = 500, 20
SECONDS = 3.0
THEMES = 6
OUTCOMES = ("selected", "reserve", "rejected", "selected", "rejected")

_CLOSE = (
    "UPDATE call SET opens = now() - interval '20 days', deadline = now() - interval '1 day' WHERE id = $1"
)
_PEOPLE = (
    "INSERT INTO person (id, name, email, language, version, known)"
    " SELECT gen_random_uuid(), 'Edustaja ' || n, $1::text || '-' || n || '@example.org', 'fi', 1, now()"
    " FROM generate_series(0, $2::int - 1) n RETURNING id"
)
_ORGANISATIONS = (
    "INSERT INTO organisation (id, name, scope, language, version)"
    " SELECT gen_random_uuid(), 'Malliyhdistys ' || $1::text || ' ' || n || ' ry', 'local', 'fi', 1"
    " FROM generate_series(0, $2::int - 1) n RETURNING id"
)
_APPLY = (
    "INSERT INTO application (id, call_id, round, person_id, organisation_id, name, number, scope, language,"
    " applied_theme_id, theme_id, alternative_theme_id, further_themes, grounds, channel, received, outcome)"
    " SELECT gen_random_uuid(), $1, 1, person, organisation, 'Malliyhdistys ' || n || ' ry', '', 'local',"
    " 'fi', theme, theme, other, jsonb_build_array(third::text),"
    " repeat('Tunnemme alueen ja sen järjestöt hyvin. ', 20), 'form',"
    " now() - interval '2 days', outcome"
    " FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[])"
    " WITH ORDINALITY AS given(person, organisation, theme, other, third, outcome, n)"
)


async def measure() -> list[Figure]:
    async with serving("kainuu", "lappi") as (port, (large, small)):
        paths = {
            region.slug: f"/members/calls/{await closed_call(port, region, 'poyta', count)}/selection"
            for region, count in ((large, LARGE), (small, SMALL))
        }

        async def ours() -> float:
            return await _milliseconds(port, large, paths[large.slug])

        async def ceiling() -> float:
            return await _milliseconds(port, small, paths[small.slug])

        await ours(), await ceiling()
        return [Figure("SELECTION", *await by_turns(ours, ceiling), "ms a page")]


async def closed_call(port: int, region: Instance, slug: str, count: int) -> UUID:
    """Set up a body and a call of its own that has closed with so many applications, each with an outcome."""
    today = system_clock().date()
    body = {
        "slug": slug,
        "kind": "partnership_table",
        "name": {"fi": f"Kumppanuuspöytä {slug}"},
        "purpose": {"fi": "Yhteinen pöytä."},
        "themes": [
            {"slug": f"teema-{n}", "name": {"fi": f"Teeman {n} järjestöt"}, "target": 2}
            for n in range(THEMES)
        ],
    }
    call = {
        "title": {"fi": "Hae mukaan"},
        "text": {"fi": "Haemme edustajia."},
        "criteria": [{"fi": "Alueen tuntemus"}],
        "opens": (system_clock() - timedelta(days=2)).isoformat(),
        "deadline": (today + timedelta(days=2)).isoformat(),
        "term_starts": (today + timedelta(days=30)).isoformat(),
        "term_ends": (today + timedelta(days=700)).isoformat(),
    }
    headers = {"host": region.host, **bearer(region)}
    url = f"http://127.0.0.1:{port}/members/api"
    async with httpx.AsyncClient(trust_env=False, headers=headers) as client:
        (await client.post(f"{url}/bodies", json=body)).raise_for_status()
        written = (await client.post(f"{url}/bodies/{slug}/calls", json=call)).raise_for_status().json()
        (await client.post(f"{url}/calls/{written['id']}/publication")).raise_for_status()
    await _fill(region, UUID(written["id"]), slug, count)
    return UUID(written["id"])


async def _fill(region: Instance, call_id: UUID, slug: str, count: int) -> None:
    connection = await connect(region)
    try:
        people = [row["id"] for row in await connection.fetch(_PEOPLE, slug, count)]
        organisations = [row["id"] for row in await connection.fetch(_ORGANISATIONS, slug, count)]
        found = await connection.fetch("SELECT theme_id FROM call_theme WHERE call_id = $1", call_id)
        first, other, third = (
            [found[(n + place) % len(found)]["theme_id"] for n in range(count)] for place in range(3)
        )
        outcomes = [OUTCOMES[n % len(OUTCOMES)] for n in range(count)]
        await connection.execute(_APPLY, call_id, people, organisations, first, other, third, outcomes)
        await connection.execute(_CLOSE, call_id)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _milliseconds(port: int, region: Instance, path: str) -> float:
    ask = Ask(path, region.host, headers=bearer(region))
    seen = await run(Plan(port, [ask], SECONDS, connections=1))
    return 1000 / seen.all_are(200).rate
