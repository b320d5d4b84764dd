"""The coordinator's hand on the register, and what a person can do by JSON as on the own page."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from shared.chassis import links
from shared.contracts.members import SignInRequested
from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

SERVICE = ("members",)
REGION = "ita-uusimaa"
ME = {"name": "Rekisterissä Oleva", "email": "rekisteri@example.org", "language": "fi"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def body_id(region: Region) -> str:
    made = ok(await region.client("coordinator").post("/members/api/bodies", json=acts.table()), 201)
    return str(made["id"])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def person_id(region: Region, body_id: str) -> str:
    """A person added by the form, as the coordinator does."""
    added = await region.client("coordinator").post("/members/people/new", data=ME)
    assert added.status_code == 303
    return str(added.headers["location"].rsplit("/", 1)[1])


async def test_an_address_that_is_known_leads_to_its_person(region: Region, person_id: str) -> None:
    other = ME | {"name": "Toinen Nimi"}

    again = await region.client("coordinator").post("/members/people/new", data=other)
    wrong = await region.client("coordinator").post("/members/people/new", data=ME | {"email": "ei osoite"})

    assert again.headers["location"] == f"/members/people/{person_id}"
    assert wrong.status_code == 422


async def test_a_coordinator_corrects_a_person_and_it_is_written_down_by_whom(
    region: Region, person_id: str
) -> None:
    known = {"name": "Korjaava Koordinaattori", "email": "korjaaja@example.org", "language": "fi"}
    by = ok(await region.client("coordinator").post("/members/api/people", json=known), 201)["person_id"]
    coordinator = region.client("coordinator", person_id=UUID(by))
    me = region.client("member", person_id=UUID(person_id))

    name = "Rekisterissä Yhä"
    corrected = await coordinator.post(
        f"/members/people/{person_id}/correct", data={"name": name, "language": "fi"}
    )
    patched = ok(await coordinator.patch(f"/members/api/people/{person_id}", json={"language": "sv"}))
    theirs = await coordinator.get(f"/members/people/{person_id}?lang=fi")
    own = await me.get("/members/me/record?lang=fi")

    assert corrected.status_code == 303
    assert (patched["name"], patched["language"]) == (name, "sv")
    assert "Korjaava Koordinaattori" in theirs.text
    assert "Korjaava Koordinaattori" not in own.text
    assert "muutti joku toinen" in own.text


async def test_a_role_is_given_and_ended_and_holds_no_more(
    region: Region, person_id: str, body_id: str
) -> None:
    coordinator = region.client("coordinator")
    path = f"/members/people/{person_id}/roles"

    given = await coordinator.post(path, data={"role": "secretary", "body_id": body_id})
    (held,) = ok(await coordinator.get(f"/members/api{path.removeprefix('/members')}"))["items"]
    shown = await coordinator.get(f"{path}?lang=fi")
    ended = await coordinator.post(f"{path}/{held['grant_id']}/end")
    (after,) = ok(await coordinator.get(f"/members/api{path.removeprefix('/members')}"))["items"]
    hidden = await coordinator.get(f"{path}?lang=fi")

    assert (given.status_code, ended.status_code) == (303, 303)
    assert (held["role"], held["body_id"], held["ends"], held["with_seat"]) == (
        "secretary",
        body_id,
        None,
        False,
    )
    assert after["ends"] < held["starts"]
    assert (f"{held['grant_id']}/end" in shown.text, f"{held['grant_id']}/end" in hidden.text) == (
        True,
        False,
    )
    record = ok(await coordinator.get(f"/members/api/people/{person_id}/record"))
    assert {"role_given", "role_ended"} <= {one["what"] for one in record["changes"]}


@pytest.mark.parametrize(
    ("giver", "role", "whole", "status"),
    [
        ("coordinator", "secretary", True, 422),
        ("coordinator", "coordinator", True, 403),
        ("operator", "coordinator", True, 303),
        ("chair", "secretary", False, 404),
        ("member", "member", False, 404),
    ],
)
async def test_who_may_give_what(
    region: Region, person_id: str, body_id: str, giver: str, role: str, whole: bool, status: int
) -> None:
    data = {"role": role, "body_id": "" if whole else body_id}

    answer = await region.client(giver).post(f"/members/people/{person_id}/roles", data=data)

    assert answer.status_code == status


async def test_the_coordinator_of_one_body_finds_its_own_doors_open_and_no_others(
    region: Region, person_id: str, body_id: str
) -> None:
    own, other = (region.client("coordinator", body_id=one) for one in (UUID(body_id), uuid4()))
    page, path = f"/members/people/{person_id}/roles", f"/members/api/people/{person_id}/roles"
    chair, secretary = ({"role": role, "body_id": body_id} for role in ("chair", "secretary"))
    body = "/members/api/bodies/kumppanuuspoyta"

    given = [
        (await own.post(page, data=chair)).status_code,
        (await own.post(path, json=secretary)).status_code,
    ]
    strange = [
        (await other.post(page, data=chair)).status_code,
        (await other.post(path, json=secretary)).status_code,
        (await own.post(path, json={"role": "coordinator"})).status_code,
    ]
    held = [one for one in ok(await own.get(path))["items"] if one["ends"] is None]
    shown = await own.get(page)
    kept = [(await other.post(f"{where}/{held[0]['grant_id']}/end")).status_code for where in (path, page)]
    hidden = await other.get(f"{page}?lang=fi")
    ended = [
        (await own.post(f"{where}/{one['grant_id']}/end")).status_code
        for where, one in zip((path, page), held, strict=True)
    ]
    changed = ok(await own.patch(body, json={"cadence_max": 9}))
    unchanged = [
        (await one.patch(body, json={"cadence_max": 8})).status_code for one in (other, region.client())
    ]

    assert (given, strange, kept, ended) == ([303, 204], [403, 403, 403], [403, 404], [204, 303])
    assert [one["role"] for one in held] == ["chair", "secretary"]
    assert ok(await other.get(path)) == {"items": []}
    assert f'value="{body_id}"' in shown.text
    assert (f'value="{body_id}"' in hidden.text, "Ei rooleja." in hidden.text) == (False, True)
    assert (changed["cadence_max"], unchanged) == (9, [404, 401])


async def test_a_coordinator_is_ended_only_by_the_operator_and_a_seat_keeps_its_role(
    region: Region, person_id: str
) -> None:
    seat = {"kind": "county", "represents": "Hyvinvointialue", "person": ME}
    days = {"starts": "2023-01-02", "ends": "2024-12-31"}
    seats = "/members/api/bodies/kumppanuuspoyta/seats"
    coordinator, operator = region.client("coordinator"), region.client("operator")
    ok(await coordinator.post(seats, json=seat | days), 201)
    path = f"/members/api/people/{person_id}/roles"
    grants = {
        one["role"]: one for one in ok(await coordinator.get(path))["items"] if one["ends"] != "2023-01-01"
    }

    refused = await coordinator.post(f"{path}/{grants['coordinator']['grant_id']}/end")
    ended = await operator.post(f"{path}/{grants['coordinator']['grant_id']}/end")
    of_seat = await operator.post(f"{path}/{grants['member']['grant_id']}/end")

    assert (refused.status_code, ended.status_code) == (403, 204)
    assert (of_seat.status_code, of_seat.json()["type"]) == (409, "/problems/members/role-of-seat")


async def test_sessions_are_listed_and_ended_by_json(region: Region, person_id: str) -> None:
    tokens = [await _token(region) for _ in range(3)]
    first, second, third = ({"authorization": f"Bearer {one}"} for one in tokens)
    anyone, path = region.client(), "/members/api/me/sessions"

    listed = ok(await anyone.get(path, headers=first))["items"]
    theirs = next(one["session_id"] for one in listed if not one["here"])
    ok(await anyone.delete(f"{path}/{theirs}", headers=first), 204)
    two = ok(await anyone.get(path, headers=first))["items"]
    ok(await anyone.delete(path, headers=first), 204)
    one = ok(await anyone.get(path, headers=first))["items"]
    ok(await anyone.delete("/members/api/session", headers=first), 204)
    renewed = [
        (await anyone.post("/members/api/session", headers=each)).status_code
        for each in (first, second, third)
    ]

    assert ([len(listed), len(two), len(one)], one[0]["here"]) == ([3, 2, 1], True)
    assert renewed == [401, 401, 401]


async def test_consents_are_listed_with_their_words_and_versions(region: Region, person_id: str) -> None:
    me = region.client("member", person_id=UUID(person_id))
    path = "/members/api/me/consents"

    ok(await me.put(f"{path}/directory"), 204)
    ok(await me.delete(f"{path}/directory"), 204)
    ok(await me.put(f"{path}/directory"), 204)
    found = {one["purpose"]: one for one in ok(await me.get(path))["items"]}
    page = await me.get("/members/me?lang=fi")

    directory = found["directory"]
    assert (directory["agreed"], found["expertise"]["agreed"]) == (True, False)
    assert [one["text_version"] for one in directory["consents"]] == [1, 1]
    assert directory["title"]["fi"] == "Nimeni jäsenten hakemistossa"
    assert page.text.count('data-label="Tekstin versio"') == 2


async def test_what_an_erasure_takes_is_told_before_it(region: Region, person_id: str) -> None:
    me = region.client("member", person_id=UUID(person_id))

    own = ok(await me.get("/members/api/me/erasure"))
    theirs = ok(await region.client("coordinator").get(f"/members/api/people/{person_id}/erasure"))
    others = [
        (await client.get(f"/members/api/people/{person_id}/erasure")).status_code
        for client in (region.client(), region.client("member"))
    ]

    assert own == theirs
    assert (own["seats"], own["only_coordinator"]) == (1, False)
    assert others == [401, 404]


async def _token(region: Region) -> str:
    ok(await region.client().post("/members/api/sign-ins", json={"email": ME["email"]}), 202)
    await region.settled()
    asked = (await region.events(SignInRequested))[-1]
    token = links.sign(region.instance, "sign-in", {"id": str(asked.sign_in_id)}, until=asked.until)
    session: dict[str, Any] = ok(await region.client().post(f"/members/api/sign-ins/{token}"))
    return str(session["token"])
