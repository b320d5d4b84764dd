"""The seat is the organisation's: people change, and who sat there on a day stays known."""

from typing import Any
from uuid import UUID, uuid4

import pytest_asyncio

from shared.contracts.members import SeatFilled, SeatVacated
from shared.contracts.seats import OfficeLeft, OfficeTaken
from tests.members import bodies
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
SERVICE = ("members", "meetings")


class Story:
    """What the steps hand to each other."""

    body: dict[str, Any]
    seat: dict[str, Any]
    county: dict[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(region: Region) -> Story:
    region.clock.set("2023-03-01T10:00:00+02:00")
    coordinator = region.client("coordinator")
    told = Story()
    told.body = await bodies.table(coordinator, deputies=True, parties={"county": 2, "municipality": 1})
    told.seat = await bodies.seat(coordinator, "kumppanuuspoyta", 1, theme="vammaiset")
    told.county = await bodies.seat(coordinator, "kumppanuuspoyta", 2, kind="county", represents="Alue")
    return told


async def holders(region: Region, seat_id: str) -> list[tuple[str, str, str]]:
    coordinator = region.client("coordinator")
    found = ok(await coordinator.get(f"/members/api/seats/{seat_id}/holders"))["representatives"]
    return [(one["person"]["name"], one["starts"], one["ends"]) for one in found]


async def test_another_person_represents_and_the_seat_stays(region: Region, story: Story) -> None:
    region.clock.set("2023-06-01T10:00:00+03:00")
    coordinator = region.client("coordinator")
    path = f"/members/seats/{story.seat['id']}/representative"

    shown = await coordinator.get(f"{path}?lang=fi")
    changed = await coordinator.post(path, data=bodies.person(3) | {"first_day": "2023-08-01"})
    too_late = await coordinator.post(path, data=bodies.person(4) | {"first_day": "2025-03-01"})
    same = await coordinator.post(path, data=bodies.person(3) | {"first_day": "2023-09-01"})

    assert shown.status_code == 200
    assert [one.status_code for one in (changed, too_late, same)] == [303, 422, 422]
    assert await holders(region, story.seat["id"]) == [
        ("Edustaja 1", "2023-03-01", "2023-07-31"),
        ("Edustaja 3", "2023-08-01", "2025-02-28"),
    ]
    names = {}
    for day in ("2023-07-31", "2023-08-01"):
        found = ok(
            await coordinator.get("/members/api/bodies/kumppanuuspoyta/composition", params={"on": day})
        )
        names[day] = next(one["person"]["name"] for one in found["items"] if one["theme"] == "vammaiset")
    assert names == {"2023-07-31": "Edustaja 1", "2023-08-01": "Edustaja 3"}


async def test_the_others_hear_of_it_in_order_and_meetings_call_the_newcomer(
    region: Region, story: Story
) -> None:
    await region.settled()
    seat_id = UUID(story.seat["id"])
    filled = [event for event in await region.events(SeatFilled) if event.seat_id == seat_id]
    left = [event for event in await region.events(SeatVacated) if event.seat_id == seat_id]

    assert [(event.version, str(event.starts)) for event in filled] == [(1, "2023-03-01"), (3, "2023-08-01")]
    assert [(event.version, str(event.ends)) for event in left] == [(2, "2023-07-31")]
    coordinator = region.client("coordinator")
    rosters = {}
    for day in ("2023-07-31", "2023-08-01"):
        path = f"/meetings/api/rosters/{story.body['id']}"
        seats = ok(await coordinator.get(path, params={"on": day}))["seats"]
        rosters[day] = sorted(one["name"] for one in seats)
    assert rosters == {
        "2023-07-31": ["Edustaja 1", "Edustaja 2"],
        "2023-08-01": ["Edustaja 2", "Edustaja 3"],
    }


async def test_the_role_goes_over_with_the_seat(region: Region, story: Story) -> None:
    grants = await region.rows(
        "members",
        "SELECT p.name, g.starts, g.ends FROM role_grant g JOIN person p ON p.id = g.person_id"
        " WHERE p.name IN ('Edustaja 1', 'Edustaja 3') ORDER BY g.starts",
    )

    assert [(name, str(starts), str(ends)) for name, starts, ends in grants] == [
        ("Edustaja 1", "2023-03-01", "2023-07-31"),
        ("Edustaja 3", "2023-08-01", "2025-02-28"),
    ]


async def test_a_seat_that_was_left_takes_no_new_person(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    seat = await bodies.seat(coordinator, "kumppanuuspoyta", 9, theme="moniala")
    ok(await coordinator.post(f"/members/api/seats/{seat['id']}/vacate", json={"on": "2023-06-01"}))

    refused = await coordinator.post(
        f"/members/api/seats/{seat['id']}/representative",
        json=bodies.person(10) | {"first_day": "2023-05-01"},
    )

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/members/seat-left")


async def test_a_seat_has_one_deputy_at_a_time(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    path = f"/members/seats/{story.seat['id']}/deputy"
    days = {"starts": "2023-06-01", "ends": "2024-05-31"}

    named = await coordinator.post(path, data=bodies.person(5) | days)
    twice = await coordinator.post(path, data=bodies.person(6) | days)
    page = await coordinator.get(f"/members/seats/{story.seat['id']}?lang=fi")
    found = ok(await coordinator.get(f"/members/api/seats/{story.seat['id']}/holders"))["deputies"]
    ended = await coordinator.post(f"/members/deputies/{found[0]['id']}/end", data={"on": "2023-12-31"})
    later = await coordinator.post(
        path, data=bodies.person(6) | {"starts": "2024-01-01", "ends": "2024-12-31"}
    )

    assert [one.status_code for one in (named, twice, ended, later)] == [303, 422, 303, 303]
    assert "Edustaja 5" in page.text
    assert found[0]["person"]["name"] == "Edustaja 5"


async def test_a_body_without_deputies_refuses_one(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    ok(await coordinator.patch("/members/api/bodies/kumppanuuspoyta", json={"deputies": False}))

    refused = await coordinator.post(
        f"/members/api/seats/{story.county['id']}/deputies",
        json=bodies.person(7) | {"starts": "2023-06-01", "ends": "2024-05-31"},
    )

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/members/no-deputies")
    ok(await coordinator.patch("/members/api/bodies/kumppanuuspoyta", json={"deputies": True}))


async def test_one_chair_and_secretaries_of_different_organisations(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    path = "/members/api/bodies/kumppanuuspoyta/offices"
    days = {"starts": "2023-06-01", "ends": "2025-02-28"}

    def office(number: int, kind: str, represents: str) -> dict[str, Any]:
        return bodies.person(number) | days | {"kind": kind, "represents": represents}

    made = [
        await coordinator.post(path, json=office(11, "chair", "Hyvinvointialue")),
        await coordinator.post(path, json=office(12, "chair", "Toinen")),
        await coordinator.post(path, json=office(12, "secretary", "Maakuntaliitto")),
        await coordinator.post(path, json=office(13, "secretary", "Sosiaaliturvayhdistys ry")),
        await coordinator.post(path, json=office(14, "secretary", "maakuntaliitto")),
    ]

    assert [one.status_code for one in made] == [201, 409, 201, 201, 409]
    seen = ok(await region.client().get(path))["items"]
    assert sorted((one["kind"], one["represents"], one["person"]) for one in seen) == [
        ("chair", "Hyvinvointialue", None),
        ("secretary", "Maakuntaliitto", None),
        ("secretary", "Sosiaaliturvayhdistys ry", None),
    ]
    roles = await region.rows(
        "members",
        "SELECT role FROM role_grant g JOIN person p ON p.id = g.person_id"
        " WHERE p.name IN ('Edustaja 11', 'Edustaja 12', 'Edustaja 13') ORDER BY p.name",
    )
    assert [row["role"] for row in roles] == ["chair", "secretary", "secretary"]


async def test_an_office_ends_and_the_role_with_it(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    path = "/members/api/bodies/kumppanuuspoyta/offices"
    chair = next(one for one in ok(await coordinator.get(path))["items"] if one["kind"] == "chair")

    ended = await coordinator.post(f"/members/offices/{chair['id']}/end", data={"on": "2023-09-30"})
    on_the_day = ok(await coordinator.get(path, params={"on": "2023-09-30"}))["items"]
    after = ok(await coordinator.get(path, params={"on": "2023-10-01"}))["items"]

    assert ended.status_code == 303
    assert [one["kind"] for one in on_the_day].count("chair") == 1
    assert [one["kind"] for one in after].count("chair") == 0
    grant = await region.rows("members", "SELECT ends FROM role_grant WHERE role = 'chair'")
    assert [str(row["ends"]) for row in grant] == ["2023-09-30"]
    await region.settled()
    assert len(await region.events(OfficeTaken)) == 3
    assert [str(event.ends) for event in await region.events(OfficeLeft)] == ["2023-09-30"]


async def test_only_the_body_sees_who_sat_in_a_seat(region: Region, story: Story) -> None:
    body_id = UUID(story.body["id"])
    page, api = f"/members/seats/{story.seat['id']}", f"/members/api/seats/{story.seat['id']}/holders"

    public = ok(await region.client().get(api))

    assert [one["person"] for one in public["representatives"]] == [None, None]
    assert (await region.client().get(page)).status_code == 303
    assert (await region.client("member", body_id=uuid4()).get(page)).status_code == 404
    member = region.client("member", body_id=body_id)
    assert (await member.get(page)).status_code == 200
    change = await member.post(f"{page}/representative", data=bodies.person(20) | {"first_day": "2023-10-01"})
    assert change.status_code == 404


async def test_an_attendee_is_listed_and_not_counted(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    composition = "/members/api/bodies/kumppanuuspoyta/composition?on=2023-09-01"
    before = ok(await coordinator.get(composition))

    await bodies.seat(coordinator, "kumppanuuspoyta", 21, kind="attendee", represents="Projektisuunnittelija")
    town = {"kind": "municipality", "represents": "Porvoo", "municipality": "638"}
    municipal = await bodies.seat(coordinator, "kumppanuuspoyta", 22, **town)
    after = ok(await coordinator.get(composition))

    assert (after["filled"], len(after["items"])) == (before["filled"] + 1, len(before["items"]) + 2)
    assert municipal["municipality"] == "638"


async def test_a_seat_is_left_by_the_one_who_holds_it_and_the_deputy_leaves_too(
    region: Region, story: Story
) -> None:
    region.clock.set("2023-10-02T10:00:00+03:00")
    coordinator = region.client("coordinator")
    path = f"/members/api/seats/{story.seat['id']}"

    before_the_change = await coordinator.post(f"{path}/vacate", json={"on": "2023-07-15"})
    left = await coordinator.post(f"{path}/vacate", json={"on": "2023-10-02"})
    await region.settled()

    assert (before_the_change.status_code, left.status_code) == (409, 200)
    deputies = ok(await coordinator.get(f"{path}/holders"))["deputies"]
    assert [(one["starts"], one["ends"]) for one in deputies] == [
        ("2023-06-01", "2023-10-02"),
        ("2024-01-01", "2023-12-31"),
    ]
    grants = await region.rows(
        "members",
        "SELECT ends FROM role_grant g JOIN person p ON p.id = g.person_id"
        " WHERE p.name IN ('Edustaja 5', 'Edustaja 6') ORDER BY ends",
    )
    assert [str(row["ends"]) for row in grants] == ["2023-10-02", "2023-12-31"]


async def test_who_leaves_the_seat_leaves_the_chair_and_the_role_unless_another_seat_is_theirs(
    region: Region, story: Story
) -> None:
    region.clock.set("2023-11-01T10:00:00+02:00")
    coordinator = region.client("coordinator")
    path, days = "/members/api/bodies/kumppanuuspoyta", {"starts": "2023-11-01", "ends": "2025-02-28"}
    chair = await bodies.seat(coordinator, "kumppanuuspoyta", 31, **days)
    both = [await bodies.seat(coordinator, "kumppanuuspoyta", 32, **days) for _ in range(2)]
    for number, kind in ((31, "chair"), (32, "vice_chair")):
        office = bodies.person(number) | days | {"kind": kind, "represents": f"Malliyhdistys {number} ry"}
        ok(await coordinator.post(f"{path}/offices", json=office), 201)

    for seat in (chair, both[0]):
        ok(await coordinator.post(f"/members/api/seats/{seat['id']}/vacate", json={"on": "2023-11-30"}))
    await region.settled()

    held = {
        day: {one["kind"] for one in ok(await coordinator.get(f"{path}/offices?on={day}"))["items"]}
        for day in ("2023-11-30", "2023-12-01")
    }
    assert {"chair", "vice_chair"} <= held["2023-11-30"]
    assert held["2023-12-01"] & {"chair", "vice_chair"} == {"vice_chair"}
    assert (await region.events(OfficeLeft))[-1].ends.isoformat() == "2023-11-30"
    grants = await region.rows(
        "members",
        "SELECT ends FROM role_grant g JOIN person p ON p.id = g.person_id"
        " WHERE p.name = 'Edustaja 31' AND role = 'chair'",
    )
    assert [str(row["ends"]) for row in grants] == ["2023-11-30"]


async def test_an_answer_given_by_telephone_is_written_down_by_the_coordinator_alone(
    region: Region, story: Story
) -> None:
    body_id, api = UUID(story.body["id"]), "/members/api/bodies/kumppanuuspoyta/renewals"
    page, path = "/members/bodies/kumppanuuspoyta/renewals", f"{api}/{story.county['id']}"
    own, other = (region.client("coordinator", person_id=uuid4(), body_id=one) for one in (body_id, uuid4()))
    holder = region.client("member", body_id=body_id, person_id=UUID(story.county["person"]["id"]))

    async def said() -> tuple[bool | None, bool]:
        (one,) = [one for one in ok(await own.get(api))["items"] if one["seat_id"] == story.county["id"]]
        return one["available"], one["noted"]

    heard = [await said()]
    ok(await own.put(path, json={"available": True}), 204)
    heard.append(await said())
    no = {"available": "false", "seat_id": story.county["id"], "answer_by": "2025-02-01"}
    refused = [
        answer.status_code
        for who in (holder, other)
        for answer in (
            await who.put(path, json={"available": True}),
            await who.post(f"{page}/answers", data=no),
            await who.post(page, data=no),
        )
    ]
    unknown = await own.put(f"{api}/{uuid4()}", json={"available": True})
    empty = await own.post(f"{page}/answers", data={"available": "false"})
    written = await own.post(f"{page}/answers", data={"available": "false", "seat_id": story.county["id"]})
    heard.append(await said())
    shown, mine = await own.get(f"{page}?lang=fi"), await holder.get("/members/me?lang=fi")

    assert heard == [(None, False), (True, True), (False, True)]
    assert (refused, unknown.status_code) == ([404] * 6, 404)
    assert (empty.status_code, written.status_code) == (422, 303)
    assert "koordinaattorin kirjaama" in shown.text
    assert "Koordinaattori kirjasi vastauksen." in mine.text
