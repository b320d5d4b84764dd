"""To see, to correct, to save, to agree and to withdraw."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from shared.contracts.members import OrganisationRegistered
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
    ok(await region.client().post(f"/members/api/calls/{call_id}/applications", json=offer), 201)
    coordinator = region.client("coordinator")
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
