"""The end of a term: notices in time, the next term at one go, and yearly declarations of interests."""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest_asyncio

from shared.contracts.meetings import AttendanceLow, RequestOverdue
from shared.contracts.members import SeatFilled, SeatsCounted
from shared.contracts.seats import (
    AttendanceNoticed,
    InterestsAsked,
    RenewalAsked,
    RequestNoticed,
    ReviewNoticed,
    TermEndingNoticed,
)
from tests.members import acts, bodies
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
SERVICE = ("members", "notifications")
API = "/members/api/bodies/kumppanuuspoyta"
RENEWALS = "/members/api/me/renewals"


class Story:
    """What the steps hand to each other."""

    body: dict[str, Any]
    seats: list[dict[str, Any]]
    coordinator: UUID


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(region: Region) -> Story:
    region.clock.set("2023-03-01T10:00:00+02:00")
    operator = region.client("operator")
    told = Story()
    told.body = await bodies.table(operator)
    told.seats = [
        await bodies.seat(operator, "kumppanuuspoyta", 1, theme="vammaiset"),
        await bodies.seat(operator, "kumppanuuspoyta", 2, theme="moniala"),
        await bodies.seat(operator, "kumppanuuspoyta", 3, kind="county", represents="Alue"),
    ]
    known = ok(await operator.post("/members/api/people", json=bodies.person(50, language="sv")), 201)
    told.coordinator = UUID(known["person_id"])
    ok(
        await operator.post(f"/members/api/people/{known['person_id']}/roles", json={"role": "coordinator"}),
        204,
    )
    await region.settled()
    return told


async def letters(region: Region, letter: str) -> list[Any]:
    return await region.rows(
        "notifications",
        "SELECT person_id, context FROM emails WHERE letter = $1 ORDER BY composed_at",
        letter,
    )


async def test_the_coordinator_gets_one_letter_of_seats_that_stay_empty(region: Region, story: Story) -> None:
    body_id, title = UUID(story.body["id"]), story.body["name"]
    low = AttendanceLow(body_id=body_id, title=title, seats=2, meetings=3)

    await region.arrives(low)

    (event,) = await region.events(AttendanceNoticed)
    assert (event.person_id, event.seats, event.meetings) == (story.coordinator, 2, 3)
    assert [row["person_id"] for row in await letters(region, "attendance_low")] == [story.coordinator]


async def test_the_coordinator_gets_one_letter_of_a_request_without_an_answer(
    region: Region, story: Story
) -> None:
    overdue = RequestOverdue(
        request_id=uuid4(),
        body_id=UUID(story.body["id"]),
        direction="county_asks",
        title=story.body["name"],
        wanted_by=date(2023, 2, 28),
    )

    await region.arrives(overdue)

    (event,) = await region.events(RequestNoticed)
    assert (event.person_id, event.request_id) == (story.coordinator, overdue.request_id)
    (letter,) = await letters(region, "request_late")
    assert letter["person_id"] == story.coordinator


async def test_the_coordinator_is_told_180_90_and_30_days_before(region: Region, story: Story) -> None:
    told = {}
    for moment in (
        "2024-09-01T08:59:59+03:00",
        "2024-09-01T09:00:01+03:00",
        "2024-11-30T09:00:01+02:00",
        "2025-01-29T09:00:01+02:00",
        "2025-02-27T09:00:01+02:00",
    ):
        region.clock.set(moment)
        await region.settled()
        told[moment[:13]] = [event.days for event in await region.events(TermEndingNoticed)]

    assert list(told.values()) == [[], [180], [180, 90], [180, 90, 30], [180, 90, 30]]
    event = (await region.events(TermEndingNoticed))[-1]
    assert (event.person_id, str(event.term_ends), event.seats) == (story.coordinator, "2025-02-28", 3)
    written = await letters(region, "term_ending")
    assert [row["person_id"] for row in written] == [story.coordinator] * 3


async def test_the_preview_says_who_stays_who_leaves_and_what_opens(region: Region, story: Story) -> None:
    region.clock.set("2025-02-03T10:00:00+02:00")
    coordinator = region.client("coordinator")
    form = {
        "starts": "2025-03-01",
        "ends": "2027-02-28",
        "stays": [story.seats[0]["id"], story.seats[2]["id"]],
    }

    first = await coordinator.get("/members/bodies/kumppanuuspoyta/rotation?lang=fi")
    page = await coordinator.post("/members/bodies/kumppanuuspoyta/rotation/preview?lang=fi", data=form)
    planned = ok(await coordinator.post(f"{API}/rotation-preview", json=form))

    assert ('value="2025-03-01"' in first.text, 'value="2027-02-28"' in first.text) == (True, True)
    assert "2 paikkaa jatkaa seuraavalle kaudelle" in page.text
    assert "1 paikka päättyy 28.2.2025" in page.text
    assert "12 paikkaa avautuu" in page.text
    assert (planned["open_seats"], planned["leaves"]) == (12, [story.seats[1]["id"]])
    assert {one["theme"]: one["seats"] for one in planned["opens"]}["vammaiset"] == 1
    terms = ok(await coordinator.get(API))["terms"]
    assert len(terms) == 1


async def test_a_rotation_that_does_not_fit_is_refused(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    stranger = "00000000-0000-4000-8000-000000000000"

    early = await coordinator.post(
        f"{API}/rotation", json={"starts": "2025-02-28", "ends": "2027-02-28", "stays": []}
    )
    unknown = await coordinator.post(
        f"{API}/rotation", json={"starts": "2025-03-01", "ends": "2027-02-28", "stays": [stranger]}
    )
    member = region.client("member", body_id=UUID(story.body["id"]))

    assert [early.json()["type"], unknown.json()["type"]] == [
        "/problems/members/term-not-next",
        "/problems/members/seat-not-of-term",
    ]
    assert (await member.get("/members/bodies/kumppanuuspoyta/rotation")).status_code == 404


async def test_those_who_sit_are_asked_about_the_next_term_once_until_they_answer(
    region: Region, story: Story
) -> None:
    coordinator = region.client("coordinator")
    members = [
        region.client("member", body_id=UUID(story.body["id"]), person_id=UUID(seat["person"]["id"]))
        for seat in story.seats
    ]

    late = await coordinator.post(f"{API}/renewals", json={"answer_by": "2025-03-01"})
    sent = await coordinator.post(
        "/members/bodies/kumppanuuspoyta/renewals", data={"answer_by": "2025-02-17"}
    )
    await region.settled()
    own = await members[0].get("/members/me?lang=fi")
    yes = await members[0].post(f"/members/me/renewals/{story.seats[0]['id']}", data={"available": "true"})
    again = ok(await coordinator.post(f"{API}/renewals", json={"answer_by": "2025-02-24"}))
    now = region.clock()
    # An answer that was on its way while the question was asked again.
    region.clock.set((now - timedelta(seconds=1)).isoformat())
    ok(await members[1].put(f"{RENEWALS}/{story.seats[1]['id']}", json={"available": True}), 204)
    region.clock.set(now.isoformat())
    ok(await members[1].put(f"{RENEWALS}/{story.seats[1]['id']}", json={"available": False}), 204)
    await region.settled()

    assert (late.json()["type"], sent.status_code, yes.status_code, again) == (
        "/problems/members/answer-day-outside",
        303,
        303,
        {"asked": 2},
    )
    assert ("Kyllä, olen käytettävissä" in own.text, "17.2.2025" in own.text) == (True, True)
    holders = [UUID(seat["person"]["id"]) for seat in story.seats]
    asked = [(event.person_id, str(event.answer_by)) for event in await region.events(RenewalAsked)]
    assert sorted(asked[:3]) == sorted((holder, "2025-02-17") for holder in holders)
    assert sorted(asked[3:]) == sorted((holder, "2025-02-24") for holder in holders[1:])
    written = await letters(region, "renewal_asked")
    assert sorted(row["person_id"] for row in written) == sorted(person for person, _ in asked)
    listed = ok(await coordinator.get(f"{API}/renewals"))
    assert [one["available"] for one in listed["items"]] == [True, False, None]


async def test_who_has_not_answered_is_reminded_once_two_days_before_the_last_day(
    region: Region, story: Story
) -> None:
    before = len(await region.events(RenewalAsked))

    heard = []
    for moment in ("2025-02-15T09:00:01+02:00", "2025-02-22T08:59:59+02:00", "2025-02-22T09:00:01+02:00"):
        region.clock.set(moment)
        await region.settled()
        heard.append((await region.events(RenewalAsked))[before:])

    assert [len(events) for events in heard] == [0, 0, 1]
    (again,) = heard[-1]
    assert (str(again.person_id), again.again) == (story.seats[2]["person"]["id"], True)
    told = "SELECT context FROM emails WHERE letter = 'renewal_asked' AND (context->>'again')::bool"
    assert len(await region.rows("notifications", told)) == 1


async def test_only_the_holder_answers_about_a_seat(region: Region, story: Story) -> None:
    body_id = UUID(story.body["id"])
    first, second = story.seats[0], story.seats[1]
    other = region.client("member", body_id=body_id, person_id=UUID(second["person"]["id"]))

    strange = await other.put(f"{RENEWALS}/{first['id']}", json={"available": False})
    empty = await other.post(f"/members/me/renewals/{second['id']}", data={})
    hidden = await other.get("/members/bodies/kumppanuuspoyta/renewals")

    assert (strange.json()["type"], empty.status_code) == ("/problems/members/not-asked", 404)
    assert hidden.status_code == 404


async def test_the_rotation_begins_with_what_was_answered(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    days = {"starts": "2025-03-01", "ends": "2027-02-28"}
    ids = [seat["id"] for seat in story.seats]

    first = await coordinator.get("/members/bodies/kumppanuuspoyta/rotation?lang=fi")
    page = await coordinator.post(
        "/members/bodies/kumppanuuspoyta/rotation/preview?lang=fi", data={**days, "stays": ids[:1]}
    )
    planned = ok(await coordinator.post(f"{API}/rotation-preview", json=days))

    chosen = [seat for seat in ids if f'value="{seat}" checked' in first.text]
    assert chosen == ids[:1]
    said = ("on käytettävissä", "ei ole käytettävissä", "ei ole vastannut")
    assert [page.text.count(f">{words}<") for words in said] == [1, 1, 1]
    assert (planned["stays"], planned["leaves"]) == (ids[:1], ids[1:])
    assert (planned["available"], planned["not_available"]) == (ids[:1], ids[1:2])


async def test_the_whole_body_rotates_in_one_action(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    form = {
        "starts": "2025-03-01",
        "ends": "2027-02-28",
        "stays": [story.seats[0]["id"], story.seats[2]["id"]],
    }

    done = await coordinator.post("/members/bodies/kumppanuuspoyta/rotation", data={**form, "then": "call"})
    twice = await coordinator.post("/members/bodies/kumppanuuspoyta/rotation", data=form)

    assert (done.status_code, twice.status_code) == (303, 422)
    assert done.headers["location"] == "/members/calls/new?body=kumppanuuspoyta&vacant_on=2025-03-01"
    filled = {
        day: ok(await coordinator.get(f"{API}/composition", params={"on": day}))["filled"]
        for day in ("2025-02-28", "2025-03-01")
    }
    assert filled == {"2025-02-28": 3, "2025-03-01": 2}
    items = ok(await coordinator.get(f"{API}/composition", params={"on": "2025-03-01"}))["items"]
    assert {one["succeeds"] for one in items} == {story.seats[0]["id"], story.seats[2]["id"]}
    await region.settled()
    new = [event for event in await region.events(SeatFilled) if str(event.starts) == "2025-03-01"]
    assert [str(event.ends) for event in new] == ["2027-02-28", "2027-02-28"]
    region.clock.set("2025-03-02T10:00:00+02:00")
    body = ok(await coordinator.get(API))
    assert (body["filled"], body["seats"]) == (2, 14)
    assert (await region.events(SeatsCounted))[-1].seats == 14


async def test_a_call_begins_with_the_seats_that_open_and_the_days_of_the_term(
    region: Region, story: Story
) -> None:
    region.clock.set("2025-02-10T10:00:00+02:00")
    coordinator = region.client("coordinator")

    told = ok(await coordinator.get(f"{API}/call-outline", params={"on": "2025-03-01"}))
    page = await coordinator.get(
        "/members/calls/new?lang=fi", params={"body": "kumppanuuspoyta", "vacant_on": "2025-03-01"}
    )
    vacant = await coordinator.get("/members/bodies/kumppanuuspoyta/composition?on=2025-03-01")
    running = ok(await coordinator.get(f"{API}/call-outline", params={"on": "2024-01-01"}))

    assert {one["slug"]: one["target"] for one in told["themes"]} == {
        slug: 1 if slug == "vammaiset" else 2 for slug in acts.NAMES
    }
    assert (told["term_starts"], told["term_ends"]) == ("2025-03-01", "2027-02-28")
    assert ('value="2025-03-01"' in page.text, 'value="2027-02-28"' in page.text) == (True, True)
    assert "Vammaisjärjestöt: 1\n" in page.text
    assert "Monialajärjestöt: 2" in page.text
    assert "/members/calls/new?body=kumppanuuspoyta&amp;vacant_on=2025-03-01" in vacant.text
    assert (running["term_starts"], running["term_ends"]) == ("2025-02-10", "2025-02-28")
    assert {one["slug"]: one["target"] for one in running["themes"]}["moniala"] == 1
    assert (await region.client("chair").get(f"{API}/call-outline")).status_code == 404


async def test_an_answer_comes_too_late_when_the_next_term_is_there(region: Region, story: Story) -> None:
    region.clock.set("2025-02-27T10:00:00+02:00")
    seat = story.seats[2]
    holder = region.client("member", body_id=UUID(story.body["id"]), person_id=UUID(seat["person"]["id"]))

    late = await holder.put(f"{RENEWALS}/{seat['id']}", json={"available": True})
    own = ok(await holder.get(RENEWALS))
    record = ok(await holder.get("/members/api/me/record"))

    assert (late.json()["type"], own) == ("/problems/members/renewal-closed", {"items": []})
    assert [(one["represents"], one["available"]) for one in record["renewals"]] == [("Alue", None)]


async def test_a_declaration_is_kept_with_its_versions_and_seen_by_the_leaders(
    region: Region, story: Story
) -> None:
    region.clock.set("2025-04-01T10:00:00+03:00")
    seated = ok(await region.client("coordinator").get(f"{API}/composition"))["items"]
    person = UUID(seated[0]["person"]["id"])
    body_id = UUID(story.body["id"])
    member = region.client("member", body_id=body_id, person_id=person)

    first = await member.post("/members/interests", data={"year": "2025", "words": "Myyn palveluja."})
    second = ok(await member.put("/members/api/me/interests", json={"year": 2025, "words": ""}))
    listed = ok(await region.client("chair", body_id=body_id).get(f"{API}/interests"))
    page = await region.client("chair", body_id=body_id).get(
        "/members/bodies/kumppanuuspoyta/interests?lang=fi"
    )
    own = await member.get("/members/interests?lang=fi")

    assert (first.status_code, second["version"]) == (303, 2)
    assert [(one["person_id"], one["words"]) for one in listed["items"]] == [(str(person), "")]
    assert len(listed["missing"]) == 1
    assert "1/2 on antanut ilmoituksen" in page.text
    assert "Myyn palveluja." in own.text
    assert (await member.get(f"{API}/interests")).status_code == 404


async def test_only_those_who_have_not_declared_are_asked(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")

    # The yearly asking has its own time.
    await region.settled()
    by_themselves = len(await region.events(InterestsAsked))
    before = Counter(row["person_id"] for row in await letters(region, "interests_asked"))
    asked = ok(await coordinator.post(f"{API}/interests/ask"))
    await region.settled()

    events = (await region.events(InterestsAsked))[by_themselves:]
    assert (asked, [event.year for event in events]) == ({"asked": 1}, [2025])
    written = Counter(row["person_id"] for row in await letters(region, "interests_asked"))
    assert written - before == {events[0].person_id: 1}


async def test_a_body_whose_next_term_is_ready_needs_no_notice(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    kept = ok(await coordinator.get(f"{API}/composition"))["items"]
    form = {"starts": "2027-03-01", "ends": "2029-02-28", "stays": [one["id"] for one in kept]}
    ok(await coordinator.post(f"{API}/rotation", json=form), 201)

    region.clock.set("2027-01-29T09:00:01+02:00")
    await region.settled()

    assert [event.days for event in await region.events(TermEndingNoticed)] == [180, 90, 30]


async def test_a_pause_reminds_its_coordinator_on_its_day_of_review_and_an_older_day_does_not(
    region: Region, story: Story
) -> None:
    region.clock.set("2025-09-01T10:00:00+03:00")
    operator = region.client("operator")
    ok(await operator.patch(API, json={"state": "paused", "review_on": "2025-10-01"}))
    ok(await operator.patch(API, json={"state": "paused", "review_on": "2025-11-03"}))

    told = []
    for moment in ("2025-10-02T10:00:00+03:00", "2025-11-03T08:59:59+02:00", "2025-11-03T09:00:01+02:00"):
        region.clock.set(moment)
        await region.settled()
        told.append(len(await region.events(ReviewNoticed)))

    assert told == [0, 0, 1]
    (event,) = await region.events(ReviewNoticed)
    assert (event.person_id, str(event.review_on)) == (story.coordinator, "2025-11-03")
    assert [row["person_id"] for row in await letters(region, "pause_review")] == [story.coordinator]


async def test_a_body_that_goes_on_before_its_review_reminds_nobody(region: Region, story: Story) -> None:
    operator = region.client("operator")
    ok(await operator.patch(API, json={"state": "paused", "review_on": "2025-12-01"}))
    ok(await operator.patch(API, json={"state": "active", "review_on": None}))

    region.clock.set("2025-12-02T10:00:00+02:00")
    await region.settled()

    assert len(await region.events(ReviewNoticed)) == 1
