"""Where someone is signed in, and ending it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio

from services.members.sessions.model import family
from shared.chassis import links, principals
from shared.contracts.members import SignInRequested
from tests.members.acts import ok
from tests.region import Region

SERVICE = ("members", "surveys")
ME = {"name": "Edustaja IU-01", "email": "laitteet@example.org", "language": "fi"}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def person_id(region: Region) -> UUID:
    known = ok(await region.client("coordinator").post("/members/api/people", json=ME), 201)
    return UUID(known["person_id"])


async def _browser(region: Region) -> httpx.AsyncClient:
    """Sign in by a link, as a browser does; return the browser."""
    browser = region.client()
    browser.headers["user-agent"] = FIREFOX
    ok(await browser.post("/members/api/sign-ins", json={"email": ME["email"]}), 202)
    await region.settled()
    asked = (await region.events(SignInRequested))[-1]
    token = links.sign(region.instance, "sign-in", {"id": str(asked.sign_in_id)}, until=asked.until)
    pressed = await browser.post(f"/members/sign-in/{token}")
    assert pressed.status_code == 303
    return browser


def _later(region: Region, minutes: int) -> None:
    region.clock.set((region.clock() + timedelta(minutes=minutes)).isoformat())


async def _sessions(region: Region, person_id: UUID) -> list[dict[str, Any]]:
    me = region.client("member", person_id=person_id)
    return list(ok(await me.get("/members/api/me/record"))["sessions"])


async def test_a_session_tells_the_browser_and_the_day_and_no_address(
    region: Region, person_id: UUID
) -> None:
    await _browser(region)

    found = await _sessions(region, person_id)
    rows = await region.rows("members", "SELECT * FROM session")

    assert [(one["browser"], one["seen"]) for one in found] == [("Firefox", "2023-01-02")]
    assert set(rows[0].keys()) == {"id", "person_id", "browser", "begun", "until", "seen", "ended"}


async def test_an_old_token_is_renewed_on_the_way_and_the_form_arrives(
    region: Region, person_id: UUID
) -> None:
    browser = await _browser(region)
    _later(region, 16)

    asked = await browser.get("/members/me?x=1")
    renewed = await browser.get(asked.headers["location"])
    page = await browser.get(renewed.headers["location"])
    _later(region, 16)
    posted = await browser.post(
        "/members/me", data={"name": "Edustaja IU-01b", "language": "sv"}, follow_redirects=True
    )

    assert (asked.status_code, renewed.status_code, page.status_code) == (307, 307, 200)
    assert renewed.headers["location"] == "/members/me?x=1"
    assert [one.status_code for one in posted.history] == [307, 307, 303]
    assert "Edustaja IU-01b" in posted.text


async def test_another_service_learns_within_a_quarter_that_a_session_has_ended(
    region: Region, person_id: UUID
) -> None:
    browser, other = await _browser(region), await _browser(region)
    token = other.cookies[principals.COOKIE]
    session = principals.recognise(region.instance, token, at=region.clock()).session
    me = region.client("member", person_id=person_id)

    ended = await me.post(f"/members/me/sessions/{session}/end")
    at_once = await other.get("/surveys?lang=fi")
    _later(region, 16)
    after = await other.get("/surveys?lang=fi", follow_redirects=True)
    still = await browser.get("/surveys?lang=fi", follow_redirects=True)

    assert ended.status_code == 303
    assert "Edustaja" in at_once.text
    assert "account-name" not in after.text
    assert principals.COOKIE not in other.cookies
    assert "account-name" in still.text


async def test_signing_out_everywhere_leaves_this_device_and_ends_the_others(
    region: Region, person_id: UUID
) -> None:
    here, there = await _browser(region), await _browser(region)

    ended = await here.post("/members/me/sessions/end")
    _later(region, 16)
    mine = await here.get("/members/me", follow_redirects=True)
    theirs = await there.get("/members/me", follow_redirects=True)

    assert ended.status_code == 303
    assert mine.url.path == "/members/me"
    assert theirs.url.path == "/members/sign-in"
    assert len(await _sessions(region, person_id)) == 1


async def test_a_signed_out_token_is_not_renewed_though_somebody_kept_it(
    region: Region, person_id: UUID
) -> None:
    browser = await _browser(region)
    kept = browser.cookies[principals.COOKIE]
    await browser.post("/members/sign-out")

    thief = region.client()
    answer = await thief.post("/members/api/session", headers={"authorization": f"Bearer {kept}"})

    assert answer.status_code == 401


async def test_a_program_renews_its_token_and_gets_the_roles_of_today(
    region: Region, person_id: UUID
) -> None:
    browser = await _browser(region)
    token = browser.cookies[principals.COOKIE]
    bearer = {"authorization": f"Bearer {token}"}
    path = f"/members/api/people/{person_id}/roles"
    ok(await region.client("operator").post(path, json={"role": "coordinator"}), 204)
    _later(region, 16)

    stale = await region.client().get("/members/api/me", headers=bearer)
    fresh = ok(await region.client().post("/members/api/session", headers=bearer))

    assert (stale.status_code, stale.json()["type"]) == (401, "/problems/session-stale")
    assert [role["name"] for role in fresh["roles"]] == ["coordinator"]


async def test_nobody_ends_the_session_of_another(region: Region, person_id: UUID) -> None:
    await _browser(region)
    session = (await _sessions(region, person_id))[0]["session_id"]

    answer = await region.client("coordinator").post(f"/members/me/sessions/{session}/end")

    assert answer.status_code == 404
    assert session in [one["session_id"] for one in await _sessions(region, person_id)]


async def test_renewing_never_leads_to_another_site(region: Region) -> None:
    answers = [
        (await region.client().get("/members/session", params={"next": onward})).status_code
        for onward in ("//evil.example", "https://evil.example", "/\\evil.example", "/members?q=1")
    ]

    assert answers == [422, 422, 422, 307]


def test_of_a_user_agent_only_the_family_is_kept() -> None:
    chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36"

    assert [family(agent) for agent in (FIREFOX, chrome, f"{chrome} Edg/130.0", "curl/8.5.0")] == [
        "Firefox",
        "Chrome",
        "Edge",
        "",
    ]
