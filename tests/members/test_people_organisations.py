"""What a person does in organisations, from when until when, and which languages the person speaks."""

from typing import Any
from uuid import UUID, uuid4

import pytest_asyncio

from shared.contracts.people import PersonChanged
from tests.members.acts import ok
from tests.region import Region

SERVICE = ("members",)
REGION = "ita-uusimaa"
API = "/members/api"
ME = {"name": "Liisa Linkki", "email": "liisa@example.org", "language": "fi"}
DIRECTOR = {"role": "toiminnanjohtaja", "starts": "2022-01-01"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def person_id(region: Region) -> str:
    region.clock.set("2022-12-29T12:00:00+02:00")
    return str(ok(await region.client("coordinator").post(f"{API}/people", json=ME), 201)["person_id"])


async def _organisation(region: Region, name: str) -> str:
    entry = {"name": name, "scope": "local"}
    return str(ok(await region.client("coordinator").post(f"{API}/organisations", json=entry), 201)["id"])


async def _held(region: Region, person_id: str) -> list[tuple[Any, ...]]:
    found = ok(await region.client("coordinator").get(f"{API}/people/{person_id}/organisations"))
    return [(one["name"], one["role"], one["starts"], one["ends"]) for one in found["items"]]


async def test_a_person_works_in_several_organisations_and_what_ended_stays(
    region: Region, person_id: str
) -> None:
    coordinator, path = region.client("coordinator"), f"{API}/people/{person_id}/organisations"
    first, second = [await _organisation(region, name) for name in ("Eka ry", "Toka ry")]

    led = ok(await coordinator.post(path, json=DIRECTOR | {"organisation_id": first}), 201)
    again = ok(await coordinator.post(path, json=DIRECTOR | {"organisation_id": first}), 201)
    chaired = {"organisation_id": second, "role": "puheenjohtaja", "starts": "2022-06-01"}
    ok(await coordinator.post(path, json=chaired), 201)
    ok(await coordinator.post(f"{path}/{led['affiliation_id']}/end", json={}), 204)
    twice = await coordinator.post(f"{path}/{led['affiliation_id']}/end", json={"on": "2023-05-31"})
    ok(await coordinator.post(path, json=chaired | {"organisation_id": first}), 201)

    assert again == led
    assert twice.json()["type"] == "/problems/members/affiliation-ended"
    assert sorted(await _held(region, person_id)) == [
        ("Eka ry", "puheenjohtaja", "2022-06-01", None),
        ("Eka ry", "toiminnanjohtaja", "2022-01-01", "2022-12-29"),
        ("Toka ry", "puheenjohtaja", "2022-06-01", None),
    ]


async def test_an_organisation_shows_its_people_to_coordinators_only(region: Region, person_id: str) -> None:
    coordinator, organisation = region.client("coordinator"), await _organisation(region, "Näkyvä ry")
    other = ok(await coordinator.post(f"{API}/people", json=ME | {"email": "eri@example.org"}), 201)
    for one in (person_id, other["person_id"]):
        body = DIRECTOR | {"organisation_id": organisation}
        ok(await coordinator.post(f"{API}/people/{one}/organisations", json=body), 201)
    path = f"{API}/organisations/{organisation}/people"
    stranger = region.client("member", person_id=uuid4())

    page = await coordinator.get(f"/members/organisations/{organisation}?lang=fi")
    people = ok(await coordinator.get(path))["items"]
    refused = [(await client.get(path)).status_code for client in (region.client(), stranger)]
    theirs = await stranger.get(f"{API}/people/{person_id}/organisations")
    wrote = await stranger.post(f"{API}/people/{person_id}/organisations", json=body)

    assert {one["person_id"] for one in people} == {person_id, other["person_id"]}
    assert page.text.count("Liisa Linkki</a>: toiminnanjohtaja, 1.1.2022 alkaen") == 2
    assert (refused, theirs.status_code, wrote.status_code) == ([401, 404], 404, 404)


async def test_a_last_day_comes_after_the_first_and_the_organisation_is_in_the_directory(
    region: Region, person_id: str
) -> None:
    coordinator, path = region.client("coordinator"), f"{API}/people/{person_id}/organisations"
    organisation = await _organisation(region, "Järjestys ry")
    body = DIRECTOR | {"organisation_id": organisation}

    backwards = await coordinator.post(path, json=body | {"ends": "2021-12-31"})
    unknown = await coordinator.post(path, json=body | {"organisation_id": str(uuid4())})
    ahead = ok(await coordinator.post(path, json=body | {"starts": "2023-05-01"}), 201)
    ok(await coordinator.post(f"{path}/{ahead['affiliation_id']}/end", json={}), 204)

    assert (backwards.status_code, unknown.status_code) == (422, 404)
    assert ("Järjestys ry", "toiminnanjohtaja", "2023-05-01", "2023-04-30") in await _held(region, person_id)


async def test_a_coordinator_adds_and_ends_a_role_on_the_page(region: Region, person_id: str) -> None:
    coordinator, organisation = region.client("coordinator"), await _organisation(region, "Sivulla ry")
    path = f"/members/people/{person_id}/organisations"
    typed = {"q": "Sivulla", "role": "sihteeri", "starts": "2022-02-01"}

    found = await coordinator.get(path, params={"q": "Sivulla", "lang": "fi"})
    nothing = await coordinator.post(path, data=typed)
    added = await coordinator.post(path, data=typed | {"organisation_id": organisation})
    rows = await region.rows("members", "SELECT id FROM affiliation WHERE role = 'sihteeri'")
    ended = await coordinator.post(f"{path}/{rows[0]['id']}/end")
    own = region.client("member", person_id=UUID(person_id))
    pages = [(await own.get(f"/members/{one}?lang=fi")).text for one in ("me", "me/record")]

    assert f'value="{organisation}"' in found.text
    assert (nothing.status_code, added.status_code, ended.status_code) == (422, 303, 303)
    assert ["Sivulla ry: sihteeri, 1.2.2022–29.12.2022" in page for page in pages] == [True, True]
    exported = ok(await own.get(f"{API}/me/record"))["affiliations"]
    assert ("Sivulla ry", "2022-12-29") in [(one["name"], one["ends"]) for one in exported]


async def test_roles_follow_an_organisation_that_is_joined_to_another_and_come_back(
    region: Region, person_id: str
) -> None:
    coordinator, path = region.client("coordinator"), f"{API}/people/{person_id}/organisations"
    kept, gone = [await _organisation(region, name) for name in ("Jäävä ry", "Lähtevä yhdistys")]
    link = DIRECTOR | {"role": "jäsensihteeri"}
    for organisation in (kept, gone):
        ok(await coordinator.post(path, json=link | {"organisation_id": organisation}), 201)

    body = {"merged_id": gone, "take": []}
    joined = ok(await coordinator.post(f"{API}/organisations/{kept}/merges", json=body), 201)
    after = [one[0] for one in await _held(region, person_id) if one[1] == "jäsensihteeri"]
    late = await coordinator.post(path, json=link | {"organisation_id": gone})
    ok(await coordinator.post(f"{API}/merges/{joined['id']}/undoing"))
    back = [one[0] for one in await _held(region, person_id) if one[1] == "jäsensihteeri"]

    assert (after, late.status_code) == (["Jäävä ry", "Jäävä ry"], 404)
    assert sorted(back) == ["Jäävä ry", "Lähtevä yhdistys"]


async def test_further_languages_are_mended_by_the_person_and_the_coordinator(
    region: Region, person_id: str
) -> None:
    coordinator, own = region.client("coordinator"), region.client("member", person_id=UUID(person_id))
    told = len([one for one in await region.events(PersonChanged) if str(one.person_id) == person_id])
    typed = {"name": ME["name"], "language": "fi"}

    saved = await own.post("/members/me", data=typed | {"languages": ["sv", "so", "fi"]})
    page = await own.get("/members/me/record?lang=fi")
    mine = ok(await own.get(f"{API}/me"))["languages"]
    added = ok(await coordinator.patch(f"{API}/people/{person_id}", json={"languages": ["sv", "ja"]}))
    kept = ok(await coordinator.patch(f"{API}/people/{person_id}", json={"language": "fi"}))
    wrong = await coordinator.patch(f"{API}/people/{person_id}", json={"languages": ["xx"]})
    form = await coordinator.get(f"/members/people/{person_id}/correct?lang=sv")
    cleared = await coordinator.post(f"/members/people/{person_id}/correct", data=typed)
    await region.settled()

    assert (saved.status_code, mine) == (303, ["so", "sv"])
    assert "somali, ruotsi" in page.text
    assert (added["languages"], kept["languages"], wrong.status_code) == (["ja", "sv"], ["ja", "sv"], 422)
    assert "japanska" in form.text
    assert cleared.status_code == 303
    assert ok(await own.get(f"{API}/me"))["languages"] == []
    events = [one for one in await region.events(PersonChanged) if str(one.person_id) == person_id]
    assert len(events) == told, "which languages somebody speaks is nobody else's to know"


async def test_an_erased_person_has_no_roles_in_organisations_and_no_languages(
    region: Region, person_id: str
) -> None:
    coordinator = region.client("coordinator")
    ok(await coordinator.patch(f"{API}/people/{person_id}", json={"languages": ["so"]}))
    counted = ok(await coordinator.get(f"{API}/people/{person_id}/erasure"))["affiliations"]

    ok(await coordinator.post(f"{API}/people/{person_id}/erasure"), 204)

    query = "SELECT id FROM affiliation WHERE person_id = $1"
    languages = await region.rows("members", "SELECT languages FROM person WHERE id = $1", UUID(person_id))
    assert counted > 0
    assert await region.rows("members", query, UUID(person_id)) == []
    assert list(languages[0]["languages"]) == []
