"""National groups are bodies of the national instance, by the same code as any region's."""

from io import BytesIO
from typing import Any

import pytest_asyncio
from openpyxl import load_workbook

from tests.members.acts import ok
from tests.region import Region

SERVICE = ("members", "meetings", "notifications", "national")
REGION = "national"
GROUP: dict[str, Any] = {
    "slug": "valmisteluryhma",
    "kind": "preparation_group",
    "name": {"fi": "Yhdyspintojen valmisteluryhmä", "sv": "Beredningsgruppen för gränsytor"},
    "purpose": {"fi": "Tunnistaa yhdyspinnat."},
    "parties": {"organisation": 2},
    "terms": [{"starts": "2023-01-01", "ends": "2024-12-31"}],
}


@pytest_asyncio.fixture(scope="module", autouse=True)
async def group(region: Region) -> dict[str, Any]:
    operator = region.client("operator")
    made: dict[str, Any] = ok(await operator.post("/members/api/bodies", json=GROUP), 201)
    await region.settled()
    return made


async def test_a_national_group_stands_beside_the_regions_and_not_among_them(region: Region) -> None:
    picture = (await region.client().get("/national/api/picture")).json()
    page = (await region.client().get("/", params={"lang": "fi"})).text

    assert [body["slug"] for body in picture["national"]["bodies"]] == ["valmisteluryhma"]
    assert picture["national"]["name"]["fi"] == "Kansallinen tukiorganisaatio"
    assert "national" not in [one["slug"] for one in picture["regions"]]
    assert 'href="/members/bodies/valmisteluryhma">Yhdyspintojen valmisteluryhmä</a>' in page
    assert "valmisteluryhmä</div>" in page


async def test_a_national_group_meets_as_any_table_does(region: Region, group: dict[str, Any]) -> None:
    coordinator = region.client("coordinator")
    seat = {
        "kind": "organisation",
        "represents": "Kansallinen Malliliitto ry",
        "person": {"name": "Edustaja K-01", "email": "k-01@example.org", "language": "fi"},
        "starts": "2023-01-02",
        "ends": "2024-12-31",
    }
    ok(await coordinator.post("/members/api/bodies/valmisteluryhma/seats", json=seat), 201)
    await region.settled()

    meeting = {
        "body_id": group["id"],
        "title": {"fi": "Kokous 1"},
        "starts": "2023-02-01T13:00:00+02:00",
        "ends": "2023-02-01T15:00:00+02:00",
        "mode": "in_person",
        "place": {"fi": "Helsinki"},
        "remote_link": "",
        "agenda": [{"title": {"fi": "Tiekartta"}, "text": {}, "topic_id": None}],
    }
    drafted = ok(await coordinator.post("/meetings/api/meetings", json=meeting), 201)
    ok(await coordinator.post(f"/meetings/api/meetings/{drafted['id']}/convocation"))
    await region.settled()

    called = (await coordinator.get(f"/meetings/api/meetings/{drafted['id']}/invitations")).json()
    (body,) = (await region.client().get("/national/api/picture")).json()["national"]["bodies"]
    letters = await region.rows("notifications", "SELECT letter FROM emails")
    assert len(called["invitations"]) == 1
    assert (body["filled"], body["convened"]) == (1, 1)
    assert "meeting_invitation" in [row["letter"] for row in letters]


async def test_a_body_of_the_national_instance_works_in_the_whole_country(
    region: Region, group: dict[str, Any]
) -> None:
    assert group["scope"] == {"level": "national", "municipality": None, "starts": None, "ends": None}


async def test_an_organisation_in_a_national_group_is_in_the_register_without_a_name(region: Region) -> None:
    found = (await region.client().get("/national/api/representatives")).json()
    page = (await region.client().get("/national/representatives", params={"lang": "fi"})).text
    export = "/national/representatives/export"
    table = (await region.client().get(export, params={"lang": "fi"})).text
    book = await region.client().get(export, params={"lang": "fi", "kind": "xlsx"})

    (line,) = found["items"]
    assert (line["represents"], line["group"], line["region"]) == (
        "Kansallinen Malliliitto ry",
        "valmisteluryhma",
        None,
    )
    assert (line["starts"], line["ends"]) == ("2023-01-02", "2024-12-31")
    assert "Kansallinen Malliliitto ry" in page
    assert table.splitlines()[1:] == [
        "Yhdyspintojen valmisteluryhmä;Kansallinen Malliliitto ry;jäsen;;2023-01-02;2024-12-31"
    ]
    cells = [
        ";".join(cell or "" for cell in row)
        for row in load_workbook(BytesIO(book.content)).worksheets[0].values
    ]
    assert cells[1:] == table.splitlines()[1:]
    assert "K-01" not in str(found) + page + table


async def test_an_organisation_that_left_is_among_those_of_the_past(region: Region) -> None:
    coordinator = region.client("coordinator")
    (seat,) = (await coordinator.get("/members/api/bodies/valmisteluryhma/composition")).json()["items"]
    ok(await coordinator.post(f"/members/api/seats/{seat['id']}/vacate", json={"on": "2023-01-31"}))
    await region.settled()
    region.clock.set("2023-02-02T10:00:00+02:00")

    now = (await region.client().get("/national/api/representatives")).json()
    past = (await region.client().get("/national/api/representatives", params={"past": "1"})).json()

    assert now["items"] == []
    assert [line["ends"] for line in past["items"]] == ["2023-01-31"]
