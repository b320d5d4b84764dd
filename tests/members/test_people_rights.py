"""To see, to correct, to save, to agree and to withdraw."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from services.members.consents import commands as consents
from services.members.profiles import commands as profiles
from shared.contracts.members import OrganisationRegistered
from shared.contracts.people import PersonChanged
from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
NAME, EMAIL = "Aino Esimerkki", "aino@example.org"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def person_id(region: Region) -> UUID:
    """Let someone apply, be a deputy elsewhere and take a seat."""
    call_id = await acts.open_call(region)
    offer = acts.offer(1, "moniala", name=NAME, email=EMAIL, grounds="Tunnen alueen hyvin.")
    sent = f"/members/api/calls/{call_id}/applications"
    made = ok(await region.client().post(sent, json=offer | {"alternative_theme": "vammaiset"}), 201)
    coordinator = region.client("coordinator")
    agreed = {
        "theme": "vammaiset",
        "consent": True,
        "how": "phone",
        "by": "Koordinaattori",
        "on": "2022-12-29",
    }
    ok(await coordinator.post(f"/members/api/applications/{made['application_id']}/move", json=agreed))
    person = {"name": NAME, "email": EMAIL, "language": "fi"}
    seat = {
        "kind": "county",
        "represents": "Itä-Uudenmaan hyvinvointialue",
        "person": person,
        "starts": "2022-12-29",
        "ends": "2023-12-31",
    }
    ok(await coordinator.post("/members/api/bodies/kumppanuuspoyta/seats", json=seat), 201)
    return UUID(ok(await coordinator.post("/members/api/people", json=person), 201)["person_id"])


async def _record(region: Region, person_id: UUID) -> dict[str, Any]:
    me = region.client("member", person_id=person_id)
    found: dict[str, Any] = ok(await me.get("/members/api/me/record"))
    return found


async def test_the_export_has_everything_that_is_known(region: Region, person_id: UUID) -> None:
    record = await _record(region, person_id)
    page = await region.client("member", person_id=person_id).get("/members/me/record?lang=sv")

    assert record["person"] | {"person_id": ""} == {
        "person_id": "",
        "name": NAME,
        "email": EMAIL,
        "language": "fi",
        "languages": [],
    }
    assert [one["represents"] for one in record["seats"]] == ["Itä-Uudenmaan hyvinvointialue"]
    assert [one["kind"] for one in record["roles"]] == ["member"]
    assert [one["grounds"] for one in record["applications"]] == ["Tunnen alueen hyvin."]
    (applied,) = record["applications"]
    assert {name: applied[name] for name in ("scope", "applied_theme", "theme", "alternative_themes")} == {
        "scope": "local",
        "applied_theme": "moniala",
        "theme": "vammaiset",
        "alternative_themes": ["vammaiset"],
    }
    assert applied["theme_consent"] == {"how": "phone", "by": "Koordinaattori", "on": "2022-12-29"}
    assert "Organisationer för personer med funktionsnedsättning" in page.text
    assert record["contact_of"] == ["Malliyhdistys 1 ry"]
    assert page.status_code == 200
    assert all(words in page.text for words in (NAME, EMAIL, "Tunnen alueen hyvin.", "Malliyhdistys 1 ry"))


async def test_the_coordinator_looks_people_up_and_nobody_else_does(region: Region, person_id: UUID) -> None:
    paths = ("/members/api/people?q=aino", f"/members/api/people/{person_id}/record")
    coordinator, member = region.client("coordinator"), region.client("member")

    found = ok(await coordinator.get(paths[0]))
    pages = [
        await coordinator.get(path) for path in ("/members/people?q=AINO", f"/members/people/{person_id}")
    ]
    refused = [(await member.get(path)).status_code for path in paths]

    assert (found["total"], [one["name"] for one in found["people"]]) == (1, [NAME])
    assert [(page.status_code, NAME in page.text) for page in pages] == [(200, True), (200, True)]
    assert refused == [404, 404]
    assert ok(await coordinator.get("/members/api/people?q=%25"))["total"] == 0


async def test_a_correction_is_written_down_without_what_it_was(region: Region, person_id: UUID) -> None:
    me = region.client("member", person_id=person_id)

    ok(await me.patch("/members/api/me", json={"language": "sv"}))
    ok(await me.patch("/members/api/me", json={"language": "sv"}))

    changes = (await _record(region, person_id))["changes"]
    assert [(one["what"], one["own"]) for one in changes] == [("language", True)]


async def test_a_consent_is_given_withdrawn_and_given_again_and_each_is_remembered(
    region: Region, person_id: UUID
) -> None:
    me = region.client("member", person_id=person_id)
    path, give = "/members/me/consents", {"purpose": "directory", "give": "true"}

    statuses = [
        (await me.post(path, data=data)).status_code
        for data in (
            give,
            give,
            {"purpose": "directory"},
            {"purpose": "directory"},
            give,
            {"purpose": "else"},
        )
    ]

    assert statuses == [303, 303, 303, 303, 303, 422]
    consents = (await _record(region, person_id))["consents"]
    told = sorted((one["purpose"], one["text_version"], one["withdrawn"] is None) for one in consents)
    assert told == [("directory", "1", False), ("directory", "1", True)]


async def test_only_those_who_agree_are_on_the_list_of_a_purpose(region: Region, person_id: UUID) -> None:
    path = "/members/api/consents/directory"

    found = ok(await region.client("coordinator").get(path))
    others = [(await client.get(path)).status_code for client in (region.client(), region.client("member"))]
    unknown = await region.client("coordinator").get("/members/api/consents/else")

    assert (found["total"], [one["email"] for one in found["people"]]) == (1, [EMAIL])
    assert others == [401, 404]
    assert unknown.status_code == 422


async def test_the_only_coordinator_cannot_go(region: Region, person_id: UUID) -> None:
    person = {"name": "Koordinaattori", "email": "koordinaattori@example.org", "language": "fi"}
    only = ok(await region.client("coordinator").post("/members/api/people", json=person), 201)["person_id"]
    role = {"role": "coordinator"}
    ok(await region.client("operator").post(f"/members/api/people/{only}/roles", json=role), 204)

    refused = await region.client("coordinator", person_id=UUID(only)).post("/members/api/me/erasure")

    assert refused.status_code == 409


async def test_an_organisation_is_told_to_be_without_its_contact(region: Region, person_id: UUID) -> None:
    ok(await region.client("member", person_id=person_id).post("/members/me/erase"), 303)
    await region.settled()

    told = (await region.events(OrganisationRegistered))[-1]
    gone = await region.client("member", person_id=person_id).get("/members/api/me")

    assert (told.name, told.contact_person_id) == ("Malliyhdistys 1 ry", None)
    assert gone.status_code == 404


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def expert(region: Region, person_id: UUID) -> UUID:
    """Let the coordinator know someone of whom nothing else is known."""
    person = {"name": "Olli Osaaja", "email": "olli@example.org", "language": "fi"}
    return UUID(
        ok(await region.client("coordinator").post("/members/api/people", json=person), 201)["person_id"]
    )


async def test_telephone_needs_and_expertise_are_kept_by_the_persons_own_consent_alone(
    region: Region, expert: UUID
) -> None:
    coordinator, me = region.client("coordinator"), region.client("member", person_id=expert)
    ok(await coordinator.put("/members/api/directory-settings", json={"expertise": True}))
    told = {"phone": "+358 40 123 4567", "needs": "Induktiosilmukka.", "expertise": ["omaishoito"]}
    paths = ("/members/api/me/profile", f"/members/api/people/{expert}/profile")

    alone = await me.put(paths[0], json=told | {"agreed": ["telephone", "expertise"]})
    for_them = await coordinator.put(paths[1], json=told)
    form = await me.post("/members/me/profile?lang=fi", data={"phone": told["phone"]})
    ticks = {"agree_phone": "1", "agree_needs": "1", "agree_expertise": "1"}
    not_theirs = await coordinator.post(f"/members/people/{expert}/profile", data=told | ticks)
    ticked = await me.post("/members/me/profile", data=told | ticks)

    missing = "/problems/members/consent-missing"
    assert [(one.status_code, one.json()["type"]) for one in (alone, for_them)] == [(409, missing)] * 2
    assert (form.status_code, "jota ei ole annettu" in form.text) == (422, True)
    assert (not_theirs.status_code, ticked.status_code) == (422, 303)
    seen = ok(await coordinator.get(paths[1]))
    assert {name: seen[name] for name in told} == told
    assert seen["agreed"] == ["accessibility", "expertise", "telephone"]
    assert ok(await me.get("/members/api/me/record"))["profile"] == told
    pages = [await me.get("/members/me"), await coordinator.get(f"/members/people/{expert}")]
    assert [(told["phone"] in page.text, told["needs"] in page.text) for page in pages] == [(True, True)] * 2
    changed = await coordinator.post(f"/members/people/{expert}/profile", data=told | {"phone": "09 1234"})
    assert (changed.status_code, ok(await me.get(paths[0]))["phone"]) == (303, "09 1234")


async def test_what_was_told_by_consent_is_for_the_person_and_the_coordinator(
    region: Region, expert: UUID
) -> None:
    path = f"/members/api/people/{expert}/profile"
    body = ok(await region.client("coordinator").get("/members/api/bodies/kumppanuuspoyta"))["id"]
    others = [region.client(role, body_id=UUID(body)) for role in ("coordinator", "chair", "member")]

    refused = [(await one.get(path)).status_code for one in (*others, region.client())]
    told = [event.model_dump_json() for event in await region.events(PersonChanged)]

    assert refused == [404, 404, 404, 401]
    assert [one for one in told if "09 1234" in one or "Induktio" in one] == []


async def test_experts_are_looked_up_by_their_tags_while_these_are_in_use(
    region: Region, expert: UUID
) -> None:
    coordinator = region.client("coordinator")
    path, page = "/members/api/people?expertise=omaishoito", "/members/people?expertise=omaishoito&lang=fi"

    found = ok(await coordinator.get(path))
    shown = (await coordinator.get(page)).text
    ok(await coordinator.put("/members/api/directory-settings", json={"expertise": False}))
    off = await region.client("member", person_id=expert).put(
        "/members/api/me/profile", json={"expertise": ["omaishoito"]}
    )
    hidden = (await coordinator.get(f"/members/people/{expert}?lang=fi")).text
    ok(await region.client("member", person_id=expert).put("/members/api/me/profile", json={"phone": ""}))
    kept = ok(await region.client("member", person_id=expert).get("/members/api/me/profile"))
    ok(await coordinator.put("/members/api/directory-settings", json={"expertise": True}))

    assert ([one["name"] for one in found["people"]], found["total"]) == (["Olli Osaaja"], 1)
    assert ("Olli Osaaja" in shown, "Omaishoito" in shown, "Omaishoito" in hidden) == (True, True, False)
    assert off.json()["type"] == "/problems/members/expertise-off"
    assert (kept["phone"], kept["needs"], kept["expertise"]) == ("", "", ["omaishoito"])


async def test_a_consent_taken_back_takes_what_it_kept_along(region: Region, expert: UUID) -> None:
    me = region.client("member", person_id=expert)
    told = {"phone": "09 1234", "needs": "Tulkki.", "expertise": ["omaishoito"]}
    ok(await me.put("/members/api/me/profile", json=told))

    ok(await me.delete("/members/api/me/consents/accessibility"), 204)
    one = ok(await me.get("/members/api/me/profile"))
    await me.post("/members/me/consents", data={"purpose": "expertise"})
    two = ok(await me.get("/members/api/me/profile"))

    assert (one["phone"], one["needs"], one["expertise"]) == ("09 1234", "", ["omaishoito"])
    assert (two["phone"], two["expertise"], two["agreed"]) == ("09 1234", [], ["telephone"])


async def test_telling_and_taking_a_consent_back_wait_for_each_other(region: Region, expert: UUID) -> None:
    station = region.process._stations[region.instance.slug, "members"]
    held = "SELECT 1 FROM person WHERE id = $1 FOR UPDATE SKIP LOCKED"
    told = {"phone": "", "needs": "", "expertise": []}

    async with station.transactions.begin() as tx:
        await profiles.tell(tx, expert, told, by=expert, at=tx.at)
        telling = await region.rows("members", held, expert)
    async with station.transactions.begin() as tx:
        await consents.withdraw(tx, expert, "telephone", at=tx.at)
        withdrawing = await region.rows("members", held, expert)

    assert (telling, withdrawing) == ([], [])
    assert len(await region.rows("members", held, expert)) == 1
