"""The pages of bodies, seats, terms and representation in a browser, looked over wide and narrow."""

from os import environ
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Route

from tests.browser.walker import NARROW, WIDE, Walker, open_browser
from tests.members import bodies
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
HERE = "/members/bodies/kumppanuuspoyta"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def paths(region: Region) -> list[str]:
    """A table with seats, a deputy, offices, a convenor, a mandate and a request for names; its pages."""
    region.clock.set("2023-03-08T10:00:00+02:00")
    coordinator = region.client("coordinator")
    api = "/members/api/bodies/kumppanuuspoyta"
    await bodies.table(coordinator, deputies=True)
    seat = await bodies.seat(coordinator, "kumppanuuspoyta", 1, theme="vammaiset")
    await bodies.seat(coordinator, "kumppanuuspoyta", 2, kind="attendee", represents="Projektisuunnittelija")
    days = {"starts": "2023-03-08", "ends": "2025-02-28"}
    deputy = ok(
        await coordinator.post(f"/members/api/seats/{seat['id']}/deputies", json=bodies.person(3) | days), 201
    )
    asking = {"title": {"fi": "Suunnittelija", "sv": "Planerare"}, "email": "poyta@example.org"}
    ok(await coordinator.put(f"{api}/contact", json=asking | {"phone": "09 123"}), 204)
    founded = {"year": 2022, "season": "autumn", "founders": [{"represents": "Malli ry"}]}
    ok(await coordinator.put(f"{api}/founding", json=founded | {"purpose": {"fi": "Yhdessä."}}), 204)
    office = bodies.person(4) | days | {"kind": "chair", "represents": "Hyvinvointialue"}
    chair = ok(await coordinator.post(f"{api}/offices", json=office), 201)
    partner = {"role": "convenor", "represents": "Hyvinvointialue", "starts": "2023-03-01"}
    kept = ok(await coordinator.post(f"{api}/partners", json=partner), 201)
    given = {"organ": {"fi": "Maakunnan yhteistyöryhmä"}, "level": "regional", "represents": "Malli ry"}
    mandate = ok(await coordinator.post("/members/api/mandates", json=bodies.person(5) | given | days), 201)
    asked: dict[str, Any] = {"asked_by": "Hyvinvointialue", "organ": {"fi": "Vaikuttamistoimielin"}}
    asked |= {
        "names": 2,
        "asked_on": "2023-03-08",
        "deadline_day": "2023-03-16",
        "deadline_time": "16:15",
        "open_form": True,
    }
    nomination = ok(await coordinator.post(f"{api}/nominations", json=asked), 201)
    candidate = bodies.person(6) | {"represents": "Malli ry"}
    ok(await coordinator.post(f"/members/api/nominations/{nomination['id']}/candidates", json=candidate), 201)
    return [
        HERE,
        *(f"{HERE}/{page}" for page in ("composition", "coverage", "offices", "history", "edit", "keeping")),
        f"{HERE}/particulars",
        *(f"{HERE}/{page}" for page in ("rotation", "interests", "nominations/new", "appoint")),
        f"{HERE}/keeping/partners/{kept['id']}/end",
        f"/members/seats/{seat['id']}",
        f"/members/seats/{seat['id']}/representative",
        f"/members/seats/{seat['id']}/deputy",
        f"/members/deputies/{deputy['id']}/end",
        f"/members/offices/{chair['id']}/end",
        *await given_up(coordinator, days),
        "/members/bodies/new",
        "/members/bodies/new?template=ita-uusimaa-kumppanuuspoyta",
        "/members/kinds",
        "/members/kinds/partnership_table",
        "/members/interests",
        "/members/representation",
        "/members/representation/new",
        f"/members/representation/{mandate['id']}/edit",
        f"/members/representation/{mandate['id']}/end",
        "/members/nominations",
        f"/members/nominations/{nomination['id']}",
        f"/members/nominations/{nomination['id']}/candidate",
    ]


async def given_up(coordinator: httpx.AsyncClient, days: dict[str, str]) -> list[str]:
    """Return the pages on which the reader gives up an office and a place as a deputy."""
    own = bodies.person(1) | days
    seat = await bodies.seat(coordinator, "kumppanuuspoyta", 7, theme="vammaiset")
    office = own | {"kind": "secretary", "represents": "Malliyhdistys 1 ry"}
    secretary = await coordinator.post("/members/api/bodies/kumppanuuspoyta/offices", json=office)
    deputy = await coordinator.post(f"/members/api/seats/{seat['id']}/deputies", json=own)
    return [
        f"/members/{kind}/{ok(made, 201)['id']}/resign"
        for kind, made in (("offices", secretary), ("deputies", deputy))
    ]


@pytest.mark.parametrize("language", ["fi", "sv"])
async def test_every_page_can_be_read_and_used_by_everyone(
    region: Region, paths: list[str], language: str
) -> None:
    person = await region.rows("members", "SELECT id FROM person WHERE name = 'Edustaja 1'")
    coordinator = region.client("coordinator", person_id=UUID(str(person[0]["id"])), language=language)
    assert {path: (await coordinator.get(path)).status_code for path in paths} == dict.fromkeys(paths, 200)

    async with open_browser() as browser:
        page = await (await browser.new_context()).new_page()
        await page.route("**/*", answering(coordinator))
        walker = Walker(page, region.instance.base_url.rstrip("/"), "", language, axe=language == "fi")
        for path in paths:
            walker.seen.clear()
            await walker.open(path)
            await keep(walker, path, language)
        assert await page.locator("main h1").count() == 1


def answering(client: httpx.AsyncClient) -> object:
    """Let the process in this test answer the browser, with the coordinator's session."""

    async def answer(route: Route) -> None:
        asked = route.request
        kept = {k: v for k, v in asked.headers.items() if k in ("content-type", "accept", "sec-fetch-site")}
        response = await client.request(asked.method, asked.url, content=asked.post_data_buffer, headers=kept)
        headers = {k: v for k, v in response.headers.items() if k != "content-length"}
        await route.fulfill(status=response.status_code, headers=headers, body=response.content)

    return answer


async def keep(walker: Walker, path: str, language: str) -> None:
    """Keep pictures when `POYTA_PICTURES` names a folder, for a person to look at."""
    if folder := environ.get("POYTA_PICTURES"):
        width = {"fi": WIDE, "sv": NARROW}[language]
        await walker.page.set_viewport_size({"width": width, "height": 900})
        name = path.strip("/").replace("/", "-").replace("?", "-")[-60:]
        await walker.page.screenshot(path=Path(folder) / f"{name}-{language}.png", full_page=True)
