"""A candidate takes the own name back; a mandate is corrected; a body proposes one unasked."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from shared.contracts.seats import (
    CandidateWithdrew,
    MandateChanged,
    MandateCorrected,
    MandateNoticed,
    NamesGiven,
    NominationAnswered,
)
from tests.members import bodies
from tests.members.acts import ok
from tests.papers import words_of
from tests.region import Region

SERVICE = ("members", "notifications")
REGION = "keski-suomi"
ORGAN = {"fi": "Vaikuttamistoimielin", "sv": "Påverkansorganet"}
TERM = {"term_starts": "2023-04-01", "term_ends": "2025-05-31"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def body(region: Region) -> dict[str, Any]:
    """Set up a table with a coordinator who gets letters."""
    region.clock.set("2023-03-08T12:00:00+02:00")
    coordinator = region.client("coordinator")
    made = await bodies.table(coordinator)
    known = ok(await coordinator.post("/members/api/people", json=bodies.person(42)), 201)
    roles = f"/members/api/people/{known['person_id']}/roles"
    ok(await region.client("operator").post(roles, json={"role": "coordinator"}), 204)
    return made


class Asked:
    """A request for names with two candidates who have said yes."""

    path: str
    page: str
    candidates: list[dict[str, Any]]
    people: list[UUID]


async def ask(region: Region, first: int) -> Asked:
    """Ask for two names, and propose the people of this number and the next."""
    coordinator, asked = region.client("coordinator"), Asked()
    facts = {
        "asked_by": "Hyvinvointialue",
        "organ": ORGAN,
        "names": 2,
        "asked_on": "2023-03-08",
        "deadline_day": "2023-03-16",
    }
    made = ok(
        await coordinator.post("/members/api/bodies/kumppanuuspoyta/nominations", json=facts | TERM), 201
    )
    asked.path, asked.page = f"/members/api/nominations/{made['id']}", f"/members/nominations/{made['id']}"
    asked.people = []
    for number in (first, first + 1):
        person = bodies.person(number)
        offer = person | {"represents": f"Malli {number} ry", "grounds": "Tuntee alueen."}
        proposed = ok(await coordinator.post(f"{asked.path}/candidates", json=offer), 201)
        await bodies.agree(region, proposed["id"])
        asked.people.append(
            UUID(ok(await coordinator.post("/members/api/people", json=person), 201)["person_id"])
        )
    asked.candidates = ok(await coordinator.get(asked.path))["candidates"]
    return asked


async def letters(region: Region) -> int:
    """Return how many letters told the coordinator of a name that was taken back."""
    await region.settled()
    rows = await region.rows(
        "notifications",
        "SELECT r.email FROM emails e JOIN recipients r USING (person_id) WHERE e.letter = 'name_withdrawn'",
    )
    assert {row["email"] for row in rows} <= {"edustaja-42@example.org"}
    return len(rows)


async def test_a_name_taken_back_before_the_answer_cannot_be_in_it(
    region: Region, body: dict[str, Any]
) -> None:
    asked, coordinator = await ask(region, 1), region.client("coordinator")
    (gone, stays), me = asked.candidates, region.client("member", person_id=asked.people[0])
    before = await letters(region)
    confirm = f"/members/candidacies/{gone['id']}/withdraw"

    own = await me.get("/members/me?lang=fi")
    told = await me.get(f"{confirm}?lang=fi")
    done = await me.post(confirm)
    choosing = await coordinator.get(f"{asked.page}?lang=fi")
    both = {"chosen": [gone["id"], stays["id"]], "answer": {"fi": "Esitämme."}}
    refused = await coordinator.post(f"{asked.path}/answer", json=both)
    answered = ok(await coordinator.post(f"{asked.path}/answer", json=both | {"chosen": [stays["id"]]}))

    assert confirm in own.text
    assert "nimesi tule vastaukseen" in told.text
    assert (done.status_code, refused.status_code) == (303, 422)
    assert "Nimensä pois vetäneet" in choosing.text
    assert f'value="{gone["id"]}"' not in choosing.text
    assert [(one["withdrawn"] is None, one["chosen"]) for one in answered["candidates"]] == [
        (False, False),
        (True, True),
    ]
    assert await letters(region) == before + 1
    assert [event.answered for event in await region.events(CandidateWithdrew)] == [False]
    answers = [one for one in await region.events(NamesGiven) if str(one.nomination_id) in asked.path]
    assert asked.people[0] not in {one.person_id for one in answers}
    record = ok(await me.get("/members/api/me/record"))["candidacies"]
    told = [(one["represents"], one["consents"], one["grounds"], one["withdrawn"] is None) for one in record]
    assert told == [("Malli 1 ry", False, "", False)]


async def test_a_name_taken_back_after_the_answer_is_shown_to_nobody_outside(
    region: Region, body: dict[str, Any]
) -> None:
    asked, coordinator, anyone = await ask(region, 11), region.client("coordinator"), region.client()
    ids, me = [one["id"] for one in asked.candidates], region.client("member", person_id=asked.people[0])
    ok(await coordinator.post(f"{asked.path}/answer", json={"chosen": ids, "answer": {"fi": "Esitämme."}}))
    ok(await coordinator.post(f"{asked.path}/naming", json={"on": "2023-03-28", "named": ids}))
    before = await letters(region)
    shown = [one["name"] for one in ok(await anyone.get(asked.path))["candidates"]]

    told = await me.get(f"/members/candidacies/{ids[0]}/withdraw?lang=sv")
    for _ in range(2):
        ok(await me.post(f"/members/api/me/candidacies/{ids[0]}/withdrawal"), 204)

    seen = ok(await anyone.get(asked.path))["candidates"]
    register = ok(await anyone.get("/members/api/mandates"))["items"]
    assert shown == ["Edustaja 11", "Edustaja 12"]
    assert "Organet har redan fått ditt namn" in told.text
    assert [(one["represents"], one["name"], one["withdrawn"]) for one in seen] == [
        ("Malli 11 ry", None, None),
        ("Malli 12 ry", "Edustaja 12", None),
    ]
    assert {one["name"] for one in register if one["represents"] == "Malli 11 ry"} == {None}
    assert "Edustaja 11" not in (await anyone.get(asked.page)).text
    assert "Edustaja 11" in (await coordinator.get(asked.page)).text
    assert await letters(region) == before + 1
    (own,) = ok(await me.get("/members/api/me/candidacies"))["items"]
    assert (own["organ"], own["state"], own["shown"], own["chosen"]) == (ORGAN, "named", False, True)
    assert "nimi vedetty pois" in (await me.get("/members/me?lang=fi")).text


async def test_nobody_else_takes_a_name_back(region: Region, body: dict[str, Any]) -> None:
    asked = await ask(region, 21)
    path = f"/members/api/me/candidacies/{asked.candidates[0]['id']}/withdrawal"
    others = (region.client("coordinator"), region.client("member", person_id=asked.people[1]))

    answers = [(await client.post(path)).status_code for client in (*others, region.client())]

    assert answers == [404, 404, 401]


MANDATE = {
    "organ": {"fi": "Maakuntafoorumi"},
    "level": "regional",
    "post": "member",
    "represents": "Malli ry",
    "starts": "2023-01-01",
    "ends": "2024-12-31",
}


async def given(region: Region, number: int, **other: Any) -> str:
    """Write a mandate down and return its path."""
    coordinator = region.client("coordinator")
    made = ok(
        await coordinator.post("/members/api/mandates", json=bodies.person(number) | MANDATE | other), 201
    )
    return f"/members/api/mandates/{made['id']}"


async def test_a_mandate_is_corrected_and_what_it_was_is_kept(region: Region, body: dict[str, Any]) -> None:
    region.clock.set("2023-03-08T12:00:00+02:00")
    path, coordinator = await given(region, 31), region.client("coordinator")
    page = path.replace("/api/mandates/", "/representation/") + "/edit"
    form = {name: value for name, value in MANDATE.items() if name != "organ"}

    first = ok(await coordinator.put(path, json=MANDATE | {"post": "chair", "ends": "2025-05-31"}))
    same = ok(await coordinator.put(path, json=MANDATE | {"post": "chair", "ends": "2025-05-31"}))
    region.clock.set("2023-03-09T12:00:00+02:00")
    coordinator = region.client("coordinator")
    shown = await coordinator.get(f"{page}?lang=fi")
    backwards = await coordinator.post(page, data=form | {"organ_fi": "Foorumi", "ends": "2022-12-31"})
    second = await coordinator.post(page, data=form | {"organ_fi": "Foorumi", "organ_sv": "Forumet"})
    register = await region.client().get("/members/representation?lang=sv")

    assert (first["post"], first["ends"], same) == ("chair", "2025-05-31", first)
    assert "1.1.2023–31.12.2024, nimi ei näkyvissä" in shown.text
    assert [one.status_code for one in (backwards, second)] == [422, 303]
    assert ("Forumet" in register.text, "Edustaja 31" in register.text) == (True, False)
    editions = ok(await coordinator.get(f"{path}/editions"))["items"]
    assert [(one["version"], one["post"], one["ends"], one["organ"]["fi"]) for one in editions] == [
        (2, "chair", "2025-05-31", "Maakuntafoorumi"),
        (1, "member", "2024-12-31", "Maakuntafoorumi"),
    ]
    await region.settled()
    told = [one for one in await region.events(MandateCorrected) if str(one.mandate_id) in path]
    assert [str(one.on) for one in told] == ["2025-05-31", "2024-12-31"]
    changed = "SELECT 1 FROM emails WHERE letter = 'mandate_notice' AND context->>'what' = 'changed'"
    assert len(await region.rows("notifications", changed)) == 2
    (me,) = await region.rows("members", "SELECT person_id FROM mandate WHERE id = $1", told[0].mandate_id)
    record = ok(await region.client("member", person_id=me["person_id"]).get("/members/api/me/record"))
    assert [one["version"] for one in record["mandate_editions"]] == [2, 1]
    assert (await region.client("member").put(path, json=MANDATE)).status_code == 404
    assert (await region.client().get(f"{path}/editions")).status_code == 401


async def test_who_represents_shows_and_hides_the_own_name(region: Region, body: dict[str, Any]) -> None:
    path = await given(region, 34, consents=True, represents="Näyttävä ry")
    mandate_id = path.rsplit("/", 1)[1]
    row = "SELECT person_id, consented IS NOT NULL AS said, text_version FROM mandate WHERE id = $1"
    ((person_id, *_),) = await region.rows("members", row, UUID(mandate_id))
    me, anyone = region.client(person_id=person_id), region.client()
    name = f"/members/api/me/mandates/{mandate_id}/name"
    kept, shown = [], []

    others = [(await region.client("coordinator").put(name, json={"shown": True})).status_code]
    for said in (None, True, False):
        if said is not None:
            await me.post(f"/members/me/mandates/{mandate_id}/name", data={"shown": str(said).lower()})
        register = ok(await anyone.get("/members/api/mandates?limit=100"))["items"]
        shown += [one["name"] for one in register if one["id"] == mandate_id]
        kept += [tuple(one)[1:] for one in await region.rows("members", row, UUID(mandate_id))]
    page = await me.get("/members/me?lang=fi")
    ok(await me.put(name, json={"shown": False}), 204)
    editions = ok(await region.client("coordinator").get(f"{path}/editions"))["items"]

    assert others == [404]
    assert [(one["version"], one["name_shown"]) for one in editions] == [(2, True), (1, False)]
    assert shown == [None, "Edustaja 34", None]
    assert kept == [(False, None), (True, "2026-11"), (False, None)]
    assert ("Missä edustat järjestöjä" in page.text, "Näytä nimeni" in page.text) == (True, True)


async def test_the_notice_before_the_end_follows_a_corrected_end(
    region: Region, body: dict[str, Any]
) -> None:
    region.clock.set("2023-03-10T12:00:00+02:00")
    path = await given(region, 32, ends="2023-07-01")
    ok(await region.client("coordinator").put(path, json=MANDATE | {"ends": "2023-08-31"}))
    noticed = {}

    for moment in ("2023-04-05T09:00:01+03:00", "2023-06-05T09:00:01+03:00"):
        region.clock.set(moment)
        await region.settled()
        heard = [one for one in await region.events(MandateNoticed) if str(one.mandate_id) in path]
        noticed[moment[:10]] = {(one.what, str(one.on)) for one in heard}

    given_then = ("given", "2023-07-01")
    assert noticed == {
        "2023-04-05": {given_then},
        "2023-06-05": {given_then, ("ending", "2023-08-31")},
    }


async def test_a_national_mandate_that_was_none_is_taken_back_from_the_national_picture(
    region: Region, body: dict[str, Any]
) -> None:
    path = await given(region, 33, level="national")
    coordinator = region.client("coordinator")

    ok(await coordinator.put(path, json=MANDATE | {"level": "national", "represents": "Toinen ry"}))
    ok(await coordinator.put(path, json=MANDATE | {"represents": "Toinen ry"}))
    ok(await coordinator.post(f"{path}/end", json={"on": "2024-06-30"}), 204)
    await region.settled()

    told = [one for one in await region.events(MandateChanged) if str(one.mandate_id) in path]
    assert [(one.version, one.represents, str(one.ends)) for one in told] == [
        (1, "Malli ry", "2024-12-31"),
        (2, "Toinen ry", "2024-12-31"),
        (3, "Toinen ry", "2022-12-31"),
    ]
    editions = ok(await coordinator.get(f"{path}/editions"))["items"]
    assert [(one["version"], one["level"]) for one in editions] == [
        (3, "regional"),
        (2, "national"),
        (1, "national"),
    ]


async def test_a_body_proposes_a_representative_without_being_asked(
    region: Region, body: dict[str, Any]
) -> None:
    body_id = UUID(body["id"])
    chair, anyone = region.client("chair", body_id=body_id), region.client()
    form = {
        "organ_fi": "Maakunnan yhteistyöryhmä",
        "level": "national",
        "addressee": "Keski-Suomen liitto",
        "words_fi": "Järjestöjen näkemys puuttuu ryhmästä.",
        "represents": "Mallijärjestö 61 ry",
        **bodies.person(61),
        "agreed": "1",
        "term_starts": "2023-06-01",
        "term_ends": "2025-05-31",
    }
    new = "/members/bodies/kumppanuuspoyta/initiatives/new"

    asked_nobody = await chair.post(new, data={name: form[name] for name in form if name != "agreed"})
    backwards = await chair.post(new, data=form | {"term_ends": "2023-05-31"})
    written = await chair.post(new, data=form)
    page = written.headers["location"]
    path = page.replace("/members/", "/members/api/")
    draft = [await client.get(page) for client in (chair, anyone)]
    early = await chair.post(f"{path}/answer", json={"accepted": True, "on": "2023-05-20"})
    sent = await chair.post(f"{page}/sending")
    twice = await chair.post(f"{path}/sending")
    await region.settled()
    public = await anyone.get(f"{page}?lang=fi")

    assert (asked_nobody.status_code, backwards.status_code, written.status_code) == (422, 422, 303)
    assert [one.status_code for one in draft] == [200, 303]
    assert early.json()["type"] == "/problems/members/nomination-not-answered"
    assert (sent.status_code, twice.status_code) == (303, 409)
    assert ("Mallijärjestö 61 ry" in public.text, "Edustaja 61" in public.text) == (True, False)
    proposal_id = UUID(page.rsplit("/", 1)[1])
    told_of = [one for one in await region.events(NominationAnswered) if one.nomination_id == proposal_id]
    assert [(one.unasked, one.late) for one in told_of] == [(True, False)]
    told = [one.standing for one in await region.events(NamesGiven) if one.nomination_id == proposal_id]
    assert (told.count("chosen"), set(told)) == (1, {"chosen", "no_candidate"})
    news = ok(await anyone.get("/notifications/api/news?kind=proposal"))["news"]
    assert [one["href"] for one in news] == [page]
    paper = await chair.get(f"{page}/proposal.pdf?lang=fi")
    said = words_of(paper.content)
    assert [one in said for one in ("näkemys puuttuu", "Mallijärjestö 61 ry", "Edustaja 61")] == [True] * 3
    assert (await region.client("member", body_id=body_id).get(f"{page}/proposal.pdf")).status_code == 404
    assert (await anyone.get(page.replace("initiatives", "nominations"))).headers["location"] == page
    requests = ok(await anyone.get("/members/api/nominations?limit=100"))
    assert page.rsplit("/", 1)[1] not in {one["id"] for one in requests["items"]}
    body["initiative"] = path


async def test_an_accepted_proposal_is_a_mandate_and_a_correction_takes_it_away(
    region: Region, body: dict[str, Any]
) -> None:
    chair, anyone = region.client("chair", body_id=UUID(body["id"])), region.client()

    async def mandates() -> list[tuple[str, str, str]]:
        found = ok(await anyone.get("/members/api/mandates?limit=100"))["items"]
        return [
            (one["represents"], one["starts"], one["ends"])
            for one in found
            if one["organ"] == {"fi": "Maakunnan yhteistyöryhmä"} and one["level"] == "national"
        ]

    register = []
    for accepted in ("false", "true", "false", "true"):
        page = body["initiative"].replace("/api/", "/")
        await chair.post(f"{page}/answer", data={"accepted": accepted, "on": "2023-05-20"})
        register.append(await mandates())
    found = ok(await anyone.get(body["initiative"]))
    member = await region.client("member", body_id=UUID(body["id"])).post(
        f"{body['initiative']}/answer", json={"accepted": False, "on": "2023-05-20"}
    )

    held = [("Mallijärjestö 61 ry", "2023-06-01", "2025-05-31")]
    assert register == [[], held, [], held]
    listed = ok(await anyone.get("/members/api/mandates?level=national&limit=100"))["items"]
    mandate_id = next(one["id"] for one in listed if one["represents"] == "Mallijärjestö 61 ry")
    await region.settled()
    told = [one for one in await region.events(MandateChanged) if str(one.mandate_id) == mandate_id]
    assert [str(one.ends) for one in told] == ["2025-05-31", "2023-05-31", "2025-05-31"]
    editions = f"/members/api/mandates/{mandate_id}/editions"
    kept = ok(await region.client("coordinator").get(editions))["items"]
    assert [(one["version"], one["ends"]) for one in kept] == [(2, "2023-05-31"), (1, "2025-05-31")]
    assert (found["state"], found["answered_on"], found["name"]) == ("accepted", "2023-05-20", None)
    assert member.status_code == 404


async def test_a_proposal_given_up_before_it_is_sent_forgets_who_was_in_it(
    region: Region, body: dict[str, Any]
) -> None:
    chair, path = region.client("chair", body_id=UUID(body["id"])), "/members/api/initiatives"
    proposal = {
        "organ": {"fi": "Neuvosto"},
        "addressee": "Liitto",
        "words": {"fi": "Siksi."},
        "represents": "Mallijärjestö 62 ry",
        **bodies.person(62),
        "agreed": True,
        "term_starts": "2023-06-01",
        "term_ends": "2025-05-31",
    }
    made = ok(await chair.post("/members/api/bodies/kumppanuuspoyta/initiatives", json=proposal), 201)

    ok(await chair.delete(f"{path}/{made['id']}"), 204)
    listed = {one["state"]: one["represents"] for one in ok(await chair.get(path))["items"]}
    seen = [one["state"] for one in ok(await region.client().get(path))["items"]]

    assert (made["state"], made["name"]) == ("draft", "Edustaja 62")
    assert (listed, seen) == ({"dropped": None, "accepted": "Mallijärjestö 61 ry"}, ["accepted"])
    assert (await chair.post(f"{path}/{made['id']}/sending")).status_code == 422
