"""The edge: commits before it answers, hides what is private, and speaks RFC 9457."""

import asyncio
from typing import Any

import pytest

from tests.region import Region


async def test_the_commit_comes_before_the_response_starts(region: Region) -> None:
    seen_by_others: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b'{"text": "ordered"}', "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            rows = await region.rows("members", "SELECT 1 FROM notes WHERE text = 'ordered'")
            seen_by_others.append(len(rows))

    host = region.instance.host.encode()
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/members/api/notes",
        "query_string": b"",
        "headers": [(b"host", host), (b"content-type", b"application/json")],
    }
    await region.process.asgi(scope, receive, send)

    assert seen_by_others == [1]


async def test_a_snapshot_cannot_write(region: Region) -> None:
    with pytest.raises(Exception, match="read-only transaction"):
        await region.client().post("/members/api/look-only")


async def test_a_private_address_asks_anyone_to_sign_in_and_hides_itself_from_others(region: Region) -> None:
    anyone = await region.client().get("/members/api/private")
    member = await region.client("member").get("/members/api/private")
    coordinator = await region.client("coordinator").get("/members/api/private")

    assert [anyone.status_code, member.status_code, coordinator.status_code] == [401, 404, 200]
    assert anyone.headers["content-type"] == "application/problem+json"
    assert set(anyone.json()) == {"type", "title", "status"}


async def test_an_unknown_host_and_a_foreign_cookie_get_nothing(region: Region) -> None:
    client = region.client("coordinator")
    client.cookies.set("session", client.cookies["session"] + "x")

    foreign = await client.get("/members/api/private")
    elsewhere = await client.get("/members/api/notes", headers={"host": "muu.localhost"})

    assert [foreign.status_code, elsewhere.status_code] == [401, 404]


async def test_a_post_from_another_site_is_refused(region: Region) -> None:
    by_metadata = await region.client().post(
        "/members/api/notes", json={"text": "x"}, headers={"sec-fetch-site": "cross-site"}
    )
    by_origin = await region.client().post(
        "/members/api/notes", json={"text": "x"}, headers={"origin": "http://muu.example"}
    )

    assert [by_metadata.status_code, by_origin.status_code] == [403, 403]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"text": "\\u0000"}', 422),
        (b'{"text": "\\ud800"}', 422),
        (b'{"text": ""}', 422),
        (b'{"text": "a\\nb"}', 422),
        (b'{"text": "' + b"x" * 201 + b'"}', 422),
        (b'{"text": 3}', 422),
        (b"[]", 422),
        (b"{", 422),
        (b'{"text": "\xff"}', 400),
        (b'{"text": "' + b"x" * 2_000_000 + b'"}', 413),
    ],
)
async def test_bad_input_is_answered_and_never_a_server_error(
    region: Region, content: bytes, status: int
) -> None:
    response = await region.client().post(
        "/members/api/notes", content=content, headers={"content-type": "application/json"}
    )

    assert response.status_code == status


async def test_two_hundred_writers_at_once_are_all_served(region: Region) -> None:
    client = region.client()

    responses = await asyncio.gather(
        *(client.post("/members/api/notes", json={"text": f"note {n}"}) for n in range(200))
    )

    assert {response.status_code for response in responses} == {201}
