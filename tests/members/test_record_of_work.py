"""What a person did in calls is in the export, and is forgotten in time."""

from datetime import date, timedelta
from uuid import UUID

from services.members.bodies import queries as bodies_queries
from services.members.people import commands as people
from services.members.renewals import commands, queries
from tests.members import acts, bodies
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
EMAIL = "vilma@example.org"


async def test_drafts_scores_readings_and_being_named_by_others_are_in_the_export(region: Region) -> None:
    call_id = await acts.open_call(region, on="2023-01-10T12:00:00+02:00")
    anyone, coordinator = region.client(), region.client("coordinator")
    path = f"/members/api/calls/{call_id}"
    draft = {"name": "Vilma Valitsija", "email": EMAIL, "language": "fi", "fields": {"grounds": "Ehkä."}}
    ok(await anyone.post(f"{path}/drafts", json=draft), 201)
    named = acts.offer(1, "vammaiset", deputy_name="Vilma Valitsija", deputy_email=EMAIL)
    receipt = ok(await anyone.post(f"{path}/applications", json=named), 201)
    person = {"name": "Vilma Valitsija", "email": EMAIL, "language": "fi"}
    ok(await coordinator.post(f"{path}/selectors", json=person), 201)
    organisation = ok(
        await coordinator.post("/members/api/organisations", json={"name": "Malli ry", "scope": "local"}), 201
    )
    contact = {"role": "Sihteeri", "name": "Vilma Valitsija", "agreed": True, "email": EMAIL}
    ok(await coordinator.post(f"/members/api/organisations/{organisation['id']}/contacts", json=contact), 201)
    known = ok(await coordinator.post("/members/api/people", json=person), 201)
    own = region.client("chair", person_id=UUID(known["person_id"]))
    region.clock.set("2023-01-30T12:00:00+02:00")
    own = region.client("coordinator", person_id=UUID(known["person_id"]))
    read = await own.get(f"/members/calls/{call_id}/applications/{receipt['application_id']}")

    work = ok(await own.get("/members/api/me/record"))["work"]
    page = await own.get("/members/me/record?lang=fi")

    assert read.status_code == 200
    assert work["drafts"][0]["typed"]["grounds"] == "Ehkä."
    assert [one["call_id"] for one in work["selector_of"]] == [str(call_id)]
    assert [one["what"] for one in work["readings"]] == ["application"]
    assert work["deputy_in"] == [str(call_id)]
    assert [one["role"] for one in work["role_contacts"]] == ["Sihteeri"]
    assert "Hakemusten lukemisia" in page.text


async def test_readings_and_declarations_are_forgotten_after_two_years(region: Region) -> None:
    (row,) = await region.rows("members", "SELECT id FROM person WHERE email = $1", EMAIL)
    own = region.client("member", person_id=row["id"])
    ok(await own.put("/members/api/me/interests", json={"year": 2023, "words": "Ei mitään."}))
    seat = {
        "kind": "county",
        "represents": "Alue",
        "person": {"name": "Vilma Valitsija", "email": EMAIL, "language": "fi"},
        "starts": "2022-12-29",
        "ends": "2023-12-31",
    }
    ok(await region.client("coordinator").post("/members/api/bodies/kumppanuuspoyta/seats", json=seat), 201)
    asked = (
        "INSERT INTO renewal (seat_id, person_id, asked, answer_by) SELECT id, person_id, $1, $2 FROM seat"
    )
    await region.rows("members", asked, region.clock(), date(2023, 2, 15))
    kept = "SELECT 1 FROM application_read UNION ALL SELECT 1 FROM interest_declaration"
    kept += " UNION ALL SELECT 1 FROM renewal"
    before = len(await region.rows("members", kept))

    await night(region, "2024-12-01")
    sooner = len(await region.rows("members", kept))
    await night(region, "2025-02-20")

    assert (before, sooner) == (3, 3)
    assert await region.rows("members", kept) == []


async def test_an_answer_that_comes_while_everyone_is_asked_stands(region: Region) -> None:
    operator, term = region.client("operator"), {"starts": "2023-03-01", "ends": "2029-12-31"}
    made = await bodies.table(operator, slug="uusintapoyta", name={"fi": "Uusintapöytä"}, terms=[term])
    seat = await bodies.seat(operator, "uusintapoyta", 71, theme="vammaiset", **term)
    await bodies.seat(operator, "uusintapoyta", 72, kind="county", represents="Alue", **term)
    path = "/members/api/bodies/uusintapoyta/renewals"
    first = ok(await operator.post(path, json={"answer_by": "2029-01-31"}))
    holder = region.client("member", body_id=UUID(made["id"]), person_id=UUID(seat["person"]["id"]))
    station = region.process._stations[region.instance.slug, "members"]

    async with station.transactions.begin() as tx:
        seen = await queries.said(tx, await bodies_queries.whole_by_slug(tx, "uusintapoyta"))
        await holder.put(f"/members/api/me/renewals/{seat['id']}", json={"available": False})
        again = await commands.ask(tx, UUID(made["id"]), date(2029, 2, 28), at=tx.at)

    listed = ok(await operator.get(path))["items"]
    rows = "SELECT 1 FROM renewal WHERE person_id = $1"
    kept = len(await region.rows("members", rows, UUID(seat["person"]["id"])))
    await region.client("coordinator").post(f"/members/api/people/{seat['person']['id']}/erasure")
    assert (kept, await region.rows("members", rows, UUID(seat["person"]["id"]))) == (1, [])
    assert (first, len(seen), again) == ({"asked": 2}, 2, 1)
    assert sorted((str(one["available"]), one["answer_by"]) for one in listed) == [
        ("False", "2029-01-31"),
        ("None", "2029-02-28"),
    ]


async def night(region: Region, day: str) -> None:
    """Let the nightly work of a day be done."""
    station = region.process._stations[region.instance.slug, "members"]
    region.clock.set((date.fromisoformat(day) - timedelta(days=1)).isoformat() + "T12:00:00+02:00")
    async with station.transactions.begin() as tx:
        await people.keep_time(tx, tx.at)
    region.clock.set(f"{day}T04:00:00+02:00")
    region.process.wake()
    await region.settled()
