"""A call in the middle of a term, for what has become free, and what a confirmation tells."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from shared.chassis.subscriptions import stream_of
from shared.contracts.members import SeatsCounted, SelectionConfirmed
from shared.contracts.selections import TargetsDue
from tests.members import acts, bodies
from tests.members.acts import ok
from tests.papers import words_of
from tests.region import Region

REGION = "ita-uusimaa"
COMING = {"term_starts": "2025-03-01", "term_ends": "2027-02-28"}


class Story:
    """What the steps hand to each other."""

    call_id: UUID
    people: list[str]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(region: Region) -> Story:
    told = Story()
    told.call_id = await acts.open_call(region, on="2023-01-10T12:00:00+02:00")
    told.people = await apply(region, told.call_id, ["vammaiset", "moniala", "potilas-sairaus"])
    region.clock.set("2023-01-23T12:00:00+02:00")
    return told


async def apply(region: Region, call_id: object, themes: list[str], first: int = 1) -> list[str]:
    path = f"/members/api/calls/{call_id}/applications"
    offers = [acts.offer(first + number, theme) for number, theme in enumerate(themes)]
    receipts = [ok(await region.client().post(path, json=offer), 201) for offer in offers]
    return [receipt["person_id"] for receipt in receipts]


async def decide(region: Region, call_id: object, *outcomes: str) -> Any:
    coordinator = region.client("coordinator")
    path = f"/members/api/calls/{call_id}"
    items = ok(await coordinator.get(f"{path}/applications"))["items"]
    chosen = [
        {"application_id": one["id"], "outcome": outcome}
        for one, outcome in zip(items, outcomes, strict=True)
    ]
    return ok(await coordinator.put(f"{path}/selection", json={"outcomes": chosen}))


async def targets(region: Region) -> dict[str, int]:
    body = ok(await region.client().get("/members/api/bodies/kumppanuuspoyta"))
    return {theme["slug"]: theme["target"] for theme in body["themes"]}


async def test_who_sits_deputises_or_is_written_to_for_an_organisation_does_not_score_it(
    region: Region, story: Story
) -> None:
    coordinator = region.client("coordinator")
    sent = ok(await coordinator.get(f"/members/api/calls/{story.call_id}/applications"))["items"][2]
    body_id = UUID(ok(await coordinator.get("/members/api/bodies/kumppanuuspoyta"))["id"])
    scores = {"scores": [{"criterion": 0, "points": 5}]}
    theirs = {"organisation_id": sent["organisation_id"], "represents": sent["organisation"]}
    network = {"slug": "verkosto", "kind": "network", "name": {"fi": "V"}, "purpose": {"fi": "V"}}
    ok(await coordinator.post("/members/api/bodies", json=network | {"deputies": True}), 201)
    near = [
        UUID(ok(await coordinator.post("/members/api/people", json=bodies.person(number)), 201)["person_id"])
        for number in (81, 82, 83)
    ]
    seat = await bodies.seat(coordinator, "verkosto", 81, **theirs)
    deputy = bodies.person(82) | {name: seat[name] for name in ("starts", "ends")}
    ok(await coordinator.post(f"/members/api/seats/{seat['id']}/deputies", json=deputy), 201)
    contact = {"contact_person_id": str(near[2])}
    ok(await coordinator.patch(f"/members/api/organisations/{sent['organisation_id']}", json=contact))

    said = [
        (
            await region.client("chair", body_id=body_id, person_id=one).put(
                f"/members/api/applications/{sent['id']}/scores", json=scores
            )
        ).json()["type"]
        for one in near
    ]

    assert said == ["/problems/members/own-application"] * 3

    # Nor is on paper or in a file what others gave it, when one of them takes it out.
    scores["scores"][0]["comment"] = "Vahva näyttö."
    chair = region.client("chair", body_id=body_id)
    ok(await chair.put(f"/members/api/applications/{sent['id']}/scores", json=scores), 204)
    path = f"/members/calls/{story.call_id}"
    papers, rows = [], []
    for who in (region.client("coordinator", person_id=near[2]), coordinator):
        papers.append(words_of((await who.get(f"{path}/proposal.pdf?comments=true")).content))
        listed = (await who.get(f"{path}/comparison/export")).text.splitlines()
        rows.append(next(line for line in listed if sent["organisation"] in line).split(";")[4])
    assert ["Vahva näyttö." in words for words in papers] == [False, True]
    assert ["asiakirjan tulostanut" in " ".join(words.split()) for words in papers] == [True, False]
    assert rows == ["", "5.0"]


async def test_who_was_erased_before_the_confirmation_gets_no_letter_and_is_not_counted(
    region: Region, story: Story
) -> None:
    coordinator = region.client("coordinator")
    before = await decide(region, story.call_id, "selected", "selected", "rejected")
    ok(await coordinator.post(f"/members/api/people/{story.people[2]}/erasure"), 204)

    done = ok(await coordinator.post(f"/members/api/calls/{story.call_id}/confirmation"))
    await region.settled()
    (event,) = await region.events(SelectionConfirmed)

    assert before["letters"] == 3
    assert (done["letters"], len(event.outcomes)) == (2, 2)


async def test_the_confirmation_tells_nobodys_theme(region: Region, story: Story) -> None:
    message = await region.jetstream.get_last_msg(stream_of(SelectionConfirmed), SelectionConfirmed.subject)

    assert message.data is not None
    assert not [slug for slug in acts.TABLE["themes"] if slug.encode() in message.data]


async def test_a_call_for_one_theme_leaves_the_targets_of_the_others(region: Region, story: Story) -> None:
    before = await targets(region)
    region.clock.set("2023-09-01T10:00:00+03:00")
    coordinator = region.client("coordinator")
    words = {"fi": "Nuorten järjestöt", "sv": "Ungdomsorganisationer"}
    partial = acts.call() | {
        "opens": "2023-09-01T09:00:00+03:00",
        "deadline": "2023-09-30",
        "term_starts": "2023-11-01",
        "themes": [
            {"slug": "vammaiset", "name": acts.NAMES["vammaiset"], "target": 1},
            {"slug": "nuoret", "name": words, "target": 1},
        ],
    }
    path = "/members/api/bodies/kumppanuuspoyta/calls"
    call_id = ok(await coordinator.post(path, json=partial), 201)["id"]
    ok(await coordinator.post(f"/members/api/calls/{call_id}/publication"))
    await apply(region, call_id, ["vammaiset", "nuoret"], first=7)
    region.clock.set("2023-10-02T10:00:00+03:00")
    coordinator = region.client("coordinator")
    await decide(region, call_id, "selected", "selected")

    ok(await coordinator.post(f"/members/api/calls/{call_id}/confirmation"))

    assert await targets(region) == before | {"nuoret": 1}


async def test_a_seat_of_the_running_term_takes_no_reserve_of_the_next_one(
    region: Region, story: Story
) -> None:
    running = {"opens": "2024-01-08T09:00:00+02:00", "deadline": "2024-01-31", "term_starts": "2024-03-01"}
    coming = COMING | {"opens": "2024-11-01T09:00:00+02:00", "deadline": "2024-11-30"}
    await with_a_reserve(region, running, "2024-01-09", "2024-02-05", first=20)
    await with_a_reserve(region, coming, "2024-11-02", "2024-12-05", first=30)
    seat, reserve = [
        (await region.rows("members", f"SELECT {what} FROM application WHERE {where}"))[0][0]
        for what, where in (
            ("seat_id", "outcome = 'selected' AND name IN ('Malliyhdistys 20 ry', 'Malliyhdistys 21 ry')"),
            ("name", "outcome = 'reserve' AND name IN ('Malliyhdistys 20 ry', 'Malliyhdistys 21 ry')"),
        )
    ]
    coordinator = region.client("coordinator")
    ok(await coordinator.post(f"/members/api/seats/{seat}/vacate", json={"on": "2024-12-31"}))

    taken = ok(await coordinator.post(f"/members/api/seats/{seat}/fill", json={"on": "2025-01-01"}), 201)

    assert (taken["represents"], taken["ends"]) == (reserve, "2025-02-28")


async def test_the_running_term_keeps_its_targets_until_the_next_one_begins(
    region: Region, story: Story
) -> None:
    more = COMING | {"opens": "2024-12-10T09:00:00+02:00", "deadline": "2024-12-31"}
    await with_a_reserve(region, more, "2024-12-11", "2025-01-07", first=40, theme="moniala")
    told = {}
    for moment in ("2025-02-28T23:59:00+02:00", "2025-03-01T00:00:01+02:00"):
        region.clock.set(moment)
        await region.settled()
        told[moment[:10]] = (await targets(region), (await region.events(SeatsCounted))[-1].seats)

    county = acts.TABLE["county_seats"]
    running = dict.fromkeys(acts.TABLE["themes"], 2) | {"nuoret": 1, "uusi-20": 3, "uusi-30": 0, "uusi-40": 0}
    coming = dict.fromkeys(running, 0) | {"vammaiset": 1, "uusi-30": 3, "moniala": 1, "uusi-40": 3}
    assert told == {
        "2025-02-28": (running, sum(running.values()) + county),
        "2025-03-01": (coming, sum(coming.values()) + county),
    }
    assert len(await region.events(TargetsDue)) == 1


async def with_a_reserve(
    region: Region, days: dict[str, str], opened: str, closed: str, *, first: int, theme: str = "vammaiset"
) -> None:
    """Let a call for two themes seat one of two applicants and leave the other in reserve."""
    region.clock.set(f"{opened}T10:00:00+02:00")
    coordinator = region.client("coordinator")
    themes = [
        {"slug": theme, "name": acts.NAMES[theme], "target": 1},
        {"slug": f"uusi-{first}", "name": {"fi": "Uusi", "sv": "Nytt"}, "target": 3},
    ]
    path = "/members/api/bodies/kumppanuuspoyta/calls"
    call_id = ok(await coordinator.post(path, json=acts.call() | days | {"themes": themes}), 201)["id"]
    ok(await coordinator.post(f"/members/api/calls/{call_id}/publication"))
    await apply(region, call_id, [theme, theme], first=first)
    region.clock.set(f"{closed}T10:00:00+02:00")
    await decide(region, call_id, "selected", "reserve")
    ok(await region.client("coordinator").post(f"/members/api/calls/{call_id}/confirmation"))
