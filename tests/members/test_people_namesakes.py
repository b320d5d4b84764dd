"""A person of the same name is suggested before one more is added; two entries of one person are joined."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest_asyncio

from shared.chassis import links
from shared.contracts.members import AddressChangeAsked, SignInRequested
from shared.contracts.people import PersonChanged, PersonMerged
from tests.members import acts
from tests.members.acts import ok
from tests.privacy.search import tables_with
from tests.region import Region

REGION = "ita-uusimaa"
API = "/members/api"
PEOPLE = f"{API}/people"
PAGE = "/members/people/new"
DAYS = {"starts": "2022-12-29", "ends": "2024-12-31"}


class Table:
    """A body with deputies, and its call, which has closed, with applications of three people."""

    call_id: UUID
    body_id: UUID
    sent: list[dict[str, Any]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def table(region: Region) -> Table:
    made = Table()
    made.call_id = await acts.open_call(region)
    body = ok(await region.client("coordinator").get(f"{API}/bodies/kumppanuuspoyta"))
    made.body_id = UUID(body["id"])
    path = f"{API}/calls/{made.call_id}/applications"
    offers = [acts.offer(number, "vammaiset") for number in (1, 2, 3)]
    made.sent = [ok(await region.client().post(path, json=one), 201) for one in offers]
    region.clock.set("2023-01-23T10:00:00+02:00")
    return made


async def _known(region: Region, name: str, email: str, language: str = "fi") -> str:
    who = {"name": name, "email": email, "language": language}
    return str(ok(await region.client("coordinator").post(PEOPLE, json=who), 201)["person_id"])


async def _seat(region: Region, name: str, email: str, **days: str) -> dict[str, Any]:
    seat = {"kind": "county", "represents": "Hyvinvointialue"} | DAYS | days
    seat["person"] = {"name": name, "email": email, "language": "fi"}  # type: ignore[assignment]
    path = f"{API}/bodies/kumppanuuspoyta/seats"
    seated: dict[str, Any] = ok(await region.client("coordinator").post(path, json=seat), 201)
    return seated


async def _signed_in(region: Region, email: str) -> dict[str, Any]:
    ok(await region.client().post(f"{API}/sign-ins", json={"email": email}), 202)
    await region.settled()
    asked = (await region.events(SignInRequested))[-1]
    token = links.sign(region.instance, "sign-in", {"id": str(asked.sign_in_id)}, until=asked.until)
    session: dict[str, Any] = ok(await region.client().post(f"{API}/sign-ins/{token}"))
    return session


async def test_those_of_the_same_name_are_shown_before_a_person_is_added_twice(region: Region) -> None:
    coordinator = region.client("coordinator")
    first = {"name": "Maija Meikäläinen", "email": "maija@yksi.example.org", "language": "fi"}
    known = ok(await coordinator.post("/members/api/people", json=first), 201)
    second = first | {"name": "maija meikäläinen", "email": "maija@kaksi.example.org"}

    asked = await coordinator.post(f"{PAGE}?lang=fi", data=second)
    waiting = await region.rows("members", "SELECT 1 FROM person WHERE email LIKE '%kaksi%'")
    same = await coordinator.post(PAGE, data=first)
    sure = await coordinator.post(PAGE, data=second | {"sure": "1"})

    assert [asked.status_code, same.status_code, sure.status_code] == [422, 303, 303]
    assert f'href="/members/people/{known["person_id"]}"' in asked.text
    assert "Onko kyse samasta ihmisestä?" in asked.text
    assert waiting == []
    assert (
        len(await region.rows("members", "SELECT 1 FROM person WHERE lower(name) = 'maija meikäläinen'")) == 2
    )


async def test_everything_of_one_entry_passes_to_the_other_with_the_chosen_facts(
    region: Region, table: Table
) -> None:
    coordinator = region.client("coordinator")
    kept = await _known(region, "Kaisa Kaksonen", "kaisa@tyo.example.org")
    gone = await _known(region, "Kaisa Kaksonen-Uusi", "kaisa@koti.example.org", "sv")
    session = await _signed_in(region, "kaisa@koti.example.org")
    entry = {"name": "Kaksonen ry", "scope": "local", "contact_person_id": gone}
    organisation = ok(await coordinator.post(f"{API}/organisations", json=entry), 201)["id"]
    for person_id in (kept, gone):
        me = region.client("chair", body_id=table.body_id, person_id=UUID(person_id))
        own = f"{PEOPLE}/{person_id}"
        role = {"role": "secretary", "body_id": str(table.body_id)}
        ok(await coordinator.post(f"{own}/roles", json=role), 204)
        works = {"organisation_id": organisation, "role": "Hallitus", "starts": "2022-01-01"}
        ok(await coordinator.post(f"{own}/organisations", json=works), 201)
        selector = {"name": "Kaisa", "language": "fi", "email": ok(await me.get(f"{API}/me"))["email"]}
        ok(await coordinator.post(f"{API}/calls/{table.call_id}/selectors", json=selector), 201)
        phone = "040 1111" if person_id == kept else "040 2222"
        told = {"phone": phone, "needs": f"Soittakaa {phone}"}
        ok(await me.put(f"{API}/me/profile", json=told | {"agreed": ["telephone", "accessibility"]}))
        interests = {"year": 2023, "words": f"Sidonnaisuus, puhelin {phone}"}
        ok(await me.put(f"{API}/me/interests", json=interests))
        points = [{"criterion": one, "points": 2 if person_id == kept else 5} for one in range(3)]
        path = f"{API}/applications/{table.sent[0]['application_id']}/scores"
        ok(await me.put(path, json={"scores": points}), 204)
        region.clock.set("2023-01-23T11:00:00+02:00")
    await region.settled()

    before = ok(await coordinator.get(f"{PEOPLE}/{kept}/merges/{gone}"))
    take = ["name", "language", "phone"]
    joined = ok(
        await coordinator.post(f"{PEOPLE}/{kept}/merges", json={"merged_id": gone, "take": take}), 201
    )
    await region.settled()
    record = ok(await coordinator.get(f"{PEOPLE}/{kept}/record"))
    renewed = await region.client().post(
        f"{API}/session", headers={"authorization": f"Bearer {session['token']}"}
    )
    told = (await region.events(PersonMerged))[-1]

    assert (before["obstacle"], before["merged"]["held"]["scores"]) == (None, 3)
    assert (joined["name"], joined["email"]) == ("Kaisa Kaksonen-Uusi", "kaisa@tyo.example.org")
    assert (joined["language"], joined["languages"]) == ("sv", ["fi"])
    assert await tables_with(region, gone) == ["members.person"]
    assert record["merged"] == [{"name": "Kaisa Kaksonen", "email": "kaisa@koti.example.org"}]
    assert [one["points"] for one in record["work"]["scores"]] == [5, 5, 5]
    assert [one["kind"] for one in record["roles"]] == ["secretary"]
    assert [one["role"] for one in record["affiliations"]] == ["Hallitus"]
    assert [one["withdrawn"] is None for one in record["consents"]].count(True) == 2
    assert record["declarations"][0]["words"] == "Sidonnaisuus, puhelin 040 2222"
    assert record["profile"]["needs"] == "Soittakaa 040 1111\n\nSoittakaa 040 2222"
    assert (record["profile"]["phone"], record["contact_of"]) == ("040 2222", ["Kaksonen ry"])
    assert "merged" in [one["what"] for one in record["changes"]]
    assert renewed.status_code == 401
    assert (told.person_id, told.into_id) == (UUID(gone), UUID(kept))
    assert (await region.events(PersonChanged))[-1].name == "Kaisa Kaksonen-Uusi"


async def test_the_other_address_still_leads_to_the_person_and_goes_with_the_person(
    region: Region,
) -> None:
    coordinator = region.client("coordinator")
    kept = await _known(region, "Olli Osoite", "olli@vanha.example.org")
    gone = await _known(region, "Olli Osoite", "olli@uusi.example.org")
    body = {"merged_id": gone, "take": ["email"]}
    joined = ok(await coordinator.post(f"{PEOPLE}/{kept}/merges", json=body), 201)

    me, back = region.client(person_id=UUID(kept)), []
    for address in ("olli@vanha.example.org", "olli@uusi.example.org"):
        ok(await me.post(f"{API}/me/address", json={"email": address}), 202)
        await region.settled()
        change = {"id": str((await region.events(AddressChangeAsked))[-1].change_id)}
        token = links.sign(region.instance, "address", change, until=region.clock() + timedelta(hours=1))
        ok(await region.client().post(f"{API}/addresses/{token}"), 204)
        back.append(ok(await me.get(f"{API}/me"))["email"])
    session = await _signed_in(region, "olli@vanha.example.org")
    again = await _known(region, "Joku Muu", "olli@vanha.example.org")
    found = ok(await coordinator.get(PEOPLE, params={"q": "olli@vanha"}))["people"]
    followed = await coordinator.get(f"/members/people/{gone}")
    gone_now = await coordinator.get(f"{PEOPLE}/{gone}/roles")
    twice = await coordinator.post(f"{PEOPLE}/{kept}/merges", json=body)

    entry = {
        "name": "Osoite ry",
        "scope": "local",
        "description": "Kysy: Olli Osoite, olli@vanha.example.org.",
    }
    organisation = ok(await coordinator.post(f"{API}/organisations", json=entry), 201)["id"]
    ok(await coordinator.post(f"{PEOPLE}/{kept}/erasure"), 204)
    left = ok(await coordinator.get(f"{API}/organisations/{organisation}"))["description"]

    assert left == "Kysy: Poistettu henkilö, ."
    assert joined["email"] == "olli@uusi.example.org"
    assert back == ["olli@vanha.example.org", "olli@uusi.example.org"]
    assert [session["person_id"], again, *(one["person_id"] for one in found)] == [kept] * 3
    assert followed.headers["location"] == f"/members/people/{kept}"
    assert [gone_now.status_code, twice.status_code] == [404, 404]


async def test_two_seats_in_one_body_or_a_deputy_of_oneself_are_in_the_way(
    region: Region, table: Table
) -> None:
    coordinator = region.client("coordinator")
    ok(await coordinator.patch(f"{API}/bodies/kumppanuuspoyta", json={"deputies": True}))
    one, other = [
        await _seat(region, "Saara Kahdesti", f"saara@{where}.example.org") for where in ("yksi", "kaksi")
    ]
    deputy = await _known(region, "Saara Sijainen", "saara@sijainen.example.org")
    named = DAYS | {"name": "Saara Sijainen", "email": "saara@sijainen.example.org", "language": "fi"}
    path = f"{API}/seats/{one['id']}/deputies"
    ok(await coordinator.post(path, json=named), 201)
    kept = one["person"]["id"]

    answers = [
        await coordinator.post(f"{PEOPLE}/{kept}/merges", json={"merged_id": merged})
        for merged in (other["person"]["id"], deputy, kept)
    ]
    page = await coordinator.get(f"/members/people/{kept}/merges/{other['person']['id']}?lang=fi")
    last = {"on": "2022-12-29"}
    ok(await coordinator.post(f"{API}/seats/{other['id']}/vacate", json=last))
    after = await coordinator.post(f"{PEOPLE}/{kept}/merges", json={"merged_id": other["person"]["id"]})

    assert [(one.status_code, one.json()["type"].rsplit("/", 1)[1]) for one in answers] == [
        (409, "seats-in-one-body"),
        (409, "deputy-of-the-other"),
        (409, "same-person"),
    ]
    assert "samassa toimielimessä" in page.text.split("<main")[1]
    assert "Yhdistä lopullisesti" not in page.text
    assert after.status_code == 201


async def test_the_second_application_in_a_round_is_marked_and_no_score_of_ones_own_stays(
    region: Region, table: Table
) -> None:
    sent = table.sent[1:]
    coordinator = region.client("coordinator")
    kept, gone = [
        ok(await coordinator.get(f"{API}/applications/{one['application_id']}"))["person_id"] for one in sent
    ]
    judge = region.client("chair", body_id=table.body_id, person_id=UUID(kept))
    points = {"scores": [{"criterion": 0, "points": 5}]}
    ok(await judge.put(f"{API}/applications/{sent[1]['application_id']}/scores", json=points), 204)

    ok(await coordinator.post(f"{PEOPLE}/{kept}/merges", json={"merged_id": gone}), 201)
    query = "SELECT repeats FROM application WHERE person_id = $1 ORDER BY received, name"
    rows = await region.rows("members", query, UUID(kept))
    scores = await region.rows("members", "SELECT 1 FROM score WHERE person_id = $1", UUID(kept))
    own = await region.client().get(f"{API}/own-application/{sent[1]['token']}")

    assert sorted(row[0] for row in rows) == [False, True]
    assert scores == []
    assert own.status_code == 200, "the link in the letter to the entry that went"


async def test_only_who_may_give_every_role_of_the_two_joins_them(region: Region, table: Table) -> None:
    kept = await _known(region, "Rauha Rooli", "rauha@yksi.example.org")
    gone = await _known(region, "Rauha Rooli", "rauha@kaksi.example.org")
    path, body = f"{PEOPLE}/{kept}/merges", {"merged_id": gone}
    ok(await region.client("operator").post(f"{PEOPLE}/{gone}/roles", json={"role": "coordinator"}), 204)

    askers = (
        region.client(),
        region.client("member", body_id=table.body_id),
        region.client("chair", body_id=table.body_id),
        region.client("coordinator", body_id=table.body_id),
        region.client("coordinator"),
        region.client("operator"),
    )
    answers = [await one.post(path, json=body) for one in askers]
    pages = [(await one.get(f"/members/people/{kept}/merges")).status_code for one in askers[1:4]]

    assert [one.status_code for one in answers] == [401, 404, 404, 404, 403, 201]
    assert answers[4].json()["type"] == "/problems/members/role-in-the-way"
    assert pages == [404, 404, 404]


async def test_two_entries_are_found_compared_and_joined_in_the_pages(region: Region) -> None:
    coordinator = region.client("coordinator", person_id=UUID(int=12))
    kept = await _known(region, "Terttu Tuplanen", "terttu@yksi.example.org")
    gone = await _known(region, "Terttu A. Tuplanen", "terttu@kaksi.example.org")
    here = f"/members/people/{kept}"

    linked = await coordinator.get(f"{here}?lang=fi")
    suggested = await coordinator.get(f"{here}/merges?lang=fi")
    compared = await coordinator.get(f"{here}/merges/{gone}?lang=sv")
    nobody = await coordinator.get(f"{here}/merges?q=eitallaista&lang=fi")
    done = await coordinator.post(f"{here}/merges/{gone}", data={"name": "merged", "email": "kept"})
    after = await coordinator.get(f"{here}?lang=fi")

    assert f'href="{here}/merges"' in linked.text
    assert f'href="{here}/merges/{gone}"' in suggested.text
    assert "Det här kan inte ångras" in compared.text.split("<main")[1]
    assert "terttu@kaksi.example.org" in compared.text.split("<main")[1]
    assert f"{here}/merges/" not in nobody.text.split("<main")[1]
    assert (done.status_code, done.headers["location"]) == (303, here)
    assert "Terttu A. Tuplanen" in after.text.split("<main")[1]
    assert "Terttu Tuplanen, terttu@kaksi.example.org" in after.text.split("<main")[1]
