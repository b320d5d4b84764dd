"""Signing in with an employer's account, against a real OpenID provider at work in this process."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
from oidc_provider_mock import User, run_server_in_thread

from shared.chassis import links
from tests.members.acts import ok
from tests.region import Region

KNOWN = "virkahenkilo@alue.example.org"
PEOPLE = (
    User(sub="known", claims={"email": KNOWN.upper(), "email_verified": True}),
    User(sub="unverified", claims={"email": KNOWN}),
    User(sub="stranger", claims={"email": "outo@example.org", "email_verified": True}),
    User(sub="nobody", claims={}),
)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with run_server_in_thread(require_nonce=True, user_claims=PEOPLE) as server:
        yield f"http://localhost:{server.server_port}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def region_with_staff(region: Region, issuer: str) -> Region:
    """Let the region have a provider, as when its directory has the file `staff.openid`."""
    provider = {"issuer": issuer, "client_id": "poyta", "client_secret": "salainen"}
    _set(region, provider)
    person = {"name": "Virkahenkilö IU", "email": KNOWN, "language": "sv"}
    ok(await region.client("coordinator").post("/members/api/people", json=person), 201)
    return region


def _set(region: Region, provider: dict[str, str] | None) -> None:
    instance = replace(region.instance, staff_sign_in=provider)
    region.process._stations[region.instance.slug, "members"].instance = instance


async def _sent(browser: httpx.AsyncClient, next_path: str = "") -> str:
    """Leave for the provider; return where the browser was sent."""
    left = await browser.get("/members/staff", params={"next": next_path})
    assert left.status_code == 303, left.text
    return left.headers["location"]


async def _back(url: str, sub: str) -> str:
    """Choose an account at the provider; return the path it sends the browser back to."""
    async with httpx.AsyncClient() as provider:
        chosen = await provider.post(url, data={"sub": sub})
    assert chosen.status_code == 302, chosen.text
    parts = urlsplit(chosen.headers["location"])
    return f"{parts.path}?{parts.query}"


async def test_a_known_official_signs_in_and_goes_on(region_with_staff: Region) -> None:
    browser = region_with_staff.client()

    came = await browser.get(await _back(await _sent(browser, "/members/calls"), "known"))
    me = ok(await browser.get("/members/api/me"))

    assert (came.status_code, came.headers["location"]) == (303, "/members/calls")
    assert (me["name"], me["email"]) == ("Virkahenkilö IU", KNOWN)


async def test_the_request_has_a_challenge_whose_secret_the_url_does_not_tell(
    region_with_staff: Region,
) -> None:
    browser = region_with_staff.client()

    asked = parse_qs(urlsplit(await _sent(browser)).query)

    kept = links.read(
        region_with_staff.instance, "staff", browser.cookies["staff"], at=region_with_staff.clock()
    )
    digest = sha256(kept["verifier"].encode()).digest()
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["code_challenge"] == [urlsafe_b64encode(digest).decode().rstrip("=")]
    assert asked["response_type"] == ["code"]
    assert asked["scope"] == ["openid email"]
    assert kept["verifier"] not in str(asked)


@pytest.mark.parametrize(
    ("sub", "said"),
    [
        ("unverified", "ei vahvista sähköpostiosoitettasi"),
        ("nobody", "ei vahvista sähköpostiosoitettasi"),
        ("stranger", "Pöytä ei tunne osoitettasi"),
    ],
)
async def test_who_is_not_vouched_for_or_not_known_stays_out(
    region_with_staff: Region, sub: str, said: str
) -> None:
    browser = region_with_staff.client()
    browser.cookies.set("lang", "fi")

    came = await browser.get(await _back(await _sent(browser), sub))

    assert came.status_code == 403
    assert said in came.text
    assert "session" not in browser.cookies


async def test_an_answer_for_another_browser_is_refused(region_with_staff: Region) -> None:
    mine, theirs = region_with_staff.client(), region_with_staff.client()
    await _sent(mine)
    their_answer = await _back(await _sent(theirs), "known")

    came = await mine.get(their_answer)
    without = await region_with_staff.client().get(their_answer)

    assert (came.status_code, without.status_code) == (403, 410)
    assert "session" not in mine.cookies


async def test_an_answer_works_once(region_with_staff: Region) -> None:
    browser = region_with_staff.client()
    url = await _sent(browser)
    kept = browser.cookies["staff"]
    answer = await _back(url, "known")
    await browser.get(answer)

    again = await region_with_staff.client().get(answer, headers={"cookie": f"staff={kept}"})

    assert again.status_code == 403


async def test_who_turns_back_at_the_provider_is_told_so(region_with_staff: Region) -> None:
    browser = region_with_staff.client()
    await _sent(browser)

    came = await browser.get("/members/staff/callback?error=access_denied&state=x")

    assert came.status_code == 403


async def test_the_button_is_there_only_where_a_provider_is(region_with_staff: Region, issuer: str) -> None:
    provider = {"issuer": issuer, "client_id": "poyta", "client_secret": "salainen"}
    there = await region_with_staff.client().get("/members/sign-in")

    _set(region_with_staff, None)
    gone = await region_with_staff.client().get("/members/sign-in")
    left = await region_with_staff.client().get("/members/staff")
    _set(region_with_staff, provider | {"issuer": "http://localhost:9"})
    silent = await region_with_staff.client().get("/members/staff")
    _set(region_with_staff, provider)

    assert "/members/staff" in there.text
    assert "/members/staff" not in gone.text
    assert (left.status_code, silent.status_code) == (404, 503)
