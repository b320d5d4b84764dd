"""The national advisory board: each region's own body names its representative and the deputy."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest_asyncio
from openpyxl import load_workbook

from poyta import targets
from poyta.embedded.stack import Stack
from shared.contracts.members import SeatFilled
from shared.contracts.people import DELEGATES, DelegateForgotten, DelegateNamed
from shared.contracts.register import PersonCorrected
from shared.contracts.seats import MandateChanged
from tests.members import bodies
from tests.members.acts import ok
from tests.members.country import GROUP, Country
from tests.region import open_region

BOARD: dict[str, Any] = {
    "slug": GROUP,
    "kind": "national_board",
    "name": {"fi": "Maakuntien verkostojärjestöjen neuvottelukunta"},
    "purpose": {"fi": "Maakuntien yhteinen ääni."},
    "deputies": True,
    "parties": {"region": 22},
    "terms": [{"starts": "2023-01-01", "ends": "2024-12-31"}],
}


@pytest_asyncio.fixture(scope="module")
async def country(stack: Stack) -> AsyncIterator[Country]:
    async with AsyncExitStack() as opened:
        modules = targets.modules("members")
        national = await opened.enter_async_context(open_region(stack.servers, modules, "national"))
        lappi = await opened.enter_async_context(open_region(stack.servers, modules, "lappi"))
        country = Country(national, lappi)
        ok(await national.client("coordinator").post("/members/api/bodies", json=BOARD), 201)
        await bodies.table(lappi.client("coordinator"))
        yield country


async def ask(country: Country, names: int = 2, **other: Any) -> dict[str, Any]:
    """Let the region's coordinator write down what the board asks of the region's table."""
    request = {
        "asked_by": "Kansallinen tukiorganisaatio",
        "organ": {"fi": "Neuvottelukunta"},
        "names": names,
        "asked_on": "2023-02-01",
        "deadline_day": "2023-03-01",
        "term_starts": "2023-02-15",
        "term_ends": "2024-12-31",
        "national_group": GROUP,
    } | other
    coordinator = country.lappi.client("coordinator")
    answer = await coordinator.post("/members/api/bodies/kumppanuuspoyta/nominations", json=request)
    asked: dict[str, Any] = answer.json()
    return asked | {"status": answer.status_code}


async def name(country: Country, *numbers: int, **other: Any) -> list[str]:
    """Name the first as the representative and the second as the deputy; return the people's ids."""
    coordinator = country.lappi.client("coordinator")
    asked = await ask(country, **other)
    candidates = []
    for number in numbers:
        facts = bodies.person(number) | {"represents": f"Lapin Mallijärjestö {number} ry"}
        one = await coordinator.post(f"/members/api/nominations/{asked['id']}/candidates", json=facts)
        candidates.append(ok(one, 201)["id"])
        await bodies.agree(country.lappi, candidates[-1])
    reply = {"chosen": candidates[:1], "answer": {"fi": "Pöytä nimeää edustajan."}}
    if len(candidates) > 1:
        reply["deputy"] = candidates[1]
    done = ok(await coordinator.post(f"/members/api/nominations/{asked['id']}/answer", json=reply))
    assert done["state"] == "named"
    await country.arrived()
    rows = await country.lappi.rows(
        "members",
        "SELECT person_id::text FROM mandate WHERE nomination_id = $1 ORDER BY post DESC",
        asked["id"],
    )
    return [row["person_id"] for row in rows]


async def test_before_anyone_is_named_the_board_says_so_for_every_region(country: Country) -> None:
    found = await country.regions()
    page = (
        await country.national.client().get(f"/members/bodies/{GROUP}/regions", params={"lang": "en"})
    ).text

    assert (len(found["items"]), found["named"]) == (22, 0)
    assert page.count("not named yet") == 22


async def test_the_regions_of_a_group_are_a_csv_and_an_xlsx_file(country: Country) -> None:
    anyone, path = country.national.client(), f"/members/bodies/{GROUP}/regions/export"

    table = await anyone.get(path, params={"lang": "en"})
    book = await anyone.get(path, params={"lang": "en", "kind": "xlsx"})

    first = [list(row) for row in load_workbook(BytesIO(book.content)).worksheets[0].values]
    assert first[0] == ["Region", "Represents", "Person", "Deputy", "From", "Until"]
    assert [";".join(cell or "" for cell in row) for row in first[1:]] == table.text.splitlines()[1:]
    assert len(first) == 23


async def test_a_request_for_a_national_group_must_tell_the_term_and_ask_for_two_at_most(
    country: Country,
) -> None:
    for other in ({"term_ends": None}, {"names": 3}):
        refused = await ask(country, **other)

        assert (refused["status"], refused["type"]) == (422, "/problems/members/group-request-incomplete")


async def test_the_regions_own_body_names_the_representative_and_the_deputy(country: Country) -> None:
    await name(country, 1, 2)

    place, seen = await country.place(), await country.place("coordinator")
    (seat,) = await country.national.events(SeatFilled)
    assert (place["named"], place["represents"]) == (True, "Lapin Mallijärjestö 1 ry")
    assert (place["person"], place["deputy"], place["deputy_represents"]) == (
        None,
        None,
        "Lapin Mallijärjestö 2 ry",
    )
    assert (seen["person"], seen["deputy"]) == ("Edustaja 1", "Edustaja 2")
    assert (place["starts"], place["ends"]) == ("2023-02-15", "2024-12-31")
    assert (seat.kind, seat.region) == ("region", "lappi")


async def test_a_name_corrected_in_the_region_follows_until_national_corrects_it(country: Country) -> None:
    (row,) = await country.lappi.rows(
        "members", "SELECT id::text FROM person WHERE email = 'edustaja-2@example.org'"
    )
    (known,) = await country.national.rows(
        "members", "SELECT id::text FROM person WHERE email = 'edustaja-2@example.org'"
    )
    region, national = country.lappi.client("coordinator"), country.national.client("coordinator")

    seen = []
    for name in ("Edustaja Kaksi", "Edustaja 2"):
        ok(await region.patch(f"/members/api/people/{row['id']}", json={"name": name}))
        await country.arrived()
        seen.append((await country.place("coordinator"))["deputy"])
    ok(await national.patch(f"/members/api/people/{known['id']}", json={"name": "Edustaja Oma"}))
    ok(await region.patch(f"/members/api/people/{row['id']}", json={"name": "Edustaja II"}))
    await country.arrived()
    seen.append((await country.place("coordinator"))["deputy"])
    # The tests that follow know the deputy by the number.
    await country.national.rows("members", "UPDATE person SET name = 'Edustaja 2' WHERE id = $1", known["id"])

    assert seen == ["Edustaja Kaksi", "Edustaja 2", "Edustaja Oma"]


async def test_a_role_of_their_own_in_national_keeps_a_name_from_the_regions_word(country: Country) -> None:
    (row,) = await country.lappi.rows(
        "members", "SELECT id::text FROM person WHERE email = 'edustaja-1@example.org'"
    )
    (known,) = await country.national.rows(
        "members", "SELECT id::text FROM person WHERE email = 'edustaja-1@example.org'"
    )
    operator = country.national.client("operator")
    where = f"/members/api/people/{known['id']}/roles"
    ok(await operator.post(where, json={"role": "coordinator"}), 204)

    correction = {"name": "Edustaja Yksi"}
    ok(await country.lappi.client("coordinator").patch(f"/members/api/people/{row['id']}", json=correction))
    await country.arrived()

    (kept,) = await country.national.rows("members", "SELECT name FROM person WHERE id = $1", known["id"])
    (told,) = await country.national.rows(
        "members", "SELECT version FROM delegate WHERE person_id = $1", known["id"]
    )
    assert (kept["name"], told["version"]) == ("Edustaja 1", 2)


async def test_everyone_may_know_of_the_mandate_and_nobody_is_named_in_it(country: Country) -> None:
    told = await country.lappi.events(MandateChanged)

    assert {(one.represents, one.post, one.group) for one in told} == {
        ("Lapin Mallijärjestö 1 ry", "member", GROUP),
        ("Lapin Mallijärjestö 2 ry", "deputy", GROUP),
    }
    assert "Edustaja" not in str([one.model_dump() for one in told])


async def test_of_all_people_of_the_region_only_the_named_come_to_national(country: Country) -> None:
    state = (await country.national.jetstream.stream_info(DELEGATES, subjects_filter=">")).state

    rows = await country.national.rows("members", "SELECT email FROM person ORDER BY 1")
    assert [row["email"] for row in rows] == ["edustaja-1@example.org", "edustaja-2@example.org"]
    assert len(state.subjects or {}) == 2
    assert all(subject.startswith("people.lappi.national.") for subject in state.subjects or {})


async def test_a_newer_representative_takes_the_seat_and_the_deputy_stays(country: Country) -> None:
    await name(country, 3, names=1, term_starts="2023-06-01")

    country.national.clock.set("2023-06-02T10:00:00+03:00")
    place = await country.place("coordinator")
    assert (place["represents"], place["starts"]) == ("Lapin Mallijärjestö 3 ry", "2023-06-01")
    assert place["deputy"] == "Edustaja 2"


async def test_a_seat_follows_what_the_region_corrects_and_what_has_been_stays(country: Country) -> None:
    country.lappi.clock.set("2023-06-02T10:00:00+03:00")
    coordinator = country.lappi.client("coordinator")
    mandates = ok(await coordinator.get("/members/api/mandates", params={"level": "national"}))["items"]
    own = next(one for one in mandates if one["represents"] == "Lapin Mallijärjestö 3 ry")
    facts = {name: own[name] for name in ("organ", "level", "post", "starts", "ends")}

    seen = []
    for represents in ("Lapin Malliliitto ry", "Lapin Mallijärjestö 3 ry"):
        corrected = facts | {"represents": represents}
        ok(await coordinator.put(f"/members/api/mandates/{own['id']}", json=corrected))
        await country.arrived()
        place = await country.place("coordinator")
        seen.append((place["represents"], place["person"], place["deputy"]))

    held = await country.national.rows(
        "members",
        "SELECT represents, s.starts::text, s.ends::text FROM seat s JOIN person p ON p.id = s.person_id "
        "WHERE p.email = 'edustaja-3@example.org' AND s.ends >= s.starts ORDER BY s.starts",
    )
    assert seen == [
        ("Lapin Malliliitto ry", "Edustaja 3", "Edustaja 2"),
        ("Lapin Mallijärjestö 3 ry", "Edustaja 3", "Edustaja 2"),
    ]
    assert [tuple(row) for row in held] == [
        ("Lapin Mallijärjestö 3 ry", "2023-06-01", "2023-06-01"),
        ("Lapin Mallijärjestö 3 ry", "2023-06-02", "2024-12-31"),
    ]


async def test_a_correction_that_the_group_could_not_take_is_shown_again(country: Country) -> None:
    coordinator = country.lappi.client("coordinator")
    mandates = ok(await coordinator.get("/members/api/mandates", params={"level": "national"}))["items"]
    own = next(one for one in mandates if one["represents"] == "Lapin Mallijärjestö 3 ry")
    page = f"/members/representation/{own['id']}/edit?lang=en"
    form = {name: own[name] for name in ("level", "post", "represents", "starts", "ends")}
    form |= {"organ_fi": "Neuvottelukunta"}

    wrong = ({"post": "chair"}, {"post": "expert"}, {"level": "regional"})
    refused = [await coordinator.post(page, data=form | other) for other in wrong]

    assert [one.status_code for one in refused] == [422, 422, 422]
    assert all('href="#f-post">As: A national group gets a member' in one.text for one in refused)


async def test_a_mandate_that_ends_early_ends_the_seat(country: Country) -> None:
    country.lappi.clock.set("2023-06-02T10:00:00+03:00")
    coordinator = country.lappi.client("coordinator")
    mandates = ok(await coordinator.get("/members/api/mandates", params={"level": "national"}))["items"]
    own = next(one for one in mandates if one["represents"] == "Lapin Mallijärjestö 3 ry")

    ok(await coordinator.post(f"/members/api/mandates/{own['id']}/end", json={"on": "2023-06-30"}), 204)
    await country.arrived()

    assert (await country.place())["ends"] == "2023-06-30"
    country.national.clock.set("2023-07-01T10:00:00+03:00")
    assert (await country.place())["named"] is False


async def test_whom_the_region_joins_and_erases_national_renames_and_forgets(country: Country) -> None:
    country.lappi.clock.set("2023-07-01T10:00:00+03:00")
    (person,) = await name(country, 4, names=1, term_starts="2023-07-01")
    assert (await country.place("coordinator"))["person"] == "Edustaja 4"

    coordinator, people = country.lappi.client("coordinator"), "/members/api/people"
    again = {"name": "Edustaja Uusi", "email": "uusi@example.org", "language": "fi"}
    kept = ok(await coordinator.post(people, json=again), 201)["person_id"]
    ok(await coordinator.post(f"{people}/{kept}/merges", json={"merged_id": person}), 201)
    await country.arrived()
    assert (await country.place("coordinator"))["person"] == "Edustaja Uusi"
    ok(await coordinator.post(f"{people}/{kept}/erasure"), 204)
    await country.arrived()

    rows = await country.national.rows(
        "members", "SELECT 1 FROM person WHERE email = 'edustaja-4@example.org'"
    )
    named = [one.name for one in await country.lappi.events(DelegateNamed)]
    assert rows == []
    assert len(await country.lappi.events(DelegateForgotten)) == 1
    assert {"Edustaja 4", "Edustaja Uusi"}.isdisjoint(named)
    # A correction from before the erasure may be read after it.
    versions = "SELECT version FROM mandate WHERE person_id = $1"
    before = await country.lappi.rows("members", versions, kept)
    await country.lappi.arrives(PersonCorrected(person_id=UUID(kept)))
    assert await country.lappi.rows("members", versions, kept) == before


async def test_a_region_cannot_name_anyone_for_another(country: Country) -> None:
    forged = "people.kainuu.national.1"
    await country.lappi.jetstream.publish(forged, b"{}", headers={"Nats-Rollup": "sub"})
    await name(country, 6, names=1, national_group="muualla", term_starts="2023-07-01")
    await country.lappi.jetstream.purge_stream("PEOPLE", subject=forged)

    state = (await country.national.jetstream.stream_info(DELEGATES, subjects_filter=">")).state
    assert {subject.split(".")[1] for subject in state.subjects or {}} == {"lappi"}


async def test_who_is_named_before_the_group_is_there_waits_for_it(country: Country) -> None:
    await name(country, 5, names=1, national_group="verkosto", term_starts="2023-07-01")
    coordinator = country.national.client("coordinator")
    later = BOARD | {"slug": "verkosto", "kind": "network"}
    ok(await coordinator.post("/members/api/bodies", json=later), 201)
    waiting = ok(await coordinator.get("/members/api/bodies/verkosto/regions"))

    page = await coordinator.get("/members/bodies/verkosto/regions", params={"lang": "en"})
    placed = ok(await coordinator.post("/members/api/bodies/verkosto/regions/placing"))

    found = ok(await coordinator.get("/members/api/bodies/verkosto/regions"))
    assert (waiting["named"], waiting["waiting"]) == (0, 1)
    assert "Named, without a place yet" in page.text
    assert placed == {"placed": 1}
    assert (found["named"], found["waiting"]) == (1, 0)


async def test_only_the_groups_coordinator_places_those_who_wait(country: Country) -> None:
    refused = await country.national.client("member").post("/members/api/bodies/verkosto/regions/placing")

    assert refused.status_code == 404


async def test_national_hears_of_nobody_before_their_own_yes(country: Country) -> None:
    lappi, group = country.lappi, {"national_group": "muualla"}
    coordinator = lappi.client("coordinator")
    asked = await ask(country, names=1, term_starts="2023-07-01", **group)
    path = f"/members/api/nominations/{asked['id']}"
    candidate = bodies.person(17) | {"represents": "Lapin Mallijärjestö 17 ry", "consents": True}
    silent = ok(await coordinator.post(f"{path}/candidates", json=candidate), 201)
    facts = {"organ": {"fi": "Ryhmä"}, "level": "national", "represents": "Malli ry"}
    facts["body"] = "kumppanuuspoyta"
    own, names, told = [], ("Edustaja 18", "Edustaja 19"), []
    for number, starts, ends in ((18, "2023-07-01", "2024-12-31"), (19, "2022-01-01", "2022-12-31")):
        given = bodies.person(number) | facts | group | {"starts": starts, "ends": ends}
        mandate = ok(await coordinator.post("/members/api/mandates", json=given), 201)
        who = "SELECT person_id FROM mandate WHERE id = $1"
        (row,) = await lappi.rows("members", who, UUID(mandate["id"]))
        own.append((lappi.client(person_id=row["person_id"]), f"/members/me/mandates/{mandate['id']}/name"))

    refused = await coordinator.post(
        f"{path}/answer", json={"chosen": [silent["id"]], "answer": {"fi": "Nimeämme."}}
    )
    for shown in ("", "true", "false"):
        for one, path in own if shown else ():
            await one.post(path, data={"shown": shown})
        await lappi.settled()
        heard = [event.name for event in await lappi.events(DelegateNamed)]
        told.append([heard.count(one) for one in names])

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/members/not-agreed-yet")
    assert told == [[0, 0], [1, 0], [1, 0]]


async def test_a_rotation_carries_a_regions_place_and_the_next_delegate_takes_it_over(
    country: Country,
) -> None:
    path = "/members/api/bodies/verkosto"
    coordinator = country.national.client("coordinator")
    (seat,) = ok(await coordinator.get(f"{path}/composition"))["items"]
    form = {"starts": "2025-01-01", "ends": "2026-12-31", "stays": [seat["id"]]}
    ok(await coordinator.post(f"{path}/rotation", json=form), 201)
    for one in (country.national, country.lappi):
        one.clock.set("2025-01-02T10:00:00+02:00")
    coordinator = country.national.client("coordinator")

    lines = ok(await coordinator.get(f"{path}/regions"))["items"]
    (carried,) = [line for line in lines if line["named"]]
    later = {"asked_on": "2025-01-02", "deadline_day": "2025-01-20", "term_starts": "2025-02-01"}
    await name(country, 7, names=1, national_group="verkosto", **later, term_ends="2026-12-31")

    held = {}
    for day in ("2025-01-31", "2025-02-01"):
        items = ok(await coordinator.get(f"{path}/composition", params={"on": day}))["items"]
        held[day] = [one["represents"] for one in items]
    assert (carried["region"], carried["person"], carried["starts"]) == ("lappi", "Edustaja 5", "2025-01-01")
    assert held == {"2025-01-31": ["Lapin Mallijärjestö 5 ry"], "2025-02-01": ["Lapin Mallijärjestö 7 ry"]}


async def test_whom_a_region_erases_national_forgets_in_the_terms_to_come_too(country: Country) -> None:
    path = "/members/api/bodies/verkosto"
    coordinator = country.national.client("coordinator")
    (seat,) = ok(await coordinator.get(f"{path}/composition", params={"on": "2025-02-01"}))["items"]
    form = {"starts": "2027-01-01", "ends": "2028-12-31", "stays": [seat["id"]]}
    ok(await coordinator.post(f"{path}/rotation", json=form), 201)
    who = "SELECT id::text FROM person WHERE email = 'edustaja-7@example.org'"
    (person,) = await country.lappi.rows("members", who)

    ok(await country.lappi.client("coordinator").post(f"/members/api/people/{person['id']}/erasure"), 204)
    await country.arrived()

    ahead = ok(await coordinator.get(f"{path}/composition", params={"on": "2027-01-01"}))
    assert (await country.national.rows("members", who), ahead["filled"]) == ([], 0)
