"""The call of East Uusimaa with its numbers, from the opening to a reserve taking a seat."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest_asyncio

from shared.contracts.members import (
    ApplicationReceived,
    ApplicationWithdrawn,
    BodyChanged,
    CallClosed,
    CallOpened,
    OrganisationRegistered,
    SeatFilled,
    SeatsCounted,
    SeatVacated,
    SelectionConfirmed,
)
from shared.contracts.people import PersonChanged
from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"

APPLIED = {
    "lapset-perheet": 6,
    "ikaihmiset": 4,
    "mielenterveys-paihde": 5,
    "vammaiset": 4,
    "potilas-sairaus": 5,
    "moniala": 3,
}
# selected, reserve, rejected and withdrawn, after one was moved from children and families to multi-sector.
FARED = {
    "lapset-perheet": (2, 1, 2, 0),
    "ikaihmiset": (2, 1, 1, 0),
    "mielenterveys-paihde": (3, 1, 1, 0),
    "vammaiset": (2, 1, 1, 0),
    "potilas-sairaus": (2, 1, 1, 1),
    "moniala": (2, 1, 1, 0),
}
SWEDISH = {0, 7, 10, 16, 19, 22, 25}
BY_EMAIL = {1, 6, 11, 15, 21, 26}
SCOPES = ["local"] * 15 + ["regional"] * 7 + ["national"] * 5


class Story:
    """What the steps hand to each other."""

    call_id: UUID
    receipts: dict[int, dict[str, Any]]
    seat_id: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(region: Region) -> Story:
    told = Story()
    told.call_id = await acts.open_call(region)
    told.receipts = {}
    themes = [theme for theme, count in APPLIED.items() for _ in range(count)]
    anyone = region.client()
    region.clock.set("2023-01-18T12:00:00+02:00")
    for number, (theme, scope) in enumerate(zip(themes, SCOPES, strict=True)):
        offer = acts.offer(number, theme, scope=scope, language="sv" if number in SWEDISH else "fi")
        if number == 20:
            region.clock.set("2023-01-20T23:59:59+02:00")
        if number in BY_EMAIL:
            path = f"/members/api/calls/{told.call_id}/entered-applications"
            body = offer | {"received": "2023-01-17T08:30:00+02:00"}
            told.receipts[number] = ok(await region.client("coordinator").post(path, json=body), 201)
        else:
            path = f"/members/api/calls/{told.call_id}/applications"
            told.receipts[number] = ok(await anyone.post(path, json=offer), 201)
    return told


async def test_27_applications_come_in_and_are_counted(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")

    counts = ok(await coordinator.get(f"/members/api/calls/{story.call_id}/applications"))["counts"]

    assert counts == {
        "received": acts.TABLE["call"]["received"],
        "withdrawn": 0,
        "erased": 0,
        "late_attempts": 0,
        "by_theme": APPLIED,
        "by_channel": {"form": 21, "email": 6},
        "by_language": {"fi": 20, "sv": 7},
        "by_scope": {"local": 15, "regional": 7, "national": 5},
    }


async def test_a_late_application_is_refused_and_only_counted(region: Region, story: Story) -> None:
    region.clock.set("2023-01-21T00:00:00+02:00")
    path = f"/members/api/calls/{story.call_id}/applications"

    refused = await region.client().post(path, json=acts.offer(99, "vammaiset"))

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/members/call-closed")
    coordinator = region.client("coordinator")
    counts = ok(await coordinator.get(path))["counts"]
    assert (counts["received"], counts["late_attempts"]) == (27, 1)
    assert await region.rows("members", "SELECT 1 FROM person WHERE email LIKE 'edustaja-99%'") == []


async def test_one_withdraws_by_the_own_link_and_one_moves_with_consent(region: Region, story: Story) -> None:
    region.clock.set("2023-01-25T12:00:00+02:00")
    patients = story.receipts[20]
    children = story.receipts[5]

    withdrawn = await region.client().post(
        f"/members/api/applications/{patients['application_id']}/withdrawal",
        json={"token": patients["token"]},
    )
    again = await region.client().post(
        f"/members/api/applications/{patients['application_id']}/withdrawal",
        json={"token": patients["token"]},
    )
    stranger = await region.client().post(
        f"/members/api/applications/{children['application_id']}/withdrawal",
        json={"token": patients["token"]},
    )
    moved = await region.client("coordinator").post(
        f"/members/api/applications/{children['application_id']}/move",
        json={"theme": "moniala", "consent": True, "how": "email", "on": "2023-01-23"},
    )

    assert [r.status_code for r in (withdrawn, again, stranger)] == [200, 409, 401]
    assert (ok(moved)["theme"], ok(moved)["applied_theme"]) == ("moniala", "lapset-perheet")


async def test_the_selection_reproduces_the_table_and_warns_without_blocking(
    region: Region, story: Story
) -> None:
    region.clock.set("2023-01-30T12:00:00+02:00")
    coordinator = region.client("coordinator")
    path = f"/members/api/calls/{story.call_id}/selection"
    items = ok(await coordinator.get(f"/members/api/calls/{story.call_id}/applications"))["items"]
    outcomes = []
    for theme, (selected, reserve, rejected, _withdrawn) in FARED.items():
        standing = [one for one in items if one["theme"] == theme and one["withdrawn"] is None]
        fared = ["selected"] * selected + ["reserve"] * reserve + ["rejected"] * rejected
        outcomes += [
            {"application_id": one["id"], "outcome": outcome}
            for one, outcome in zip(standing, fared, strict=True)
        ]

    before = ok(await coordinator.get(path))
    after = ok(await coordinator.put(path, json={"outcomes": outcomes}))

    assert {warning["kind"] for warning in before["warnings"]} == {"nobody_selected"}
    assert after["warnings"] == [
        {"kind": "over_target", "theme": "mielenterveys-paihde", "selected": 3, "target": 2}
    ]
    fared = {
        one["slug"]: (one["selected"], one["reserve"], one["rejected"], one["withdrawn"])
        for one in after["themes"]
    }
    assert fared == FARED
    assert {one["slug"]: (one["applied"], one["moved_in"], one["moved_out"]) for one in after["themes"]} == {
        theme: (count, int(theme == "moniala"), int(theme == "lapset-perheet"))
        for theme, count in APPLIED.items()
    }
    assert after["totals"] == {
        "received": 27,
        "selected": 13,
        "reserve": 6,
        "rejected": 7,
        "withdrawn": 1,
        "undecided": 0,
    }
    assert (after["ready"], after["letters"]) == (True, 26)


async def test_confirming_once_seats_13_and_tells_26(region: Region, story: Story) -> None:
    region.clock.set("2023-02-06T12:00:00+02:00")
    coordinator = region.client("coordinator")
    path = f"/members/api/calls/{story.call_id}/confirmation"

    confirmed = ok(await coordinator.post(path))
    again = await coordinator.post(path)

    assert (confirmed["seats"], confirmed["letters"]) == (13, 26)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/members/selection-confirmed")
    await region.settled()
    events = await region.events(SelectionConfirmed)
    assert [len(event.outcomes) for event in events] == [26]
    filled = await region.events(SeatFilled)
    assert len(filled) == 13
    assert {(str(event.starts), str(event.ends)) for event in filled} == {tuple(acts.TABLE["term"])}


async def test_two_county_seats_make_fifteen(region: Region, story: Story) -> None:
    region.clock.set("2023-02-20T12:00:00+02:00")
    coordinator = region.client("coordinator")
    starts, ends = acts.TABLE["term"]
    for number in (14, 15):
        person = {"name": f"Edustaja IU-{number}", "email": f"iu-{number}@example.org", "language": "fi"}
        seat = {"kind": "county", "represents": "Itä-Uudenmaan hyvinvointialue", "person": person}
        body = seat | {"starts": starts, "ends": ends}
        ok(await coordinator.post("/members/api/bodies/kumppanuuspoyta/seats", json=body), 201)

    composition = ok(
        await region.client().get("/members/api/bodies/kumppanuuspoyta/composition", params={"on": starts})
    )

    assert composition["filled"] == 15
    assert {seat["person"] for seat in composition["items"] if seat["kind"] == "organisation"} == {None}
    await region.settled()
    counted = (await region.events(SeatsCounted))[-1]
    assert (counted.filled, counted.seats) == (15, 14)


async def test_a_resignation_leaves_14_and_a_reserve_makes_15_and_history_shows_both(
    region: Region, story: Story
) -> None:
    path = "/members/api/bodies/kumppanuuspoyta/composition"
    region.clock.set("2023-08-31T12:00:00+03:00")
    coordinator = region.client("coordinator")
    seats = ok(await coordinator.get(path))["items"]
    leaving = next(seat for seat in seats if seat["theme"] == "vammaiset")

    left = ok(await coordinator.post(f"/members/api/seats/{leaving['id']}/vacate", json={"on": "2023-08-31"}))
    region.clock.set("2023-09-12T09:00:00+03:00")
    coordinator = region.client("coordinator")
    taken = ok(
        await coordinator.post(f"/members/api/seats/{leaving['id']}/fill", json={"on": "2023-09-12"}), 201
    )
    twice = await coordinator.post(f"/members/api/seats/{leaving['id']}/fill", json={"on": "2023-09-12"})

    assert (left["left"], taken["succeeds"], taken["theme"]) == (True, leaving["id"], "vammaiset")
    assert (taken["starts"], taken["ends"]) == ("2023-09-12", "2025-02-28")
    assert twice.status_code == 409
    filled = {
        day: ok(await coordinator.get(path, params={"on": day}))["filled"]
        for day in ("2023-08-31", "2023-09-05", "2023-09-12")
    }
    assert filled == {"2023-08-31": 15, "2023-09-05": 14, "2023-09-12": 15}
    await region.settled()
    assert [event.filled for event in await region.events(SeatsCounted)][-3:] == [15, 14, 15]
    vacated = await region.events(SeatVacated)
    assert [(str(event.seat_id), event.version) for event in vacated] == [(leaving["id"], 2)]


async def test_every_step_left_its_events_and_the_timers_came_at_their_times(
    region: Region, story: Story
) -> None:
    kinds = (ApplicationReceived, ApplicationWithdrawn, BodyChanged, CallOpened, CallClosed)
    counts = {kind.__name__: len(await region.events(kind)) for kind in kinds}

    assert counts == {
        "ApplicationReceived": 27,
        "ApplicationWithdrawn": 1,
        "BodyChanged": 1,
        "CallOpened": 1,
        "CallClosed": 1,
    }
    # Those who were not selected are, half a year later, no contacts of organisations any more.
    assert Counter(event.version for event in await region.events(OrganisationRegistered)) == {1: 27, 2: 8}
    assert len(await region.events(PersonChanged)) == 29
