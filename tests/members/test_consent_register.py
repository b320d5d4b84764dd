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
    pages = [(await one.get("/members/initiatives")).text for one in (chair, member, anyone)]
    assert (before["represents"], before["name"]) == ("Mallijärjestö 63 ry", "Edustaja 63")
    assert ("Mallijärjestö 63 ry" in draft, href in draft, href in sent) == (True, False, True)
    assert [(one["represents"], one["name"]) for one in told] == [
        ("Mallijärjestö 63 ry", "Edustaja 63"),
        (None, None),
        (None, None),
    ]
    assert ["Mallijärjestö 63 ry" in str(items) for items in listed] == [False, False]
    assert ["Mallijärjestö 63 ry" in page for page in pages] == [True, False, False]


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
