"""The pages of people in a browser, wide and at 320 px: anyone's, one's own and the coordinator's."""

import asyncio
from collections.abc import Sequence
from os import environ
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route

from shared.chassis import links
from shared.contracts.members import AddressChangeAsked, SignInRequested
from tests.browser.walker import WIDE, Walker, open_browser
from tests.members import acts
from tests.members.acts import ok
from tests.notifications.conftest import Mail, mail, posted
from tests.region import Region

__all__ = ["mail"]

SERVICE = ("members", "notifications")
REGION = "ita-uusimaa"
WIDTHS = (320, WIDE)
EXPIRED = "/members/address/vanha-linkki"
ME = {
    "name": "Marja-Liisa Esimerkki-Korhonen",
    "email": "marja-liisa.esimerkki@example.org",
    "language": "fi",
}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def me(region: Region, mail: Mail) -> UUID:
    """Someone with a seat, an application, consents, two sessions and an address to confirm."""
    call_id = await acts.open_call(region)
    coordinator, anyone = region.client("coordinator"), region.client()
    offer = acts.offer(1, "moniala", **ME, grounds="Tunnen alueen.\n\nOlen mukana kahdessa yhdistyksessä.")
    ok(await anyone.post(f"/members/api/calls/{call_id}/applications", json=offer), 201)
    seat = {"kind": "county", "represents": "Itä-Uudenmaan hyvinvointialue", "person": ME}
    days = {"starts": "2022-12-29", "ends": "2024-12-31"}
    ok(await coordinator.post("/members/api/bodies/kumppanuuspoyta/seats", json=seat | days), 201)
    person_id = UUID(ok(await coordinator.post("/members/api/people", json=ME), 201)["person_id"])
    role = {"role": "coordinator"}
    ok(await region.client("operator").post(f"/members/api/people/{person_id}/roles", json=role), 204)
    own = region.client("member", person_id=person_id)
    for give in ({"give": "true"}, {}, {"give": "true"}):
        await own.post("/members/me/consents", data={"purpose": "directory"} | give)
    ok(await own.patch("/members/api/me", json={"language": "sv"}))
    key = {
        "name": "Sihteerin taulukkolaskenta ja kokousten kalenteri",
        "scopes": ["members:read", "meetings:write"],
    }
    ok(await own.post("/members/api/me/keys", json=key), 201)
    ok(await own.post("/members/api/me/address", json={"email": "uusi.osoite@example.org"}), 202)
    await _affiliate(region, person_id)
    await _tell(region, own)
    await posted(region)
    return person_id


async def _tell(region: Region, own: httpx.AsyncClient) -> None:
    """Let the person tell of themselves by consent, and be put forward to an outside organ."""
    coordinator = region.client("coordinator")
    ok(await coordinator.put("/members/api/directory-settings", json={"expertise": True}))
    told = {"phone": "+358 40 123 4567", "expertise": ["omaishoito", "yksinaisyys"]}
    ok(await own.put("/members/api/me/profile", json=told | {"agreed": ["telephone", "expertise"]}))
    asked = {"asked_by": "Hyvinvointialue", "organ": {"fi": "Vaikuttamistoimielin"}, "names": 2}
    days = {"asked_on": "2022-12-29", "deadline_day": "2023-01-16"}
    path = "/members/api/bodies/kumppanuuspoyta/nominations"
    nomination = ok(await coordinator.post(path, json=asked | days), 201)
    candidate = ME | {"represents": "Keravan ja Järvenpään omaishoitajat ry"}
    candidates = f"/members/api/nominations/{nomination['id']}/candidates"
    ok(await coordinator.post(candidates, json=candidate), 201)


async def _affiliate(region: Region, person_id: UUID) -> None:
    """Link the person to an organisation twice, once in the past, and let other languages be known."""
    coordinator, path = region.client("coordinator"), f"/members/api/people/{person_id}"
    entry = {"name": "Keravan ja Järvenpään omaishoitajat ry", "scope": "local"}
    organisation = ok(await coordinator.post("/members/api/organisations", json=entry), 201)["id"]
    for role, days in (
        ("hallituksen varapuheenjohtaja", {"starts": "2019-01-01", "ends": "2021-12-31"}),
        ("toiminnanjohtaja", {"starts": "2022-01-01"}),
    ):
        one = {"organisation_id": organisation, "role": role} | days
        ok(await coordinator.post(f"{path}/organisations", json=one), 201)
    ok(await coordinator.patch(path, json={"languages": ["fi", "en", "so"]}))


@pytest.mark.parametrize("language", ["fi", "sv"])
async def test_the_pages_of_people_can_be_read_and_used_by_everyone(
    region: Region, me: UUID, language: str
) -> None:
    people = f"/members/people/{me}"
    asked = (await region.events(AddressChangeAsked))[-1]
    confirm = links.sign(region.instance, "address", {"id": str(asked.change_id)}, until=asked.until)
    anyone = (
        "/members/sign-in",
        f"/members/sign-in/{await _link(region)}",
        f"/members/address/{confirm}",
        EXPIRED,
    )
    (candidacy,) = await region.rows("members", "SELECT id FROM candidate")
    own = (
        "/notifications/mine",
        "/members/me",
        "/members/me/keys",
        "/members/me/record",
        "/members/me/address",
        "/members/me/erase",
        "/members/me/profile",
        f"/members/candidacies/{candidacy['id']}/withdraw",
    )
    kept = ("/members/people", "/members/people?q=olematon", "/members/people/new", people)
    (row,) = await region.rows("members", "SELECT DISTINCT organisation_id FROM affiliation")
    hand = (
        *(
            f"{people}/{page}"
            for page in ("correct", "address", "roles", "organisations", "erase", "profile")
        ),
        f"{people}/organisations?q=omaishoitajat",
        f"/members/organisations/{row['organisation_id']}",
    )
    mine, theirs = await _signed_in(region), region.client("operator", language=language)

    async with open_browser() as browser:
        rounds = ((region.client(), anyone), (mine, own), (theirs, kept), (theirs, hand))
        walkers = [await _walker(region, browser, client, language) for client, _ in rounds]
        await asyncio.gather(
            *(_look(walker, paths) for walker, (_, paths) in zip(walkers, rounds, strict=True))
        )


async def test_on_a_phone_the_head_is_low_and_its_menu_opens_by_keyboard(region: Region, me: UUID) -> None:
    mine = await _signed_in(region)

    async with open_browser() as browser:
        walker = await _walker(region, browser, mine, "fi")
        walker.widths = WIDTHS[:1]
        await walker.open("/members/me?lang=fi")
        head = await walker.page.locator(".site-header").evaluate("one => one.clientHeight")
        meetings = walker.page.locator('.site-nav a[href="/meetings"]')
        before = await meetings.is_visible()
        await walker.reach(".menu-button")
        await walker.page.keyboard.press("Enter")
        await walker.reach('.site-nav a[href="/meetings"]')
        opened = await meetings.is_visible()
        await walker.page.keyboard.press("Escape")
        after = await meetings.is_visible()
        await walker.fit(WIDE)
        wide = await meetings.is_visible()

    assert head <= 112
    assert (before, opened, after, wide) == (False, True, False, True)


async def test_the_address_is_changed_by_clicking(region: Region, me: UUID) -> None:
    mine = await _signed_in(region)

    async with open_browser() as browser:
        walker = await _walker(region, browser, mine, "fi")
        walker.widths = WIDTHS[:1]
        await walker.open("/members/me?lang=fi")
        await walker.press('main form[action="/members/me/address/keep"] button')
        kept = await walker.text()
        await walker.follow('="/members/me/address"')
        await walker.fill(email="ei osoite")
        await walker.press()
        refused = await walker.text()
        await walker.fill(email="toinen.osoite@example.org")
        await walker.press()
        asked = await walker.text()

    assert "Nykyinen osoitteesi jää voimaan." in kept
    assert "Tarkista sähköpostiosoite" in refused
    assert "Linkki on matkalla uuteen osoitteeseen." in asked
    assert "toinen.osoite@example.org" in asked


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_a_key_is_made_by_clicking_and_ended(region: Region, me: UUID, language: str) -> None:
    mine = await _signed_in(region)

    async with open_browser() as browser:
        walker = await _walker(region, browser, mine, language)
        await walker.open(f"/members/me?lang={language}")
        await walker.follow('="/members/me/keys"')
        await walker.fill(name="Kalenteri")
        walker.seen.clear()
        await walker.press()
        refused = await walker.page.locator("main .error").all_inner_texts()
        await walker.page.locator('main [name="scopes"][value="meetings:read"]').check()
        walker.seen.clear()
        await walker.press()
        made = await walker.text()
        await _keep(walker, "/members/me/keys/made")
        await walker.follow('="/members/me/keys"')
        listed = await walker.text()
        held = await walker.page.locator('main form[action$="/end"]').count()
        await _keep(walker, "/members/me/keys")
        await walker.press('main form[action$="/end"] button')
        left = await walker.page.locator('main form[action$="/end"]').count()

    assert refused != []
    assert "poyta_" in made
    assert "poyta_" not in listed
    assert left == held - 1


async def _walker(region: Region, browser: Browser, client: httpx.AsyncClient, language: str) -> Walker:
    client.headers["accept-language"] = language
    page = await (await browser.new_context(locale=language)).new_page()
    await page.route("**/*", _answering(client))
    return Walker(
        page, region.instance.base_url.rstrip("/"), "", language, widths=WIDTHS, axe=language == "fi"
    )


async def _look(walker: Walker, paths: Sequence[str]) -> None:
    for path in paths:
        walker.seen.clear()
        asked = f"{path}{'&' if '?' in path else '?'}lang={walker.language}"
        await walker.open(asked, 410 if path == EXPIRED else 200)
        await _keep(walker, path)
        assert await walker.page.locator("main h1").count() == 1


def _answering(client: httpx.AsyncClient) -> object:
    """Let the process in this test answer the browser; what redirects say is followed here."""

    async def answer(route: Route) -> None:
        asked = route.request
        kept = {k: v for k, v in asked.headers.items() if k in ("content-type", "accept", "sec-fetch-site")}
        response = await client.request(
            asked.method, asked.url, content=asked.post_data_buffer, headers=kept, follow_redirects=True
        )
        headers = {k: v for k, v in response.headers.items() if k not in ("content-length", "set-cookie")}
        await route.fulfill(status=response.status_code, headers=headers, body=response.content)

    return answer


async def _link(region: Region) -> str:
    ok(await region.client().post("/members/api/sign-ins", json={"email": ME["email"]}), 202)
    await region.settled()
    asked = (await region.events(SignInRequested))[-1]
    return links.sign(region.instance, "sign-in", {"id": str(asked.sign_in_id)}, until=asked.until)


async def _signed_in(region: Region) -> httpx.AsyncClient:
    client = region.client()
    client.headers["user-agent"] = FIREFOX
    assert (await client.post(f"/members/sign-in/{await _link(region)}")).status_code == 303
    return client


async def _keep(walker: Walker, path: str) -> None:
    """Keep pictures when `POYTA_PICTURES` names a folder, for a person to look at."""
    if folder := environ.get("POYTA_PICTURES"):
        name = path.split("?")[0].strip("/").replace("/", "-")[-50:] + ("-none" if "?" in path else "")
        for width in WIDTHS:
            await walker.page.set_viewport_size({"width": width, "height": 900})
            file = Path(folder) / f"people-{name}-{walker.language}-{width}.png"
            await walker.page.screenshot(path=file, full_page=True)
