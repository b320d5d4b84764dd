"""How a seat is filled, why it is left, and what both say afterwards."""

from uuid import UUID

import pytest_asyncio

from shared.contracts.resignations import ResignationNoticed, TaskResigned
from shared.contracts.seats import DeputyReleased, OfficeLeft
from tests.members import bodies
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
SERVICE = ("members", "notifications")
HERE, API = "/members/bodies/kumppanuuspoyta", "/members/api/bodies/kumppanuuspoyta"
DAYS = {"starts": "2023-03-01", "ends": "2025-02-28"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def coordinator(region: Region) -> UUID:
    """A table and its coordinator, who gets letters."""
    region.clock.set("2023-03-01T10:00:00+02:00")
    operator = region.client("operator")
    await bodies.table(operator, deputies=True)
    known = ok(await operator.post("/members/api/people", json=bodies.person(50)), 201)
    role = {"role": "coordinator"}
    ok(await operator.post(f"/members/api/people/{known['person_id']}/roles", json=role), 204)
    await region.settled()
    return UUID(known["person_id"])


async def test_an_organisation_is_looked_up_in_the_form_and_its_area_is_covered(
    region: Region, coordinator: UUID
) -> None:
    client = region.client("coordinator")
    entry = {"name": "Loviisan Malliyhdistys ry", "scope": "local", "municipality": "434", "language": "fi"}
    organisation = ok(await client.post("/members/api/organisations", json=entry), 201)

    found = await client.get(f"{HERE}/appoint?q=malliyhdistys&lang=fi")
    linked = await client.get(f"{HERE}/appoint?organisation={organisation['id']}&lang=fi")
    form = (
        bodies.person(1)
        | DAYS
        | {
            "kind": "organisation",
            "represents": "Loviisan Malliyhdistys ry",
            "theme": "vammaiset",
            "organisation_id": organisation["id"],
            "decision": "Aluehallitus 14.2.2023 § 12",
        }
    )
    filled = await client.post(f"{HERE}/appoint", data=form)

    assert f'href="{HERE}/appoint?organisation={organisation["id"]}"' in found.text
    assert f'name="organisation_id" value="{organisation["id"]}"' in linked.text
    assert filled.status_code == 303
    (seat,) = ok(await client.get(f"{API}/composition"))["items"]
    assert (seat["organisation_id"], seat["route"], seat["decision"]) == (
        organisation["id"],
        "appointed",
        "Aluehallitus 14.2.2023 § 12",
    )
    assert ok(await client.get(f"{API}/coverage"))["municipalities"] == {"434": 1}
    assert "Aluehallitus 14.2.2023 § 12" in (await client.get(f"/members/seats/{seat['id']}?lang=fi")).text


async def test_a_seat_over_the_aim_is_filled_with_a_word_and_a_reason(
    region: Region, coordinator: UUID
) -> None:
    client = region.client("coordinator")
    theme = next(one for one in ok(await client.get(API))["themes"] if one["slug"] == "vammaiset")
    said = []

    for number in range(2, theme["target"] + 2):
        form = bodies.person(number) | DAYS | {"kind": "organisation", "represents": f"Malli {number} ry"}
        reasoned = {"theme": "vammaiset", "grounds": "Kaksi vammaisryhmää ilman ääntä."}
        filled = await client.post(f"{HERE}/appoint?lang=fi", data=form | reasoned)
        said.append(filled.status_code)
    page = await client.get(f"{HERE}?lang=fi")

    assert set(said) == {303}
    assert f"Paikkoja on nyt {theme['target'] + 1}, ja tavoite on {theme['target']}." in page.text


async def test_a_seat_is_left_for_a_reason_that_the_coordinator_reads(
    region: Region, coordinator: UUID
) -> None:
    client = region.client("coordinator")
    seat = await bodies.seat(client, "kumppanuuspoyta", 20, theme="moniala")
    path = f"/members/seats/{seat['id']}"

    wrong = await client.post(f"{path}/vacate", data={"on": "2023-06-30", "reason": "tired"})
    left = await client.post(f"{path}/vacate", data={"on": "2023-06-30", "reason": "organisation_withdrew"})

    assert (wrong.status_code, left.status_code) == (422, 303)
    assert "järjestö luopui paikasta" in (await client.get(f"{path}?lang=fi")).text
    member = region.client("member", body_id=UUID(seat["body_id"]))
    assert "järjestö luopui paikasta" not in (await member.get(f"{path}?lang=fi")).text


async def test_a_member_resigns_on_the_own_page_and_the_coordinator_gets_a_letter(
    region: Region, coordinator: UUID
) -> None:
    client = region.client("coordinator")
    seat = await bodies.seat(client, "kumppanuuspoyta", 21, theme="moniala")
    person_id = UUID(seat["person"]["id"])
    own = region.client("member", body_id=UUID(seat["body_id"]), person_id=person_id)
    path = f"/members/seats/{seat['id']}/resign"

    shown = [(await own.get(page)).text for page in ("/members/me?lang=fi", f"{path}?lang=fi")]
    stranger = await region.client("member", body_id=UUID(seat["body_id"])).post(
        path, data={"on": "2023-05-31"}
    )
    resigned = await own.post(path, data={"on": "2023-05-31"})
    again = await own.post(f"/members/api/seats/{seat['id']}/resignation", json={"on": "2023-04-30"})
    await region.settled()

    assert (f'href="{path}"' in shown[0], "Koordinaattori saa kirjeen" in shown[1]) == (True, True)
    assert [one.status_code for one in (stranger, resigned, again)] == [404, 303, 409]
    (event,) = await region.events(ResignationNoticed)
    assert (event.person_id, str(event.on)) == (coordinator, "2023-05-31")
    written = await region.rows(
        "notifications", "SELECT person_id FROM emails WHERE letter = 'seat_resigned'"
    )
    assert [row["person_id"] for row in written] == [coordinator]
    later = ok(await client.get(f"{API}/composition?on=2023-06-01"))["items"]
    assert seat["id"] not in {one["id"] for one in later}


async def test_an_office_and_a_place_as_a_deputy_are_given_up_on_the_own_page_and_the_seat_stays(
    region: Region, coordinator: UUID
) -> None:
    client = region.client("coordinator")
    seat = await bodies.seat(client, "kumppanuuspoyta", 22, theme="moniala")
    other = await bodies.seat(client, "kumppanuuspoyta", 23, theme="moniala")
    task = bodies.person(22) | DAYS
    office = ok(
        await client.post(f"{API}/offices", json=task | {"kind": "chair", "represents": "Malli ry"}), 201
    )
    instead = ok(await client.post(f"/members/api/seats/{other['id']}/deputies", json=task), 201)
    own = region.client("member", body_id=UUID(seat["body_id"]), person_id=UUID(seat["person"]["id"]))
    paths = [f"/members/offices/{office['id']}/resign", f"/members/deputies/{instead['id']}/resign"]
    doors = [
        f"/members/api/{kind}/{one['id']}/resignation"
        for kind, one in (("offices", office), ("deputies", instead))
    ]

    me = (await own.get("/members/me?lang=fi")).text
    shown = [(await own.get(f"{path}?lang=fi")).text for path in paths]
    stranger = region.client("member", body_id=UUID(seat["body_id"]))
    refused = [
        *[(await stranger.post(path, data={"on": "2023-05-31"})).status_code for path in paths],
        *[(await stranger.post(door, json={"on": "2023-05-31"})).status_code for door in doors],
    ]
    given_up = await own.post(paths[0], data={"on": "2023-05-31"})
    released = ok(await own.post(doors[1], json={"on": "2023-06-30"}))
    again = [
        (await own.post(paths[0], data={"on": "2023-05-31"})).status_code,
        (await own.post(doors[0], json={"on": "2023-05-31"})).status_code,
        (await own.post(doors[1], json={"on": "2023-06-30"})).status_code,
    ]
    await region.settled()

    assert [f'href="{path}"' in me for path in paths] == [True, True]
    assert ["Koordinaattori saa kirjeen" in page for page in shown] == [True, True]
    assert (refused, again) == ([404] * 4, [422, 409, 409])
    assert (given_up.status_code, released["ends"]) == (303, "2023-06-30")
    told = [
        (one.person_id, one.kind, one.represents, str(one.on)) for one in await region.events(TaskResigned)
    ]
    assert told == [
        (coordinator, "chair", "Malli ry", "2023-05-31"),
        (coordinator, "deputy", other["represents"], "2023-06-30"),
    ]
    left = [str(one.ends) for one in (await region.events(OfficeLeft))[-1:]]
    gone = [str(one.ends) for one in (await region.events(DeputyReleased))[-1:]]
    assert (left, gone) == (["2023-05-31"], ["2023-06-30"])
    written = await region.rows(
        "notifications", "SELECT person_id FROM emails WHERE letter = 'task_resigned'"
    )
    assert [row["person_id"] for row in written] == [coordinator] * 2
    later = ok(await client.get(f"{API}/composition?on=2023-07-01"))["items"]
    assert seat["id"] in {one["id"] for one in later}


async def test_what_is_still_to_come_is_given_up_before_it_begins(region: Region, coordinator: UUID) -> None:
    client = region.client("coordinator")
    seat = await bodies.seat(client, "kumppanuuspoyta", 24, theme="moniala")
    coming = bodies.person(25) | {"starts": "2024-01-01", "ends": "2025-02-28"}
    secretary = coming | {"kind": "secretary", "represents": "Kolmas ry"}
    office = ok(await client.post(f"{API}/offices", json=secretary), 201)
    deputy = ok(await client.post(f"/members/api/seats/{seat['id']}/deputies", json=coming), 201)
    own = region.client(person_id=UUID(office["person"]["id"]))

    given_up = [
        ok(await own.post(f"/members/api/{door}/resignation", json={"on": "2023-03-01"}))["ends"]
        for door in (f"offices/{office['id']}", f"deputies/{deputy['id']}")
    ]

    assert given_up == ["2023-12-31", "2023-12-31"]
    assert f"/members/offices/{office['id']}" not in (await own.get("/members/me")).text


async def test_the_roster_tells_the_decision_of_each_seat(region: Region, coordinator: UUID) -> None:
    roster = (
        (await region.client().get(f"{HERE}/roster.csv?lang=fi")).content.decode("utf-8-sig").splitlines()
    )

    assert roster[0] == "Edustaa;Teema tai osapuoli;Alkaen;Päättyy;Päätös"
    assert (
        "Loviisan Malliyhdistys ry;Vammaisjärjestöt;1.3.2023;28.2.2025;Aluehallitus 14.2.2023 § 12" in roster
    )


async def test_who_coordinates_is_looked_up_in_the_directory(region: Region, coordinator: UUID) -> None:
    client = region.client("coordinator")
    (known,) = await region.rows("members", "SELECT id FROM organisation WHERE name LIKE 'Loviisan%'")
    keeping = f"{HERE}/keeping?organisation={known['id']}"

    found = await client.get(f"{HERE}/keeping?q=malliyhdistys&lang=fi")
    shown = await client.get(keeping)
    form = {
        "role": "coordinator",
        "represents": "Loviisan Malliyhdistys ry",
        "organisation_id": str(known["id"]),
    }
    kept = await client.post(f"{HERE}/partners", data=form | {"starts": "2023-03-01"})

    assert (f'href="{keeping}"' in found.text, f'value="{known["id"]}"' in shown.text) == (True, True)
    assert kept.status_code == 303
    partners = ok(await client.get(f"{API}/keeping"))["partners"]
    assert [one["organisation_id"] for one in partners] == [str(known["id"])]
