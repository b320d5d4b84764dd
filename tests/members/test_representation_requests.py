"""Central Finland, March 2023: the county asks for twelve names, and gets them in time."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest_asyncio

from shared.contracts.seats import (
    MandateNoticed,
    NamesAsked,
    NamesGiven,
    NominationAnswered,
    NominationAsked,
    NominationClosed,
)
from tests.members import bodies
from tests.members.acts import ok
from tests.papers import words_of
from tests.region import Region

SERVICE = ("members", "notifications")
REGION = "keski-suomi"
ORGAN = {"fi": "Järjestöjen ja seurakuntien vaikuttamistoimielin"}


class Story:
    """What the steps hand to each other."""

    body: dict[str, Any]
    nomination_id: str
    candidates: list[dict[str, Any]]
    reminded_id: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(region: Region) -> Story:
    region.clock.set("2023-03-08T12:00:00+02:00")
    told = Story()
    coordinator = region.client("coordinator")
    told.body = await bodies.table(coordinator)
    await bodies.seat(coordinator, "kumppanuuspoyta", 41)
    known = ok(await coordinator.post("/members/api/people", json=bodies.person(42)), 201)
    role = {"role": "coordinator"}
    ok(
        await region.client("operator").post(f"/members/api/people/{known['person_id']}/roles", json=role),
        204,
    )
    told.candidates = []
    return told


def candidate(number: int, **other: Any) -> dict[str, Any]:
    """Return a candidate; what the proposer says of showing the name counts for nothing."""
    facts = {"represents": f"Mallijärjestö {number} ry", "grounds": "Tuntee alueen.", "consents": True}
    return bodies.person(number) | facts | other


async def written_to(region: Region, letter: str) -> list[str]:
    """Return the addresses a letter of this kind goes to."""
    rows = await region.rows(
        "notifications",
        "SELECT r.email FROM emails e JOIN recipients r USING (person_id) WHERE e.letter = $1 ORDER BY 1",
        letter,
    )
    return [row["email"] for row in rows]


async def test_the_county_asks_for_twelve_names_by_the_clock(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    form = {
        "asked_by": "Keski-Suomen hyvinvointialue",
        "organ_fi": ORGAN["fi"],
        "words_fi": "Pyydämme esitystä järjestöjen edustajista.",
        "names": "12",
        "asked_on": "2023-03-08",
        "deadline_day": "2023-03-16",
        "deadline_time": "16:15",
        "open_form": "1",
        "term_starts": "2023-04-01",
        "term_ends": "2025-05-31",
    }

    backwards = await coordinator.post(
        "/members/bodies/kumppanuuspoyta/nominations/new", data=form | {"candidates_day": "2023-03-17"}
    )
    asked = await coordinator.post("/members/bodies/kumppanuuspoyta/nominations/new", data=form)

    assert (backwards.status_code, asked.status_code) == (422, 303)
    story.nomination_id = asked.headers["location"].rsplit("/", 1)[1]
    found = ok(await region.client().get(f"/members/api/nominations/{story.nomination_id}"))
    assert (found["deadline"], found["names"], found["state"]) == ("2023-03-16T14:15:00Z", 12, "open")
    page = await region.client().get(f"/members/nominations/{story.nomination_id}?lang=fi")
    assert "to 16.3.2023 klo 16.15" in page.text
    await region.settled()
    front = await region.client().get("/?lang=fi")
    assert "Pyydetään 12 nimeä. Ehdokkaita voi ehdottaa to 16.3.2023 klo 16.15 asti." in front.text
    assert [event.names for event in await region.events(NominationAsked)] == [12]
    assert len(await region.events(NamesAsked)) == 2
    assert await written_to(region, "names_asked") == ["edustaja-41@example.org", "edustaja-42@example.org"]


async def test_candidates_come_until_the_minute_and_not_after(region: Region, story: Story) -> None:
    path = f"/members/api/nominations/{story.nomination_id}/candidates"
    member = region.client("member", body_id=UUID(story.body["id"]))
    for number in range(1, 13):
        sender = member if number > 8 else region.client()
        proposed = ok(await sender.post(path, json=candidate(number)), 201)
        if number % 2 == 0:
            await bodies.agree(region, proposed["id"])
    # The reminder first: in the last second it is too late for one.
    region.clock.set("2023-03-14T09:00:00+02:00")
    await region.settled()
    region.clock.set("2023-03-16T16:14:59+02:00")
    in_time = await region.client().post(
        f"/members/nominations/{story.nomination_id}/candidate",
        data={name: value for name, value in candidate(13).items() if value},
    )
    twice = await region.client().post(path, json=candidate(13))
    region.clock.set("2023-03-16T16:15:00+02:00")
    late = await region.client().post(path, json=candidate(14))

    assert [one.status_code for one in (in_time, twice, late)] == [303, 409, 409]
    assert late.json()["type"] == "/problems/members/candidates-closed"
    assert await region.rows("members", "SELECT 1 FROM person WHERE email = 'edustaja-14@example.org'") == []
    seen = ok(await region.client("coordinator").get(f"/members/api/nominations/{story.nomination_id}"))
    story.candidates = seen["candidates"]
    assert (len(story.candidates), seen["state"]) == (13, "choosing")
    channels = sorted(one["channel"] for one in story.candidates)
    assert (channels.count("member"), channels.count("form")) == (4, 9)
    await region.settled()
    assert await written_to(region, "candidate_proposed") == sorted(
        f"edustaja-{number}@example.org" for number in range(1, 14)
    )


async def test_the_public_sees_no_candidates(region: Region, story: Story) -> None:
    anyone = region.client()

    seen = ok(await anyone.get(f"/members/api/nominations/{story.nomination_id}"))
    page = await anyone.get(f"/members/nominations/{story.nomination_id}")

    assert seen["candidates"] == []
    assert "Mallijärjestö" not in page.text
    assert "Edustaja" not in page.text


async def test_at_most_twelve_are_chosen_and_the_answer_is_published_by_consent(
    region: Region, story: Story
) -> None:
    region.clock.set("2023-03-16T16:10:00+02:00")
    coordinator = region.client("coordinator")
    path = f"/members/api/nominations/{story.nomination_id}/answer"
    ids = [one["id"] for one in story.candidates]
    words = {"answer": {"fi": "Esitämme seuraavia."}}

    none = await coordinator.post(path, json=words | {"chosen": []})
    many = await coordinator.post(path, json=words | {"chosen": ids})
    strange = await coordinator.post(path, json=words | {"chosen": [story.body["id"]]})
    page = await coordinator.post(
        f"/members/nominations/{story.nomination_id}/answer",
        data={"answer_fi": "Esitämme seuraavia.", "chosen": ids[:12]},
    )
    again = await coordinator.post(path, json=words | {"chosen": ids[:12]})

    assert [one.status_code for one in (none, many, strange, page, again)] == [422, 409, 422, 303, 409]
    public = ok(await region.client().get(f"/members/api/nominations/{story.nomination_id}"))
    assert (public["state"], public["late"], len(public["candidates"])) == ("answered", False, 12)
    consenting = {one["id"] for one in story.candidates if int(one["name"].split()[1]) % 2 == 0}
    assert {one["id"] for one in public["candidates"] if one["name"]} == consenting & set(ids[:12])
    await region.settled()
    answered = (await region.events(NominationAnswered))[-1]
    assert (answered.names, answered.asked, answered.late) == (12, 12, False)
    standings = [event.standing for event in await region.events(NamesGiven)]
    assert {one: standings.count(one) for one in standings} == {
        "chosen": 12,
        "not_chosen": 1,
        "no_candidate": 2,
    }
    assert len(await written_to(region, "names_given")) == 15


async def test_the_board_names_them_with_three_others_and_the_register_knows(
    region: Region, story: Story
) -> None:
    region.clock.set("2023-03-28T15:00:00+03:00")
    coordinator = region.client("coordinator")
    named = [one["id"] for one in story.candidates][:12]

    stranger = await coordinator.post(
        f"/members/api/nominations/{story.nomination_id}/naming",
        json={"on": "2023-03-28", "named": [story.candidates[12]["id"]]},
    )
    noted = await coordinator.post(
        f"/members/nominations/{story.nomination_id}/naming",
        data={"on": "2023-03-28", "named": named, "others": "3"},
    )

    assert (stranger.status_code, noted.status_code) == (422, 303)
    page = await region.client().get(f"/members/nominations/{story.nomination_id}?lang=fi")
    assert "12 meiltä ja 3 muuta" in page.text
    register = ok(await region.client().get("/members/api/mandates"))
    assert (register["total"], register["items"][0]["organ"]) == (12, ORGAN)
    assert sorted(int(one["name"].split()[1]) for one in register["items"] if one["name"]) == [
        *range(2, 13, 2)
    ]
    listed = await region.client().get("/members/representation?lang=fi")
    assert "Mallijärjestö 1 ry" in listed.text


async def test_a_corrected_naming_is_followed_by_the_register(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    named = [one["id"] for one in story.candidates][:12]
    totals = []

    for so_far in (named[:10], named[2:], named):
        await coordinator.post(
            f"/members/nominations/{story.nomination_id}/naming",
            data={"on": "2023-03-28", "named": so_far, "others": "3"},
        )
        register = ok(await region.client().get("/members/api/mandates"))
        past = ok(await region.client().get("/members/api/mandates?past=true"))
        totals.append((register["total"], past["total"]))

    assert totals == [(10, 0), (10, 0), (12, 0)]


async def test_the_register_filters_by_level_and_by_what_ends_soon(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    given = {
        "organ": {"fi": "Maakunnan yhteistyöryhmä"},
        "level": "national",
        "represents": "Malli ry",
        "starts": "2022-01-01",
        "ends": "2023-05-31",
    }
    mandate = ok(await coordinator.post("/members/api/mandates", json=bodies.person(40) | given), 201)

    def path(**asked: Any) -> Any:
        return region.client().get("/members/api/mandates", params=asked)

    found = {
        "national": ok(await path(level="national"))["total"],
        "ending": ok(await path(ending=True))["total"],
        "past": ok(await path(past=True))["total"],
        "page": len(ok(await path(limit=5))["items"]),
    }
    ended = await coordinator.post(f"/members/api/mandates/{mandate['id']}/end", json={"on": "2023-03-28"})
    region.clock.set("2023-03-29T10:00:00+03:00")

    assert (found, ended.status_code) == ({"national": 1, "ending": 1, "past": 0, "page": 5}, 204)
    assert ok(await path(past=True))["total"] == 1
    assert (await region.client().post("/members/api/mandates", json={})).status_code == 422
    assert (await region.client().get("/members/representation/new")).status_code == 303


async def test_a_request_for_members_only_takes_no_strangers_and_can_be_called_off(
    region: Region, story: Story
) -> None:
    coordinator = region.client("coordinator")
    days = {"asked_on": "2023-03-29", "deadline_day": "2023-04-15"}
    asked = {"asked_by": "Neuvottelukunta", "organ": {"fi": "Neuvottelukunta"}, "names": 1} | days
    made = ok(await coordinator.post("/members/api/bodies/kumppanuuspoyta/nominations", json=asked), 201)
    path = f"/members/api/nominations/{made['id']}"

    stranger = await region.client().post(f"{path}/candidates", json=candidate(30))
    known = ok(await coordinator.post(f"{path}/candidates", json=candidate(31)), 201)
    page = f"/members/nominations/{made['id']}"
    moved = await coordinator.post(
        f"{page}/times", data={"deadline_day": "2023-04-30", "candidates_day": "2023-04-20"}
    )
    wrong = await coordinator.post(
        f"{page}/times", data={"deadline_day": "2023-04-10", "candidates_day": "2023-04-20"}
    )
    await region.settled()
    told_anew = [one for one in await region.events(NamesAsked) if str(one.nomination_id) == made["id"]]
    ok(await coordinator.post(f"{path}/cancellation"))
    await region.settled()
    after = await coordinator.post(f"{path}/candidates", json=candidate(30))
    own = await bodies.candidate_of(region, known["id"])
    yes = await own.post(f"/members/api/me/candidacies/{known['id']}/agreement")

    assert (made["deadline"], moved.status_code, wrong.status_code) == ("2023-04-15T21:00:00Z", 303, 422)
    assert ok(await coordinator.get(path))["candidates_until"] == "2023-04-20T21:00:00Z"
    concerned = {one.person_id for one in told_anew}
    assert len(told_anew) == 2 * len(concerned)
    closed = [one for one in await region.events(NominationClosed) if str(one.nomination_id) == made["id"]]
    others = {one.person_id for one in closed} - concerned
    assert (len(others), {one.what for one in closed}) == (1, {"cancelled"})
    assert len(await written_to(region, "names_closed")) >= len(concerned)
    assert (stranger.status_code, after.status_code, yes.status_code) == (401, 409, 409)
    listed = await region.client().get("/members/nominations?lang=fi")
    assert "peruttu" in listed.text


async def test_those_who_have_proposed_nobody_are_reminded_once_two_days_before_the_end(
    region: Region, story: Story
) -> None:
    region.clock.set("2023-05-02T10:00:00+03:00")
    coordinator = region.client("coordinator")
    (row,) = await region.rows("members", "SELECT id FROM person WHERE email = 'edustaja-41@example.org'")
    member = region.client("member", body_id=UUID(story.body["id"]), person_id=row["id"])
    asked = {
        "asked_by": "Liitto",
        "organ": {"fi": "Vammaisneuvosto"},
        "words": {"fi": "Etsimme yhtä edustajaa."},
        "names": 1,
        "asked_on": "2023-05-02",
        "deadline_day": "2023-05-20",
        "candidates_day": "2023-05-15",
    }
    made = ok(await coordinator.post("/members/api/bodies/kumppanuuspoyta/nominations", json=asked), 201)
    path = f"/members/api/nominations/{made['id']}"
    ok(await member.post(f"{path}/candidates", json=candidate(51, represents="Malli 51 ry")), 201)

    region.clock.set("2023-05-14T08:59:59+03:00")
    await region.settled()
    before = await written_to(region, "names_reminder")
    region.clock.set("2023-05-14T09:00:01+03:00")
    await region.settled()
    reminded = await written_to(region, "names_reminder")
    story.reminded_id = made["id"]

    assert Counter(reminded) - Counter(before) == {"edustaja-42@example.org": 1}
    # Of the request of March, for which nobody of the body had proposed anyone, both heard.
    assert before == ["edustaja-41@example.org", "edustaja-42@example.org"]
    again = [str(event.nomination_id) for event in await region.events(NamesAsked) if event.again]
    assert again == [story.nomination_id, story.nomination_id, made["id"]]


async def test_the_candidates_and_then_the_answer_are_on_paper_for_those_who_choose(
    region: Region, story: Story
) -> None:
    coordinator = region.client("coordinator")
    path = f"/members/api/nominations/{story.reminded_id}"
    paper = f"/members/nominations/{story.reminded_id}/names.pdf"
    late = candidate(52, represents="Malli 52 ry")
    ok(await coordinator.post(f"{path}/candidates", json=late), 201)

    choosing = await coordinator.get(f"{paper}?lang=fi")
    (chosen, _) = ok(await coordinator.get(path))["candidates"]
    ok(await coordinator.post(f"{path}/answer", json={"chosen": [chosen["id"]], "answer": {"fi": "Hän."}}))
    answered = await coordinator.get(f"{paper}?lang=sv")
    member = await region.client("member", body_id=UUID(story.body["id"])).get(paper)

    before, after = words_of(choosing.content), words_of(answered.content)
    assert ("Ehdokkaat" in before, "Etsimme yhtä edustajaa." in before) == (True, True)
    names = ("Edustaja 51", "Edustaja 52")
    assert [[name in text for name in names] for text in (before, after)] == [[True, True], [True, False]]
    assert "Svar på begäran om nominering: Vammaisneuvosto" in after
    assert b"pdfuaid" in answered.content
    assert member.status_code == 404


async def test_a_request_is_news_of_the_region_until_it_is_answered(region: Region, story: Story) -> None:
    path = f"/members/nominations/{story.reminded_id}"

    found = (await region.client().get("/notifications/api/news?kind=names")).json()["news"]
    page = await region.client().get("/notifications?kind=names&lang=fi")
    feed = await region.client().get("/atom.xml?lang=fi")

    turns = {one["href"]: one["turn"] for one in found}
    assert turns[path] == "closed"
    assert sorted(turns.values()) == ["cancelled", "closed", "closed"]
    assert ("Nimet on annettu." in page.text, "Pyyntö on peruttu." in page.text) == (True, True)
    assert path in feed.text


async def test_a_representative_hears_when_it_begins_when_it_nears_its_end_and_when_it_ends_early(
    region: Region, story: Story
) -> None:
    coordinator = region.client("coordinator")
    organ = {"fi": "Maakuntafoorumi"}
    facts = {"organ": organ, "level": "regional", "represents": "Malli ry", "starts": "2023-04-01"}
    paths, made_here = [], []
    for number in (71, 72):
        given = bodies.person(number) | facts | {"ends": "2024-12-31"}
        made = ok(await coordinator.post("/members/api/mandates", json=given), 201)
        made_here.append(made["id"])
        paths.append(f"/members/api/mandates/{made['id']}/end")
    ended = await coordinator.post(paths[0], json={"on": "2024-06-30"})

    told = {}
    for moment in ("2024-10-02T08:59:00+03:00", "2024-10-02T09:00:01+03:00"):
        region.clock.set(moment)
        await region.settled()
        heard = [one for one in await region.events(MandateNoticed) if str(one.mandate_id) in made_here]
        told[moment[:16]] = [(one.what, str(one.on)) for one in heard]

    before, after = told.values()
    early = [("given", "2024-12-31"), ("given", "2024-12-31"), ("ended", "2024-06-30")]
    assert (ended.status_code, sorted(before), after[:3]) == (204, sorted(early), before)
    assert {what for what, _ in after[3:]} == {"ending"}
    people = {one.person_id for one in heard[3:]}
    (row,) = await region.rows("members", "SELECT id FROM person WHERE name = 'Edustaja 72'")
    assert row["id"] in people
    assert len(people) == len(heard[3:])
    assert "edustaja-72@example.org" in await written_to(region, "mandate_notice")
