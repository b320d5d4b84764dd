"""The edges of seats and bodies: what is asked for emptily, halfway, or by someone between two days."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from tests.members import acts, bodies
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
HERE, API = "/members/bodies/kumppanuuspoyta", "/members/api/bodies/kumppanuuspoyta"
DAYS = {"starts": "2023-03-01", "ends": "2025-02-28"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def body(region: Region) -> dict[str, Any]:
    """A table with deputies; the theme of patients may tell of health."""
    region.clock.set("2023-03-01T10:00:00+02:00")
    coordinator = region.client("coordinator")
    themes = [
        {"slug": slug, "name": name, "target": 2, "protected": slug == "potilas-sairaus"}
        for slug, name in acts.NAMES.items()
    ]
    made = await bodies.table(coordinator, themes=themes, deputies=True)
    await bodies.seat(coordinator, "kumppanuuspoyta", 1, theme="vammaiset")
    await bodies.seat(coordinator, "kumppanuuspoyta", 2, theme="potilas-sairaus")
    return made


async def test_who_is_to_represent_from_a_coming_day_can_be_erased_before_it(
    region: Region, body: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    seat = await bodies.seat(coordinator, "kumppanuuspoyta", 3, theme="moniala")
    coming = bodies.person(4) | {"first_day": "2023-09-01"}
    ok(await coordinator.post(f"/members/api/seats/{seat['id']}/representative", json=coming))
    person_id = await _id(region, 4)

    erased = await coordinator.post(f"/members/people/{person_id}/erase")

    assert erased.status_code == 303
    held = ok(await coordinator.get(f"/members/api/seats/{seat['id']}/holders"))["representatives"]
    assert [(one["starts"], one["ends"]) for one in held] == [
        ("2023-03-01", "2023-08-31"),
        ("2023-09-01", "2023-08-31"),
    ]


async def test_a_filter_with_nothing_in_it_asks_for_nothing(region: Region, body: dict[str, Any]) -> None:
    anyone = region.client()

    found = {
        path: (await anyone.get(path)).status_code
        for path in (
            "/members/representation?level=&page=1",
            *(f"{HERE}{page}?on=" for page in ("", "/composition", "/coverage", "/history", "/roster.csv")),
        )
    }

    assert set(found.values()) == {200}
    assert (await anyone.get("/members/representation?level=galactic")).status_code == 422


async def test_an_office_does_not_tell_the_name_that_the_theme_protects(
    region: Region, body: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    for number, kind in ((1, "chair"), (2, "vice_chair")):
        office = bodies.person(number) | DAYS | {"kind": kind, "represents": f"Malliyhdistys {number} ry"}
        ok(await coordinator.post(f"{API}/offices", json=office), 201)
        person_id = await _id(region, number)
        member = region.client("member", body_id=UUID(body["id"]), person_id=person_id)
        assert (await member.post(f"{HERE}/own-name", data={"allow": "1"})).status_code == 303

    pages = {
        path: (await region.client().get(f"{HERE}{path}")).text for path in ("", "/composition", "/offices")
    }

    assert {
        path: ("Edustaja 1" in text, "Edustaja 2" in text) for path, text in pages.items()
    } == dict.fromkeys(pages, (True, False))


async def test_names_by_consent_are_in_json_too(region: Region, body: dict[str, Any]) -> None:
    composition = ok(await region.client().get(f"{API}/composition"))["items"]
    offices = ok(await region.client().get(f"{API}/offices"))["items"]

    assert {one["person"]["name"] for one in composition if one["person"]} == {"Edustaja 1"}
    assert {one["person"]["name"] for one in offices if one["person"]} == {"Edustaja 1"}


async def test_a_secretary_without_a_seat_and_a_deputy_decide_about_their_names(
    region: Region, body: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    office = bodies.person(5) | DAYS | {"kind": "secretary", "represents": "Maakuntaliitto"}
    ok(await coordinator.post(f"{API}/offices", json=office), 201)
    seat = await bodies.seat(coordinator, "kumppanuuspoyta", 6, theme="moniala")
    ok(await coordinator.post(f"/members/api/seats/{seat['id']}/deputies", json=bodies.person(7) | DAYS), 201)

    for number in (5, 7):
        own = region.client("member", body_id=UUID(body["id"]), person_id=await _id(region, number))
        assert "Näytä nimeni kaikille" in (await own.get(f"{HERE}/composition?lang=fi")).text
        assert (await own.post(f"{HERE}/own-name", data={"allow": "1"})).status_code == 303

    shown = (await region.client().get(f"{HERE}/composition")).text
    assert [name in shown for name in ("Edustaja 5", "Edustaja 7")] == [True, True]


async def test_a_secretary_who_leaves_a_seat_stays_secretary(region: Region, body: dict[str, Any]) -> None:
    coordinator = region.client("coordinator")
    seat = await bodies.seat(coordinator, "kumppanuuspoyta", 8, theme="moniala")
    office = bodies.person(8) | DAYS | {"kind": "secretary", "represents": "Malliyhdistys 8 ry"}
    ok(await coordinator.post(f"{API}/offices", json=office), 201)

    ok(await coordinator.post(f"/members/api/seats/{seat['id']}/vacate", json={"on": "2023-06-30"}))
    await region.settled()

    later = ok(await region.client().get(f"{API}/offices?on=2024-01-01"))["items"]
    assert "Malliyhdistys 8 ry" in {one["represents"] for one in later if one["kind"] == "secretary"}


async def test_a_place_to_attend_is_no_seat_that_opens(region: Region, body: dict[str, Any]) -> None:
    coordinator = region.client("coordinator")
    next_term = {"starts": "2025-03-01", "ends": "2027-02-28", "stays": []}
    before = ok(await coordinator.post(f"{API}/rotation-preview", json=next_term))["open_seats"]

    ok(await coordinator.patch(API, json={"parties": {"attendee": 3, "county": 2}}))
    after = ok(await coordinator.post(f"{API}/rotation-preview", json=next_term))

    assert after["open_seats"] == before
    assert [one["seats"] for one in after["opens"] if one["kind"] == "attendee"] == []


async def test_the_seat_of_a_municipality_has_a_municipality_that_is_there(
    region: Region, body: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    town = {"kind": "municipality", "represents": "Porvoo", "person": bodies.person(9)} | DAYS
    form = {"kind": "municipality", "represents": "Porvoo"} | DAYS | bodies.person(9)

    found = [
        (await coordinator.post(f"{API}/seats", json=town | code)).status_code
        for code in ({}, {"municipality": "999"}, {"municipality": "638"})
    ]
    on_page = [
        (await coordinator.post(f"{HERE}/appoint", data=form | code)).status_code
        for code in ({}, {"municipality": "999"}, {"municipality": "638"})
    ]

    assert (found, on_page) == ([422, 422, 201], [422, 422, 303])


async def test_parties_are_taken_away_and_a_review_moved_by_json(
    region: Region, body: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    none = ok(await coordinator.patch(API, json={"parties": {}}))
    early = await coordinator.patch(API, json={"review_on": "2023-06-01"})
    without = await coordinator.patch(API, json={"state": "paused"})
    ok(await coordinator.patch(API, json={"state": "paused", "review_on": "2023-06-01"}))

    moved = ok(await coordinator.patch(API, json={"review_on": "2023-08-01"}))
    renamed = ok(await coordinator.patch(API, json={"state": "paused", "founded": "2022"}))
    resumed = ok(await coordinator.patch(API, json={"state": "active"}))

    assert none["parties"] == {}
    assert [one.json()["type"].split("/")[-1] for one in (early, without)] == [
        "review-of-pause",
        "review-missing",
    ]
    assert [one["review_on"] for one in (moved, renamed, resumed)] == ["2023-08-01", "2023-08-01", None]


async def _id(region: Region, number: int) -> UUID:
    (row,) = await region.rows("members", "SELECT id FROM person WHERE name = $1", f"Edustaja {number}")
    found: UUID = row["id"]
    return found


async def test_an_appointment_outside_the_terms_is_refused_and_begins_none(
    region: Region, body: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    expert = {"kind": "expert", "represents": "Yliopisto", "person": bodies.person(10)}
    form = {"kind": "expert", "represents": "Yliopisto"} | bodies.person(10)
    outside = {"starts": "2025-06-01", "ends": "2025-08-31"}

    refused = await coordinator.post(f"{API}/seats", json=expert | outside)
    page = await coordinator.post(f"{HERE}/appoint?lang=fi", data=form | outside)

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/members/outside-term")
    assert (page.status_code, "lisää toimikausi ensin" in page.text) == (422, True)
    assert len(ok(await coordinator.get(API))["terms"]) == 1


async def test_a_body_without_terms_has_seats_that_begin_none(region: Region, body: dict[str, Any]) -> None:
    coordinator = region.client("coordinator")
    group = {"slug": "verkosto", "kind": "network", "name": {"fi": "V"}, "purpose": {"fi": "V"}}
    ok(await coordinator.post("/members/api/bodies", json=group | {"parties": {"expert": 2}}), 201)
    expert = {"kind": "expert", "represents": "Yliopisto", "person": bodies.person(10)}
    days = {"starts": "2023-03-01", "ends": "2023-05-31"}

    seat = ok(await coordinator.post("/members/api/bodies/verkosto/seats", json=expert | days), 201)

    found = ok(await coordinator.get("/members/api/bodies/verkosto"))
    assert (found["terms"], found["filled"], found["seats"]) == ([], 1, 2)
    ok(await coordinator.post(f"/members/api/seats/{seat['id']}/vacate", json={"on": "2023-04-01"}))
    assert ok(await coordinator.get("/members/api/bodies/verkosto"))["filled"] == 0
