"""Consents with their words and times, and names that a body proposed on its own and that are taken back."""

from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from services.members.consents import queries as consents
from services.members.erasures.model import TOLD_KEPT
from services.members.errors import NoNames
from services.members.initiatives import commands, queries
from shared.contracts.seats import NominationClosed
from tests.members import bodies
from tests.members.acts import ok
from tests.papers import words_of
from tests.region import Region

REGION = "ita-uusimaa"


async def test_the_coordinator_sees_every_consent_with_its_words_and_times(region: Region) -> None:
    region.clock.set("2023-01-10T12:00:00+02:00")
    coordinator = region.client("coordinator")
    person = {"name": "Sulo Suostuja", "email": "sulo@example.org", "language": "fi"}
    known = ok(await coordinator.post("/members/api/people", json=person), 201)
    own = region.client("member", person_id=UUID(known["person_id"]))
    empty = await coordinator.get("/members/consents?lang=fi")
    ok(await own.put("/members/api/me/consents/expertise"), 204)
    region.clock.set("2023-02-11T12:00:00+02:00")
    coordinator = region.client("coordinator")
    own = region.client("member", person_id=UUID(known["person_id"]))
    ok(await own.delete("/members/api/me/consents/expertise"), 204)

    page = await coordinator.get("/members/consents?lang=fi")
    strange = await own.get("/members/consents")

    assert [empty.status_code, page.status_code, strange.status_code] == [200, 200, 404]
    assert "Sulo Suostuja" not in empty.text
    words = consents.purposes()["expertise"].words.read("fi").text
    for shown in ("Sulo Suostuja", "10.1.2023", "11.2.2023", words):
        assert shown in page.text


def test_the_words_of_every_version_are_kept() -> None:
    for purpose in consents.purposes().values():
        assert sorted(purpose.versions) == list(range(1, purpose.version + 1))


def test_the_words_tell_how_long_after_a_change_what_was_told_is_kept() -> None:
    words = [consents.purposes()[slug].words.to_dict() for slug in ("telephone", "accessibility")]

    assert [
        sorted(language for language in one if f" {TOLD_KEPT.days} " in one[language]) for one in words
    ] == [["en", "fi", "sv"]] * 2


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def body(region: Region) -> dict[str, Any]:
    return await bodies.table(region.client("coordinator"))


async def proposed(region: Region, body: dict[str, Any], number: int) -> tuple[str, Any, str]:
    """Have the body propose someone on its own; return the path, their client and their candidacy."""
    person = bodies.person(number)
    proposal = {
        "organ": {"fi": "Toimikunta"},
        "addressee": "Liitto",
        "words": {"fi": "Siksi."},
        "represents": f"Mallijärjestö {number} ry",
        **person,
        "agreed": True,
        "term_starts": "2023-06-01",
        "term_ends": "2025-05-31",
    }
    chair = region.client("chair", body_id=UUID(body["id"]))
    made = ok(await chair.post("/members/api/bodies/kumppanuuspoyta/initiatives", json=proposal), 201)
    known = ok(await region.client("coordinator").post("/members/api/people", json=person), 201)
    me = region.client("member", person_id=UUID(known["person_id"]))
    (own,) = ok(await me.get("/members/api/me/candidacies"))["items"]
    ok(await me.post(f"/members/api/me/candidacies/{own['id']}/agreement"), 204)
    return f"/members/api/initiatives/{made['id']}", me, f"/members/api/me/candidacies/{own['id']}/withdrawal"


async def closed(region: Region, path: str) -> list[str]:
    """Return what the one who is proposed was told of the organ's answer."""
    await region.settled()
    return [one.what for one in await region.events(NominationClosed) if str(one.nomination_id) in path]


async def test_a_proposed_name_taken_back_is_told_to_those_who_lead_the_body_alone(
    region: Region, body: dict[str, Any]
) -> None:
    path, me, withdrawal = await proposed(region, body, 63)
    chair, member, anyone = (
        region.client("chair", body_id=UUID(body["id"])),
        region.client("member", body_id=UUID(body["id"])),
        region.client(),
    )
    href = path.replace("/members/api/initiatives", 'href="/members/nominations')
    draft = (await me.get("/members/me")).text
    ok(await chair.post(f"{path}/sending"))
    before, sent = ok(await anyone.get(path)), (await me.get("/members/me")).text

    ok(await me.post(withdrawal), 204)

    told = [ok(await one.get(path)) for one in (chair, member, anyone)]
    listed = [ok(await one.get("/members/api/initiatives"))["items"] for one in (member, anyone)]
    pages = [
        (await one.get(f"/members/initiatives{what}")).text
        for what in ("", "/export")
        for one in (chair, member, anyone)
    ]
    paper = await chair.get(path.replace("/api/", "/") + "/proposal.pdf")
    assert (before["represents"], before["name"]) == ("Mallijärjestö 63 ry", "Edustaja 63")
    assert ("Mallijärjestö 63 ry" in draft, href in draft, href in sent) == (True, False, True)
    assert [(one["represents"], one["name"]) for one in told] == [
        ("Mallijärjestö 63 ry", "Edustaja 63"),
        (None, None),
        (None, None),
    ]
    assert ["Mallijärjestö 63 ry" in str(items) for items in listed] == [False, False]
    assert ["Mallijärjestö 63 ry" in page for page in pages] == [True, False, False] * 2
    assert "Edustaja 63" not in words_of(paper.content)


async def test_nobody_says_yes_or_shows_a_name_or_takes_it_back_for_another(
    region: Region, body: dict[str, Any]
) -> None:
    _, me, withdrawal = await proposed(region, body, 69)
    coordinator = region.client("coordinator")
    mandate = bodies.person(69) | {"organ": {"fi": "Lautakunta"}, "level": "regional", "represents": "M ry"}
    mandate |= {"post": "member", "starts": "2023-01-01", "ends": "2024-12-31"}
    held = ok(await coordinator.post("/members/api/mandates", json=mandate), 201)["id"]
    one = withdrawal.rsplit("/", 2)[1]
    doors = [f"/members/api/me/candidacies/{one}/{what}" for what in ("agreement", "withdrawal", "return")]
    doors += [f"/members/candidacies/{one}/{what}" for what in ("agree", "withdraw", "return")]
    shown = f"/members/me/mandates/{held}/name"

    refused = [
        (await who.post(door)).status_code
        for who in (coordinator, region.client("member", body_id=UUID(body["id"])))
        for door in doors
    ]
    refused.append((await coordinator.post(shown, data={"shown": "true"})).status_code)
    own = await me.post(shown, data={"shown": "true"})

    assert (set(refused), own.status_code) == ({404}, 303)


async def test_who_is_proposed_hears_of_the_answer_and_of_its_correction_and_not_of_new_words(
    region: Region, body: dict[str, Any]
) -> None:
    path, me, withdrawal = await proposed(region, body, 64)
    chair = region.client("chair", body_id=UUID(body["id"]))
    ok(await chair.post(f"{path}/sending"))

    for accepted, words in ((False, "Ei."), (True, "Kyllä."), (True, "Kyllä kiitos.")):
        said = {"accepted": accepted, "on": "2023-05-20", "answer": {"fi": words}}
        corrected = ok(await chair.post(f"{path}/answer", json=said))
    told = await closed(region, path)
    ok(await me.post(withdrawal), 204)
    ok(await chair.post(f"{path}/answer", json={"accepted": False, "on": "2023-05-20"}))

    assert corrected["answer"] == {"fi": "Kyllä kiitos."}
    assert told == ["not_named", "named"]
    assert await closed(region, path) == told


async def test_a_name_taken_back_while_the_proposal_is_being_sent_is_not_sent(
    region: Region, body: dict[str, Any]
) -> None:
    path, me, withdrawal = await proposed(region, body, 65)
    station = region.process._stations[region.instance.slug, "members"]
    initiative_id = UUID(path.rsplit("/", 1)[1])

    async with station.transactions.begin() as tx:
        seen = await queries.initiative(tx, initiative_id)
        ok(await me.post(withdrawal), 204)
        with pytest.raises(NoNames):
            await commands.send(tx, initiative_id, at=tx.at)

    assert seen.candidate is not None


async def test_the_mandate_of_one_who_was_erased_is_not_offered_to_be_changed(
    region: Region, body: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    mandate = {
        **bodies.person(66),
        "organ": {"fi": "Lautakunta"},
        "level": "regional",
        "post": "member",
        "represents": "Mallijärjestö 66 ry",
        "consents": True,
        "starts": "2023-01-01",
        "ends": "2024-12-31",
    }
    made = ok(await coordinator.post("/members/api/mandates", json=mandate), 201)
    known = ok(await coordinator.post("/members/api/people", json=bodies.person(66)), 201)
    before = (await coordinator.get("/members/representation")).text

    ok(await coordinator.post(f"/members/api/people/{known['person_id']}/erasure"), 204)

    after = (await coordinator.get("/members/representation")).text
    assert [f"/{made['id']}/edit" in page for page in (before, after)] == [True, False]
    assert "Mallijärjestö 66 ry" in after


async def test_who_took_the_name_back_comes_back_or_is_proposed_again_until_it_is_too_late(
    region: Region, body: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    facts = {"asked_by": "Liitto", "organ": {"fi": "Neuvosto"}, "names": 2, "asked_on": "2023-03-08"}
    request = facts | {"deadline_day": "2024-03-16"}
    made = ok(await coordinator.post("/members/api/bodies/kumppanuuspoyta/nominations", json=request), 201)
    path, clients = f"/members/api/nominations/{made['id']}", []
    for number in (71, 72):
        offer = bodies.person(number) | {"represents": f"Malli {number} ry"}
        ok(await coordinator.post(f"{path}/candidates", json=offer), 201)
        known = ok(await coordinator.post("/members/api/people", json=bodies.person(number)), 201)
        clients.append(region.client("member", person_id=UUID(known["person_id"])))
    (one, other), (me, them) = ok(await coordinator.get(path))["candidates"], clients
    back = f"/members/candidacies/{one['id']}/return"
    again = bodies.person(72) | {"represents": "Malli 72 ry", "grounds": "Suostui sittenkin."}
    twice = await coordinator.post(f"{path}/candidates", json=again)
    ok(await me.post(f"/members/api/me/candidacies/{one['id']}/withdrawal"), 204)
    ok(await them.post(f"/members/api/me/candidacies/{other['id']}/withdrawal"), 204)

    own = await me.get("/members/me?lang=fi")
    foreign = await them.post(back)
    returned = await me.post(back)
    proposed = ok(await coordinator.post(f"{path}/candidates", json=again), 201)
    (mine,) = ok(await me.get("/members/api/me/candidacies"))["items"]
    both = ok(await coordinator.get(path))["candidates"]
    for client, candidate in ((me, one), (them, other)):
        ok(await client.post(f"/members/api/me/candidacies/{candidate['id']}/withdrawal"), 204)
    over = {"deadline_day": "2024-03-16", "candidates_day": "2023-01-07"}
    ok(await coordinator.put(f"{path}/times", json=over))
    late = await me.post(f"/members/api/me/candidacies/{one['id']}/return")
    closed = await me.get("/members/me?lang=fi")
    by_coordinator = await coordinator.post(f"{path}/candidates", json=again)

    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/members/candidate-known")
    assert [back in page.text for page in (own, closed)] == [True, False]
    assert (foreign.status_code, returned.status_code, by_coordinator.status_code) == (404, 303, 201)
    assert proposed["id"] == other["id"]
    assert [mine[name] for name in ("withdrawn", "consents", "grounds", "may_return")] == [
        None,
        False,
        "",
        False,
    ]
    assert [candidate["withdrawn"] for candidate in both] == [None, None]
    assert (late.status_code, late.json()["type"]) == (409, "/problems/members/candidates-closed")


async def test_a_proposal_is_written_anew_until_it_is_sent(region: Region, body: dict[str, Any]) -> None:
    chair = region.client("chair", body_id=UUID(body["id"]))
    proposal = {
        "organ_fi": "Lautakunta",
        "level": "regional",
        "addressee": "Liitto",
        "words_fi": "Siksi.",
        "represents": "Mallijärjestö 67 ry",
        **bodies.person(67),
        "agreed": "1",
        "term_starts": "2023-06-01",
        "term_ends": "2025-05-31",
    }
    written = await chair.post("/members/bodies/kumppanuuspoyta/initiatives/new", data=proposal)
    page = written.headers["location"]
    path = page.replace("/members/", "/members/api/")
    candidates = "SELECT person_id, represents, grounds, withdrawn FROM candidate WHERE nomination_id = $1"
    initiative_id = UUID(page.rsplit("/", 1)[1])
    ((person_id, *_),) = await region.rows("members", candidates, initiative_id)
    me = region.client("member", person_id=person_id)

    link = await chair.get(page)
    form = await chair.get(f"{page}/edit?lang=sv")
    outside = (await region.client("member", body_id=UUID(body["id"])).get(f"{page}/edit")).status_code
    ended = await chair.post(f"{page}/edit", data=proposal | {"term_ends": "2023-05-31"})
    reworded = await chair.post(
        f"{page}/edit", data=proposal | {"words_fi": "Muusta syystä.", "grounds": "Osaa."}
    )
    same = await region.rows("members", candidates, initiative_id)
    (own,) = ok(await me.get("/members/api/me/candidacies"))["items"]
    ok(await me.post(f"/members/api/me/candidacies/{own['id']}/withdrawal"), 204)
    asked = await chair.get(f"{page}/edit")
    await chair.post(f"{page}/edit", data=proposal)
    again = await region.rows("members", candidates, initiative_id)
    await chair.post(
        f"{page}/edit", data=proposal | bodies.person(68) | {"represents": "Mallijärjestö 68 ry"}
    )
    other = ok(await chair.get(path))
    forgotten = ok(await me.get("/members/api/me/candidacies"))["items"]
    ok(await chair.post(f"{path}/sending"))
    late = await chair.post(f"{page}/edit", data=proposal | bodies.person(68))
    closed = await chair.get(f"{page}/edit")

    assert (f"{page}/edit" in link.text, outside, ended.status_code, reworded.status_code) == (
        True,
        404,
        422,
        303,
    )
    assert ["Siksi." in form.text, "edustaja-67@example.org" in form.text] == [True, True]
    assert [tuple(one)[1:3] for one in same] == [("Mallijärjestö 67 ry", "Osaa.")]
    assert ["checked" in one.text.split('name="agreed"')[1].split(">")[0] for one in (form, asked)] == [
        True,
        False,
    ]
    assert [tuple(one) for one in again] == [(person_id, "Mallijärjestö 67 ry", "", None)]
    assert (other["name"], other["represents"], forgotten) == ("Edustaja 68", "Mallijärjestö 68 ry", [])
    assert (late.status_code, closed.headers["location"]) == (422, page)
