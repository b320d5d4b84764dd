"""Access keys: a program gets tokens with scopes, and may what they say and no more."""

import re
import shlex
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from services.members.people import commands as people
from shared.chassis import principals
from tests.members.acts import ok
from tests.region import Region

SERVICE = ("members", "surveys")
REGION = "ita-uusimaa"
ME = {"name": "Avain Tekijä", "email": "avain@example.org", "language": "fi"}
KEYS, TOKEN = "/members/api/me/keys", "/members/api/token"
USE = Path(__file__).parents[2] / "docs" / "architecture" / "keys.md"
ASK = {"grant_type": "client_credentials"}
INTERESTS = {"year": 2023, "words": ""}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def person_id(region: Region) -> UUID:
    known = ok(await region.client("coordinator").post("/members/api/people", json=ME), 201)
    return UUID(known["person_id"])


@pytest_asyncio.fixture(autouse=True)
async def today(region: Region) -> None:
    region.clock.set("2023-01-02T10:00:00+02:00")


async def _key(region: Region, person_id: UUID, *scopes: str, **other: Any) -> dict[str, Any]:
    asked = {"name": "Taulukko", "scopes": scopes or ["members:read"]} | other
    made: dict[str, Any] = ok(await region.client("member", person_id=person_id).post(KEYS, json=asked), 201)
    return made


async def _token(region: Region, key: str, **other: str) -> httpx.Response:
    return await region.client().post(TOKEN, data=ASK | {"client_secret": key} | other)


async def _program(region: Region, person_id: UUID, *scopes: str) -> httpx.AsyncClient:
    """Return a client that has a token and nothing else, as a program does."""
    made = await _key(region, person_id, *scopes)
    program = region.client()
    program.headers["authorization"] = f"Bearer {ok(await _token(region, made['key']))['access_token']}"
    return program


async def test_a_key_gives_a_token_of_a_quarter_of_an_hour(region: Region, person_id: UUID) -> None:
    made = await _key(region, person_id, "surveys:read", "members:write")

    answer = await region.client().post(TOKEN, data=ASK, headers={"authorization": f"Bearer {made['key']}"})

    assert answer.headers["cache-control"] == "no-store"
    assert ok(answer) | {"access_token": ""} == {
        "access_token": "",
        "token_type": "Bearer",
        "expires_in": 900,
        "scope": "members:write surveys:read",
    }


async def test_a_token_of_a_key_ends_after_a_quarter_and_is_not_renewed(
    region: Region, person_id: UUID
) -> None:
    program = await _program(region, person_id, "members:write")

    now = await program.get("/members/api/me")
    renewed = await program.post("/members/api/session")
    region.clock.set("2023-01-02T10:15:01+02:00")
    later = await program.get("/members/api/me")

    assert [now.status_code, renewed.status_code, later.status_code] == [200, 401, 401]
    assert later.headers["www-authenticate"] == "Bearer"


async def test_reading_needs_a_scope_of_the_service_that_is_asked(region: Region, person_id: UUID) -> None:
    program = await _program(region, person_id, "members:read")

    here = [(await program.request(method, "/members/api/me")).status_code for method in ("GET", "HEAD")]
    elsewhere = await program.get("/surveys/api/surveys")

    assert here[0] == 200
    assert here[1] != 403
    assert elsewhere.status_code == 403
    assert elsewhere.json()["type"] == "/problems/insufficient-scope"
    assert elsewhere.json()["error"] == "insufficient_scope"
    assert elsewhere.headers["www-authenticate"] == (
        'Bearer error="insufficient_scope", scope="surveys:read"'
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/members/api/me"),
        ("PUT", "/members/api/me/interests"),
        ("POST", "/members/api/me/erasure"),
        ("DELETE", "/members/api/me/sessions"),
    ],
)
async def test_one_who_may_read_changes_nothing(
    region: Region, person_id: UUID, method: str, path: str
) -> None:
    program = await _program(region, person_id, "members:read", "surveys:write")

    answer = await program.request(method, path, json={"language": "sv"} | INTERESTS)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/insufficient-scope")
    assert answer.headers["www-authenticate"].endswith('scope="members:write"')


async def test_one_who_may_write_may_read_too(region: Region, person_id: UUID) -> None:
    program = await _program(region, person_id, "members:write")

    written = ok(await program.patch("/members/api/me", json={"language": "fi"}))

    assert ok(await program.get("/members/api/me")) == written


async def test_a_token_is_asked_for_with_fewer_scopes_and_never_with_more(
    region: Region, person_id: UUID
) -> None:
    made = await _key(region, person_id, "members:write", "surveys:read")

    fewer = ok(await _token(region, made["key"], scope="members:read"))
    refused = [
        (await _token(region, made["key"], scope=scope)).json()["error"]
        for scope in ("surveys:write", "members:read meetings:read", "everything")
    ]

    assert fewer["scope"] == "members:read"
    assert refused == ["invalid_scope"] * 3


async def test_a_token_opens_no_page_even_as_a_cookie(region: Region, person_id: UUID) -> None:
    program = await _program(region, person_id, "members:write")
    disguised = region.client()
    token = program.headers["authorization"].removeprefix("Bearer ")
    disguised.cookies.set(principals.COOKIE, token)

    pages = [
        (await client.request(method, path)).status_code
        for client in (program, disguised)
        for method, path in (("GET", "/members/me"), ("GET", "/members"), ("POST", "/members/me/keys"))
    ]
    limited = await disguised.get("/surveys/api/surveys")

    assert pages == [403] * 6
    assert limited.status_code == 403


async def test_a_program_makes_no_keys_and_does_not_move_the_persons_address(
    region: Region, person_id: UUID
) -> None:
    program = await _program(region, person_id, "members:write")
    asked = {"name": "Uusi", "scopes": ["members:read"]}

    answers = [
        await program.get(KEYS),
        await program.post(KEYS, json=asked),
        await program.post("/members/api/me/address", json={"email": "muu@example.org"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert {answer.json()["type"] for answer in answers} == {"/problems/not-allowed"}


async def test_a_coordinators_program_moves_nobodys_address(region: Region, person_id: UUID) -> None:
    roles = f"/members/api/people/{person_id}/roles"
    ok(await region.client("operator").post(roles, json={"role": "coordinator"}), 204)
    program = await _program(region, person_id, "members:write")

    listed = await program.get("/members/api/people")
    moved = await program.post(f"/members/api/people/{person_id}/address", json={"email": "muu@example.org"})
    joins = f"/members/api/people/{person_id}/merges"
    joined = await program.post(joins, json={"merged_id": str(uuid4()), "take": ["email"]})
    grant = ok(await program.get(roles))["items"][0]["grant_id"]
    ok(await region.client("operator").post(f"{roles}/{grant}/end"), 204)
    after = await _program(region, person_id, "members:write")

    assert (listed.status_code, moved.status_code, joined.status_code) == (200, 403, 403)
    assert (await after.get("/members/api/people")).status_code == 404


async def test_errors_are_told_in_the_words_of_oauth(region: Region, person_id: UUID) -> None:
    key = (await _key(region, person_id))["key"]
    bearer = {"authorization": f"Bearer {key}"}

    asked = [
        await region.client().post(TOKEN, data=ASK | {"client_secret": "poyta_wrong"}),
        await region.client().post(TOKEN, data=ASK),
        await region.client().post(TOKEN, data={"grant_type": "password"}, headers=bearer),
        await region.client().post(TOKEN, headers=bearer),
        await region.client().post(TOKEN, data=ASK | {"client_secret": key}, headers=bearer),
    ]

    assert [(answer.status_code, answer.json()["error"]) for answer in asked] == [
        (401, "invalid_client"),
        (401, "invalid_client"),
        (400, "unsupported_grant_type"),
        (400, "invalid_request"),
        (400, "invalid_request"),
    ]
    assert {answer.headers["content-type"] for answer in asked} == {"application/problem+json"}
    assert asked[0].headers["www-authenticate"] == "Bearer"


async def test_a_key_is_kept_as_a_hash_and_shown_once(region: Region, person_id: UUID) -> None:
    made = await _key(region, person_id)
    ok(await _token(region, made["key"]))

    listed = ok(await region.client("member", person_id=person_id).get(KEYS))["items"]
    rows = await region.rows("members", "SELECT access_key::text FROM access_key")
    secret = made["key"].removeprefix("poyta_")

    shown = {name: value for name, value in made.items() if name != "key"} | {"seen": "2023-01-02"}
    assert [one for one in listed if one["key_id"] == made["key_id"]] == [shown]
    assert made["last_day"] == "2023-04-02"
    assert [row for row in rows if secret in row[0] or secret.encode().hex() in row[0]] == []


@pytest.mark.parametrize(
    ("last_day", "status"),
    [
        ("2023-01-01", 422),
        ("2023-01-02", 201),
        ("2024-01-02", 201),
        ("2024-01-03", 422),
    ],
)
async def test_a_key_holds_for_a_year_at_most(
    region: Region, person_id: UUID, last_day: str, status: int
) -> None:
    asked = {"name": "Taulukko", "scopes": ["members:read"], "last_day": last_day}

    answer = await region.client("member", person_id=person_id).post(KEYS, json=asked)

    assert answer.status_code == status


async def test_a_key_ends_after_its_last_day(region: Region, person_id: UUID) -> None:
    made = await _key(region, person_id, last_day="2023-01-03")

    region.clock.set("2023-01-03T23:59:00+02:00")
    last = await _token(region, made["key"])
    region.clock.set("2023-01-04T00:00:00+02:00")
    after = await _token(region, made["key"])
    listed = ok(await region.client("member", person_id=person_id).get(KEYS))["items"]

    assert [last.status_code, after.status_code] == [200, 401]
    assert made["key_id"] not in [one["key_id"] for one in listed]


async def test_a_key_is_ended_by_its_owner_and_by_no_other(region: Region, person_id: UUID) -> None:
    made = await _key(region, person_id)
    path = f"{KEYS}/{made['key_id']}"

    other = {"name": "Vieras Tekijä", "email": "vieras.avain@example.org", "language": "fi"}
    known = ok(await region.client("coordinator").post("/members/api/people", json=other), 201)
    stranger = await region.client("coordinator", person_id=UUID(known["person_id"])).delete(path)
    before = await _token(region, made["key"])
    ok(await region.client("member", person_id=person_id).delete(path), 204)
    after = await _token(region, made["key"])

    assert [stranger.status_code, before.status_code, after.status_code] == [404, 200, 401]


async def test_who_finds_a_key_revokes_it(region: Region, person_id: UUID) -> None:
    made = await _key(region, person_id)
    token = ok(await _token(region, made["key"]))["access_token"]
    revocation = f"{TOKEN}/revocation"

    shown = [
        (await region.client().post(revocation, data={"token": words})).status_code
        for words in (made["key"], made["key"], "poyta_unknown", token)
    ]

    assert shown == [200, 200, 200, 400]
    assert (await _token(region, made["key"])).status_code == 401


async def test_the_page_makes_a_key_shows_it_once_and_ends_it(region: Region, person_id: UUID) -> None:
    me = region.client("member", person_id=person_id, language="fi")
    asked = {
        "name": "Sihteerin taulukko",
        "scopes": ["members:read", "surveys:read"],
        "last_day": "2023-02-01",
    }

    region.clock.set("2023-01-02T11:00:00+02:00")
    refused = await me.post("/members/me/keys", data=asked | {"last_day": "2025-01-01"})
    made = await me.post("/members/me/keys", data=asked)
    key = re.search(r"poyta_[\w-]{43}", made.text)
    assert key
    listed = await me.get("/members/me/keys")
    token = ok(await _token(region, key[0]))
    ending = re.search(r"/members/me/keys/[\w-]+/end", listed.text)
    assert ending
    ended = await me.post(ending[0])

    assert (refused.status_code, made.status_code, ended.status_code) == (422, 200, 303)
    assert "enintään vuoden" in refused.text
    assert made.headers["cache-control"] == "no-store"
    assert token["scope"] == "members:read surveys:read"
    assert "Sihteerin taulukko" in listed.text
    assert key[0] not in listed.text
    assert (await _token(region, key[0])).status_code == 401


async def test_the_export_has_the_keys_and_an_erasure_ends_them(region: Region) -> None:
    other = {"name": "Toinen Tekijä", "email": "toinen.avain@example.org", "language": "fi"}
    person = UUID(
        ok(await region.client("coordinator").post("/members/api/people", json=other), 201)["person_id"]
    )
    made = await _key(region, person, name="Kalenteri")
    me = region.client("member", person_id=person)

    record = ok(await me.get("/members/api/me/record"))
    page = await me.get("/members/me/record")
    ok(await me.post("/members/api/me/erasure"), 204)

    assert [(one["name"], one["scopes"]) for one in record["keys"]] == [("Kalenteri", ["members:read"])]
    assert "Kalenteri" in page.text
    assert (await _token(region, made["key"])).status_code == 401
    assert await region.rows("members", "SELECT 1 FROM access_key WHERE person_id = $1", person) == []


async def test_the_description_names_the_scopes_of_the_service(region: Region) -> None:
    document = ok(await region.client().get("/surveys/openapi.json"))

    flow = document["components"]["securitySchemes"]["key"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == TOKEN
    assert set(flow["scopes"]) == {"surveys:read", "surveys:write"}


async def test_a_key_is_forgotten_a_month_after_it_ended(region: Region, person_id: UUID) -> None:
    outlived = await _key(region, person_id, last_day="2023-01-03")
    ended = await _key(region, person_id)
    held = await _key(region, person_id)
    ok(await region.client("member", person_id=person_id).delete(f"{KEYS}/{ended['key_id']}"), 204)

    await _night(region, "2023-02-01")
    before = await _remembered(region)
    await _night(region, "2023-02-03")
    after = await _remembered(region)

    keys = [one["key_id"] for one in (outlived, ended, held)]
    assert [key in before for key in keys] == [True, True, True]
    assert [key in after for key in keys] == [False, False, True]


async def test_the_requests_of_the_documentation_run(region: Region, person_id: UUID) -> None:
    lines = re.findall(r"^curl .*$", USE.read_text(encoding="utf-8"), re.MULTILINE)
    made = await _key(region, person_id, "members:read", "meetings:write")
    known = {"TABLE": region.instance.base_url.rstrip("/"), "KEY": made["key"], "TOKEN": ""}
    answers = []

    for line in lines:
        answer = await _curl(region, re.sub(r"\$(\w+)", lambda found: known[found[1]], line))
        known["TOKEN"] = known["TOKEN"] or answer.json()["access_token"]
        answers.append(answer.status_code)

    assert answers == [200] * 4
    assert (await _token(region, made["key"])).status_code == 401


async def _remembered(region: Region) -> set[str]:
    return {str(row[0]) for row in await region.rows("members", "SELECT id FROM access_key")}


async def _night(region: Region, day: str) -> None:
    """Let the night's work be due, and the night come."""
    station = region.process._stations[region.instance.slug, "members"]
    region.clock.set((date.fromisoformat(day) - timedelta(days=1)).isoformat() + "T12:00:00+02:00")
    async with station.transactions.begin() as tx:
        await people.keep_time(tx, tx.at)
    region.clock.set(f"{day}T04:00:00+02:00")
    region.process.wake()
    await region.settled()


async def _curl(region: Region, line: str) -> httpx.Response:
    """Ask what a line of curl asks; with `-d` it is a form that is posted."""
    _curl, address, *options = shlex.split(line)
    pairs = list(zip(options[::2], options[1::2], strict=True))
    form = dict(value.split("=", 1) for option, value in pairs if option == "-d")
    headers = dict(value.split(": ", 1) for option, value in pairs if option == "-H")
    return await region.client().request(
        "POST" if form else "GET", address, data=form or None, headers=headers
    )
