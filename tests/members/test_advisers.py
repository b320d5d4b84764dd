"""The national support organisation: its own staff, and regional advisers who may cover several regions."""

from typing import Any

import pytest_asyncio

from shared.contracts.members import SupportChanged
from shared.contracts.people import AdviserProposed
from tests.browser.walker import Walker, open_browser
from tests.members.acts import ok
from tests.members.land import ADVISER
from tests.members.test_body_browser import answering
from tests.region import Region

SERVICE = ("members", "national")
REGION = "national"
STAFF = ADVISER | {
    "name": "Työntekijä T-02",
    "email": "t-02@example.org",
    "kind": "staff",
    "title": {"fi": "Kehittämispäällikkö"},
    "regions": [],
    "shown": True,
}


@pytest_asyncio.fixture(scope="module", autouse=True)
async def support(region: Region) -> dict[str, Any]:
    operator = region.client("operator")
    made = [ok(await operator.post("/members/api/support", json=one), 201) for one in (ADVISER, STAFF)]
    await region.settled()
    return {"adviser": made[0], "staff": made[1]}


async def listed(region: Region, role: str | None = None, covering: str = "") -> list[dict[str, Any]]:
    query = {"region": covering} if covering else {}
    found = ok(await region.client(role).get("/members/api/support", params=query))
    items: list[dict[str, Any]] = found["items"]
    return items


async def test_names_are_shown_to_everyone_only_by_consent(region: Region) -> None:
    seen = {one["title"]["fi"]: one["name"] for one in await listed(region)}
    known = {one["title"]["fi"]: one["name"] for one in await listed(region, "coordinator")}
    page = (await region.client().get("/members/support", params={"lang": "fi"})).text

    assert seen == {"Järjestöasiantuntija": None, "Kehittämispäällikkö": "Työntekijä T-02"}
    assert known["Järjestöasiantuntija"] == "Tukihenkilö T-01"
    assert ("Työntekijä T-02" in page, "Tukihenkilö T-01" in page) == (True, False)


async def test_an_adviser_covers_several_regions(region: Region) -> None:
    covered = {slug: len(await listed(region, covering=slug)) for slug in ("lappi", "kainuu", "satakunta")}

    assert covered == {"lappi": 1, "kainuu": 1, "satakunta": 0}


async def test_an_adviser_has_regions_that_are_in_the_list_and_staff_have_none(region: Region) -> None:
    operator = region.client("operator")
    answers = [
        (await operator.post("/members/api/support", json=one)).json()["type"]
        for one in (ADVISER | {"regions": []}, STAFF | {"regions": ["lappi"]}, ADVISER | {"regions": ["x"]})
    ]

    assert [one.rsplit("/", 1)[1] for one in answers] == [
        "regions-missing",
        "regions-missing",
        "region-unknown",
    ]


async def test_only_who_runs_the_national_instance_writes_people_down(region: Region) -> None:
    answers = [
        (await region.client(role).post("/members/api/support", json=ADVISER)).status_code
        for role in (None, "member", "secretary")
    ]

    assert answers == [401, 404, 404]


async def test_what_is_told_of_the_work_names_nobody(region: Region) -> None:
    told = await region.events(SupportChanged)

    assert [one.regions for one in told] == [("lappi", "kainuu"), ()]
    assert "T-0" not in str([one.model_dump() for one in told])


async def test_the_list_goes_out_as_a_file_with_names_by_consent(region: Region) -> None:
    files = [
        (await region.client(role).get("/members/support/export?lang=fi")).text
        for role in (None, "coordinator")
    ]

    assert ["Työntekijä T-02" in text for text in files] == [True, True]
    assert [ADVISER["name"] in text for text in files] == [False, True]


async def test_the_pages_of_national_alone_can_be_read_and_used_by_everyone(
    region: Region, support: dict[str, Any]
) -> None:
    operator = region.client("operator", language="fi")
    group = {"slug": "ryhma", "kind": "national_board", "name": {"fi": "R", "sv": "R"}}
    ok(await operator.post("/members/api/bodies", json=group | {"purpose": {"fi": "R", "sv": "R"}}), 201)
    await region.settled()
    here = "/members/support"

    async with open_browser() as browser:
        page = await (await browser.new_context()).new_page()
        await page.route("**/*", answering(operator))
        walker = Walker(page, region.instance.base_url.rstrip("/"), "", "fi")
        for path in ("/", here, f"{here}/new", f"{here}/{support['staff']['id']}"):
            await walker.open(path)
        await walker.open("/members/bodies/ryhma/regions")

        assert await page.locator("main h1").count() == 1


async def test_an_adviser_is_changed_by_the_form_and_the_change_holds(
    region: Region, support: dict[str, Any]
) -> None:
    operator = region.client("operator")
    form = {
        "kind": "adviser",
        "title_fi": "Aluekoordinaattori",
        "languages": ["fi"],
        "regions": ["lappi"],
        "starts": "2023-01-01",
    }
    where = f"/members/support/{support['adviser']['id']}"
    shown = await operator.get(where, params={"lang": "fi"})

    refused = await operator.post(where, data=form | {"regions": []})
    saved = await operator.post(where, data=form)

    assert shown.text.count(" checked") == 5
    assert (refused.status_code, saved.status_code) == (422, 303)
    assert await listed(region, covering="kainuu") == []
    assert [one["title"]["fi"] for one in await listed(region, covering="lappi")] == ["Aluekoordinaattori"]


async def test_of_work_that_is_over_a_correction_tells_no_region(region: Region) -> None:
    operator = region.client("operator")
    past = {"name": "Tukihenkilö T-03", "email": "t-03@example.org", "starts": "2022-01-01"}
    made = ok(await operator.post("/members/api/support", json=ADVISER | past | {"ends": "2022-12-31"}), 201)
    rows = await region.rows("members", "SELECT id FROM person WHERE email = 't-03@example.org'")

    correction = {"name": "Tukihenkilö T-03 Uusi"}
    ok(await operator.patch(f"/members/api/people/{rows[0]['id']}", json=correction))
    await region.settled()

    told = [one for one in await region.events(AdviserProposed) if str(one.adviser_id) == made["id"]]
    assert {(one.region, one.name, one.version) for one in told} == {
        ("lappi", "Tukihenkilö T-03", 1),
        ("kainuu", "Tukihenkilö T-03", 1),
    }


async def test_erasing_an_adviser_ends_the_work_and_the_name_is_gone(
    region: Region, support: dict[str, Any]
) -> None:
    rows = await region.rows("members", "SELECT id FROM person WHERE email = 't-02@example.org'")
    ok(await region.client("operator").post(f"/members/api/people/{rows[0]['id']}/erasure"), 204)
    await region.settled()

    items = await listed(region, "operator")
    last = (await region.events(SupportChanged))[-1]
    assert [one["name"] for one in items] == ["Tukihenkilö T-01"]
    assert (str(last.adviser_id), last.ends is not None) == (support["staff"]["id"], True)
