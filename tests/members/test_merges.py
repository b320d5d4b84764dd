"""Two entries of one organisation become one, with what hangs on them, and can be parted again."""

from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from PIL import Image

from shared.contracts.members import OrganisationRegistered
from tests.members.acts import offer, ok, open_call
from tests.region import Region

REGION = "ita-uusimaa"
PATH = "/members/api/organisations"


async def _entry(region: Region, name: str, **facts: Any) -> str:
    made = await region.client("coordinator").post(PATH, json={"name": name, "scope": "local"} | facts)
    return str(ok(made, 201)["id"])


async def _one(region: Region, key: str) -> dict[str, Any]:
    found: dict[str, Any] = ok(await region.client("coordinator").get(f"{PATH}/{key}"))
    return found


async def test_chosen_fields_move_and_come_back(region: Region) -> None:
    coordinator = region.client("coordinator")
    kept = await _entry(region, "Jäävä ry", short_name="J", members=5)
    gone = await _entry(region, "Jäävä r.y.", short_name="JÄ", business_id="2077474-0", members=9)
    before = await _one(region, kept), await _one(region, gone)
    body = {"merged_id": gone, "take": ["business_id", "members"]}

    joined = ok(await coordinator.post(f"{PATH}/{kept}/merges", json=body), 201)
    after = await _one(region, kept)
    listed = [item["id"] for item in ok(await coordinator.get(PATH, params={"q": "Jäävä"}))["items"]]
    followed = await coordinator.get(f"/members/organisations/{gone}")
    ok(await coordinator.patch(f"{PATH}/{kept}", json={"members": 10}))
    undone = ok(await coordinator.post(f"/members/api/merges/{joined['id']}/undoing"))
    twice = await coordinator.post(f"/members/api/merges/{joined['id']}/undoing")
    parted = await _one(region, kept), await _one(region, gone)

    assert (after["business_id"], after["members"], after["short_name"]) == ("2077474-0", 9, "J")
    assert (listed, followed.headers["location"]) == ([kept], f"/members/organisations/{kept}")
    assert undone["undone"] is not None
    assert twice.status_code == 409
    # What was corrected after the merge stays corrected.
    assert parted[0] == before[0] | {"members": 10, "version": 4}
    assert parted[1] == before[1] | {"version": 3}


async def test_the_other_services_learn_that_nobody_is_to_be_asked_twice(region: Region) -> None:
    coordinator = region.client("coordinator")
    person = {"name": "Yhteys", "email": "yhteys@example.org", "language": "fi"}
    contact = ok(await coordinator.post("/members/api/people", json=person), 201)["person_id"]
    kept = await _entry(region, "Kerrottu ry")
    gone = await _entry(region, "Kerrottu yhdistys", contact_person_id=contact)

    body = {"merged_id": gone, "take": ["contact_person_id"]}
    ok(await coordinator.post(f"{PATH}/{kept}/merges", json=body), 201)
    await region.settled()
    told = {str(event.organisation_id): event for event in await region.events(OrganisationRegistered)}

    assert (told[gone].merged_into, told[gone].contact_person_id) == (UUID(kept), None)
    assert (told[kept].merged_into, told[kept].contact_person_id) == (None, UUID(contact))


async def test_applications_move_and_two_in_one_call_block_it(region: Region) -> None:
    call_id = await open_call(region)
    coordinator = region.client("coordinator")
    path = f"/members/api/calls/{call_id}/applications"
    sent = [ok(await region.client().post(path, json=offer(number, "vammaiset")), 201) for number in (1, 2)]
    first, second = (one["organisation_id"] for one in sent)
    other = await _entry(region, "Malliyhdistys yksi")

    blocked = await coordinator.post(f"{PATH}/{first}/merges", json={"merged_id": second})
    joined = ok(await coordinator.post(f"{PATH}/{other}/merges", json={"merged_id": first}), 201)
    moved = await _organisation_of(region, sent[0]["application_id"])
    ok(await coordinator.post(f"/members/api/merges/{joined['id']}/undoing"))
    back = await _organisation_of(region, sent[0]["application_id"])

    assert (blocked.status_code, blocked.json()["type"]) == (409, "/problems/members/merge-blocked")
    assert (await _one(region, second))["merged_into_id"] is None
    assert (joined["moved"], moved, back) == (1, other, first)


async def _organisation_of(region: Region, application_id: str) -> str:
    query = "SELECT organisation_id FROM application WHERE id = $1"
    return str((await region.rows("members", query, UUID(application_id)))[0][0])


async def test_merges_are_parted_in_the_order_they_stand_on_each_other(region: Region) -> None:
    coordinator = region.client("coordinator")
    first, second, third = [await _entry(region, f"Ketju {place}") for place in ("yksi", "kaksi", "kolme")]
    lower = ok(await coordinator.post(f"{PATH}/{second}/merges", json={"merged_id": third}), 201)["id"]
    upper = ok(await coordinator.post(f"{PATH}/{first}/merges", json={"merged_id": second}), 201)["id"]

    early = await coordinator.post(f"/members/api/merges/{lower}/undoing")
    followed = (await _one(region, third))["merged_into_id"]
    codes = [
        (await coordinator.post(f"/members/api/merges/{key}/undoing")).status_code for key in (upper, lower)
    ]

    assert (early.status_code, followed, codes) == (409, first, [200, 200])
    assert [(await _one(region, key))["merged_into_id"] for key in (first, second, third)] == [None] * 3


async def test_an_entry_is_not_joined_to_itself_to_one_that_went_or_to_nothing(region: Region) -> None:
    coordinator = region.client("coordinator")
    one, gone = await _entry(region, "Itse ry"), await _entry(region, "Mennyt ry")
    ok(await coordinator.post(f"{PATH}/{one}/merges", json={"merged_id": gone}), 201)

    codes = [
        (await coordinator.post(f"{PATH}/{one}/merges", json={"merged_id": other})).status_code
        for other in (one, gone, str(uuid4()))
    ]
    changed = await coordinator.patch(f"{PATH}/{gone}", json={"name": "Takaisin ry"})

    assert (codes, changed.status_code) == ([409, 409, 404], 404)


async def test_two_entries_are_compared_joined_and_parted_in_the_pages(region: Region) -> None:
    coordinator = region.client("coordinator")
    kept = await _entry(region, "Sivujen Järjestö ry")
    gone = await _entry(region, "Sivujen jarjestö", description="Kertoo enemmän.", municipality="638")
    here = f"/members/organisations/{kept}/merges"

    listed = await coordinator.get(f"{here}?lang=sv")
    compared = await coordinator.get(f"{here}/{gone}?lang=fi")
    joined = await coordinator.post(f"{here}/{gone}", data={"take": ["description", "municipality"]})
    history = await coordinator.get(f"{here}?lang=fi")
    merge_id = ok(await coordinator.get(f"{PATH}/{kept}/merges"))["items"][0]["id"]
    parted = await coordinator.post(f"/members/merges/{merge_id}/undo")

    assert f"{here}/{gone}" in listed.text
    assert all(words in compared.text for words in ("Kertoo enemmän.", "Porvoo", "Kotikunta"))
    assert (joined.status_code, parted.status_code) == (303, 303)
    assert "Erota ne taas" in history.text
    assert (await _one(region, kept))["municipality"] is None


async def test_the_logo_of_the_one_that_stays_stays_and_one_without_gets_the_others(region: Region) -> None:
    coordinator = region.client("coordinator")
    first, second, third = [await _entry(region, f"Kuva {place}") for place in ("yksi", "kaksi", "kolme")]
    for key, side in ((first, 10), (second, 20)):
        picture = BytesIO()
        Image.new("L", (side, side)).save(picture, "PNG")
        path = f"{PATH}/{key}/logo"
        ok(await coordinator.put(path, files={"file": ("logo", picture.getvalue())}), 204)

    async def sides() -> list[int]:
        found = [await region.client().get(f"/members/organisations/{key}/logo.png") for key in keys]
        return [Image.open(BytesIO(one.content)).width if one.is_success else 0 for one in found]

    keys = (first, second, third)
    lower = ok(await coordinator.post(f"{PATH}/{first}/merges", json={"merged_id": second}), 201)["id"]
    both = await sides()
    upper = ok(await coordinator.post(f"{PATH}/{third}/merges", json={"merged_id": first}), 201)["id"]
    passed = await sides()
    for key in (upper, lower):
        ok(await coordinator.post(f"/members/api/merges/{key}/undoing"))

    assert (both, passed, await sides()) == ([10, 0, 0], [0, 0, 10], [10, 20, 0])
