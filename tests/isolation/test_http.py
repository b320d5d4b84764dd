"""A region's pages and interfaces give a stranger from another region what they give anyone, and no more."""

import asyncio
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import httpx
import pytest_asyncio

from poyta import targets
from shared.chassis import links, principals
from shared.chassis.clock import file_clock
from shared.chassis.instance import Instance
from shared.chassis.principals import COORDINATOR, MEMBER, ROLES, Principal, Role
from tests.host import REGIONS, Host
from tests.isolation.doors import DOORS

HERE, THERE = REGIONS
PURPOSES = {
    "sign-in": "/members/sign-in/{}",
    "rsvp": "/meetings/rsvp/{}",
    "survey": "/surveys/answer/{}",
    "application": "/members/applications/{}",
}
NOBODY = (400, 404, 503)
"""What a name that is no instance is answered; 503 is the front door's own, for a request without one."""
SEEN_BY_ITS_OWN = 5
"""At how many doors it is enough to see that a session of the region's own does open them."""
SERVER_ERROR = 500
TABLES = ("members", "meetings", "surveys", "notifications")
PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


def routes() -> Iterator[tuple[str, str]]:
    """Yield the method and path of every route of every service."""
    for module in targets.modules():
        for prefix, router in ((f"/{module.name}/api", module.api), ("", module.pages)):
            for path, methods in _walk(router):
                yield from ((method, prefix + path) for method in sorted(methods - {"HEAD"}))
        yield "GET", f"/{module.name}/openapi.json"


def _walk(router: Any) -> Iterator[tuple[str, set[str]]]:
    for route in router.routes:
        if hasattr(route, "methods"):
            yield route.path, route.methods
        else:
            yield from _walk(route.original_router)


@pytest_asyncio.fixture(scope="module")
async def filled(host: Host) -> list[tuple[str, str]]:
    """Every route with what really is in the region, so that a door that opens has something behind it."""
    ids: dict[str, list[UUID]] = {}
    for schema in TABLES:
        tables = await host.query(
            HERE,
            "SELECT table_name FROM information_schema.columns WHERE table_schema = $1"
            " AND column_name = 'id' AND data_type = 'uuid'",
            schema,
        )
        for (table,) in tables:
            found = await host.query(HERE, f'SELECT id FROM "{schema}"."{table}" LIMIT 1')
            if found:
                ids.setdefault(table.rstrip("s"), []).append(found[0][0])
    slug = (await host.query(HERE, "SELECT slug FROM members.body ORDER BY slug LIMIT 1"))[0][0]

    def value(name: str) -> str:
        if name in ("slug", "body"):
            return str(slug)
        return str((ids.get(name.removesuffix("_id")) or [uuid4()])[0])

    return [
        (method, PARAMETER.sub(lambda match: value(match[1]), path))
        for method, path in routes()
        if "{token}" not in path
    ]


def cookie_of(instance: Instance, host: Host, person: UUID, *roles: str) -> str:
    who = Principal(person_id=person, name="Vieras", language="fi", roles=frozenset(map(Role, roles)))
    return principals.issue(instance, who, at=file_clock(host.stack.clock_file)())


def ways_in(host: Host, person: UUID) -> dict[str, dict[str, str]]:
    """Return the headers by which a session of the other region, with every role, can be shown here."""
    there, foreign = f"{THERE}.localhost", cookie_of(host.instance(THERE), host, person, *ROLES)
    shown = {"Cookie": f"session={foreign}"}
    return {
        "cookie": shown,
        "bearer": {"Authorization": f"Bearer {foreign}"},
        "forwarded": shown | {"X-Forwarded-Host": there, "Forwarded": f"host={there}"},
    }


def door(host: Host) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{host.stack.port('front')}", trust_env=False, timeout=30
    )


async def ask(
    client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str]
) -> tuple[int, str, str]:
    """Return what matters of an answer; what differs by request alone is left out."""
    body = {"json": {}} if method in ("POST", "PUT", "PATCH") and "/api/" in path else {}
    answer = await client.request(method, path, headers=headers, **body)
    text = re.sub(r"[0-9a-f]{32}|nonce-\S+", "", _readable(answer))
    return answer.status_code, answer.headers.get("location", ""), text


def _readable(answer: httpx.Response) -> str:
    # A workbook tells when it was made, in its own words and in those of the archive.
    if "spreadsheetml" not in answer.headers.get("content-type", ""):
        return answer.text
    with ZipFile(BytesIO(answer.content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name != "docProps/core.xml")


async def test_another_regions_session_opens_nothing_and_anyone_sees_nobody(
    host: Host, filled: list[tuple[str, str]]
) -> None:
    before, known = len(DOORS.opened), 0
    people = [row[0] for row in await host.query(HERE, "SELECT email FROM members.person")]
    at_here = {"Host": f"{HERE}.localhost:{host.stack.port('front')}"}
    person = (await host.query(HERE, "SELECT id FROM members.person LIMIT 1"))[0][0]
    ways = ways_in(host, person)
    async with door(host) as client:
        for method, path in filled:
            anyone = await ask(client, method, path, at_here)
            if method == "GET" and known < SEEN_BY_ITS_OWN:
                genuine = cookie_of(host.instance(HERE), host, person, COORDINATOR)
                known += await ask(client, method, path, at_here | {"Cookie": f"session={genuine}"}) != anyone
            asked = (ask(client, method, path, at_here | headers) for headers in ways.values())
            for way, seen in zip(ways, await asyncio.gather(*asked), strict=True):
                DOORS.shut(
                    "HTTP",
                    f"{way} of {THERE} {method} {path}: {seen[:2]}, anyone {anyone[:2]}",
                    is_shut=seen == anyone,
                )
            # Nor does anyone see who is at home here.
            leaked = [email for email in people if email in anyone[2]]
            DOORS.shut(
                "HTTP",
                f"anyone {method} {path}: {anyone[0]} {leaked}",
                is_shut=not leaked and anyone[0] < SERVER_ERROR,
            )
    assert DOORS.opened[before:] == []
    assert (len(people) > SEEN_BY_ITS_OWN, known) == (True, SEEN_BY_ITS_OWN)


async def test_another_regions_links_and_another_purposes_links_open_nothing(host: Host) -> None:
    before = len(DOORS.opened)
    at_here = {"Host": f"{HERE}.localhost:{host.stack.port('front')}"}
    real = {
        "sign-in": "SELECT id FROM members.sign_in LIMIT 1",
        "rsvp": "SELECT id FROM meetings.invitations LIMIT 1",
    }
    async with door(host) as client:
        for purpose, path in PURPOSES.items():
            found = await host.query(HERE, real[purpose]) if purpose in real else []
            content = {"id": str(found[0][0] if found else uuid4())}
            for made_for in (*PURPOSES, "session"):
                for instance in (host.instance(THERE), host.instance("national"), host.instance(HERE)):
                    if (instance.slug, made_for) == (HERE, purpose):
                        continue
                    token = links.sign(instance, made_for, content)
                    for method in ("GET", "POST"):
                        status, _, _ = await ask(client, method, path.format(token), at_here)
                        DOORS.shut(
                            "HTTP",
                            f"{instance.slug} {made_for} at {path} {method}: {status}",
                            is_shut=status in (403, 404, 405, 410, 422),
                        )
        genuine = links.sign(
            host.instance(HERE), "rsvp", {"id": str((await host.query(HERE, real["rsvp"]))[0][0])}
        )
        assert (await ask(client, "GET", PURPOSES["rsvp"].format(genuine), at_here))[0] == 200
    assert DOORS.opened[before:] == []


async def test_another_regions_key_and_its_tokens_open_nothing(host: Host) -> None:
    before, port = len(DOORS.opened), host.stack.port("front")
    person = (await host.query(THERE, "SELECT id FROM members.person LIMIT 1"))[0][0]
    session = {"Cookie": f"session={cookie_of(host.instance(THERE), host, person, MEMBER)}"}
    at_here, at_there = ({"Host": f"{slug}.localhost:{port}"} for slug in REGIONS)
    asked = {"name": "Vieras", "scopes": ["members:write"]}
    ask_token = {"grant_type": "client_credentials"}
    async with door(host) as client:
        made = await client.post("/members/api/me/keys", json=asked, headers=session | at_there)
        shown = {"Authorization": f"Bearer {made.json()['key']}"}
        home = await client.post("/members/api/token", data=ask_token, headers=shown | at_there)
        astray = await client.post("/members/api/token", data=ask_token, headers=shown | at_here)
        DOORS.shut("HTTP", f"a key of {THERE}: {astray.status_code}", is_shut=astray.status_code == 401)
        token = {"Authorization": f"Bearer {home.json()['access_token']}"}
        for path in ("/members/api/me", "/members/api/people", "/meetings/api/meetings", "/members"):
            anyone = await ask(client, "GET", path, at_here)
            seen = await ask(client, "GET", path, at_here | token)
            DOORS.shut("HTTP", f"a key's token of {THERE} at {path}: {seen[:2]}", is_shut=seen == anyone)
        assert (await client.get("/members/api/me", headers=at_there | token)).status_code == 200
    assert DOORS.opened[before:] == []


async def test_no_host_name_leads_a_session_elsewhere(host: Host) -> None:
    """A session of one region counts at no other name, and a name that is no instance is nobody's."""
    before, port = len(DOORS.opened), host.stack.port("front")
    person = (await host.query(THERE, "SELECT id FROM members.person LIMIT 1"))[0][0]
    session = {"Cookie": f"session={cookie_of(host.instance(THERE), host, person, COORDINATOR)}"}
    here = f"{HERE}.localhost"
    private = "/members/api/people"
    nobody = (
        "127.0.0.1", "localhost", "unknown.localhost", f"{here}.evil.example", f"evil.{here}", "", "..", "*",
        f"{here}@{THERE}.localhost", f"{here}%00", f"{here}/", f"{here}\\", "[::1]", f"{here}..", "xn--keski",
    )  # fmt: skip
    same = (here.upper(), f"{here}:{port}", f"{here}:1", f"{HERE.title()}.LocalHost", f"{here}:", here)
    for target in (port, host.stack.port("serve")):
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{target}", trust_env=False, timeout=30
        ) as client:
            for name in nobody:
                status, _, _ = await ask(client, "GET", "/", session | {"Host": name})
                DOORS.shut("HTTP", f"host {name!r} at {target}: {status}", is_shut=status in NOBODY)
            for name in same:
                for path in ("/", private, "/members"):
                    anyone = await ask(client, "GET", path, {"Host": name})
                    seen = await ask(client, "GET", path, session | {"Host": name})
                    DOORS.shut("HTTP", f"host {name!r} {path}: {seen[:2]}", is_shut=seen == anyone)
            for forwarded in (
                "X-Forwarded-Host",
                "X-Host",
                "X-Original-Host",
                "Forwarded",
                "X-Original-URL",
                "X-Rewrite-URL",
            ):
                anyone = await ask(client, "GET", "/", {"Host": here})
                seen = await ask(
                    client, "GET", "/", session | {"Host": here, forwarded: f"{THERE}.localhost"}
                )
                DOORS.shut("HTTP", f"{forwarded}: {seen[:2]}", is_shut=seen == anyone)
    assert DOORS.opened[before:] == []


async def test_an_absolute_address_and_two_host_names_lead_nowhere_else(host: Host) -> None:
    before = len(DOORS.opened)
    person = (await host.query(THERE, "SELECT id FROM members.person LIMIT 1"))[0][0]
    session = cookie_of(host.instance(THERE), host, person, COORDINATOR)
    for target in (host.stack.port("front"), host.stack.port("serve")):
        for line, hosts in (
            (f"GET http://{THERE}.localhost/ HTTP/1.1", [f"{HERE}.localhost"]),
            (f"GET http://{HERE}.localhost/ HTTP/1.1", [f"{THERE}.localhost"]),
            ("GET / HTTP/1.1", [f"{HERE}.localhost", f"{THERE}.localhost"]),
            ("GET / HTTP/1.1", [f"{THERE}.localhost", f"{HERE}.localhost"]),
            (f"GET //{THERE}.localhost/ HTTP/1.1", [f"{HERE}.localhost"]),
            ("GET / HTTP/1.1", []),
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", target)
            names = "".join(f"Host: {name}\r\n" for name in hosts)
            writer.write(f"{line}\r\n{names}Cookie: session={session}\r\nConnection: close\r\n\r\n".encode())
            answer = (await reader.read()).decode(errors="replace")
            writer.close()
            # Whichever region answers, it is one of them alone, and the session counts only at its own.
            both = "Keski-Suomen" in answer and "Pohjois-Karjalan" in answer
            known = "Vieras" in answer and "Keski-Suomen" in answer
            DOORS.shut("HTTP", f"{line} with {hosts} at {target}", is_shut=not both and not known)
    assert DOORS.opened[before:] == []
