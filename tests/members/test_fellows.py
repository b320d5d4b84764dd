"""What members see of each other, the news they share, and the contacts of municipalities."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest_asyncio

from shared.contracts.cooperation import MemberNewsShared, MunicipalContactChanged
from shared.contracts.members import RetentionDue
from tests.members import bodies
from tests.members.acts import ok
from tests.region import Region

SERVICE = ("members",)
REGION = "ita-uusimaa"
API = "/members/api"
NEWS = {"title": {"fi": "Avoimet ovet"}, "text": {"sv": "Välkommen på kaffe."}}
CONTACT = {"municipality": "638", "role": "Hyvinvointikoordinaattori", "email": "hyte@porvoo.example.org"}
CONTACT |= {"language": "sv"}


class Table:
    """Two organisations at the table, the county, and whom they are spoken for by."""

    body_id: UUID
    first: UUID
    second: UUID
    county: UUID
    organisation: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def table(region: Region) -> Table:
    region.clock.set("2023-03-02T10:00:00+02:00")
    coordinator = region.client("coordinator")
    made = Table()
    made.body_id = UUID((await bodies.table(coordinator))["id"])
    facts = {
        "name": "Kehrä ry",
        "scope": "local",
        "language": "fi",
        "municipality": "638",
        "served": ["638", "434"],
        "themes": ["ikaihmiset"],
        "description": "Kehräämme yhdessä.",
        "contact_role": "Toiminnanjohtaja",
        "contact_email": "edustaja-1@example.org",
    }
    made.organisation = ok(await coordinator.post(f"{API}/organisations", json=facts), 201)["id"]
    kind = {"theme": "ikaihmiset", "organisation_id": made.organisation}
    seats = [
        await bodies.seat(coordinator, "kumppanuuspoyta", 1, **kind),
        await bodies.seat(coordinator, "kumppanuuspoyta", 2, theme="moniala"),
        await bodies.seat(coordinator, "kumppanuuspoyta", 3, kind="county", represents="Alue"),
    ]
    made.first, made.second, made.county = (UUID(seat["person"]["id"]) for seat in seats)
    await region.settled()
    return made


def member(region: Region, table: Table, person_id: UUID) -> Any:
    return region.client("member", body_id=table.body_id, person_id=person_id)


async def test_members_see_each_others_organisations_and_others_do_not(region: Region, table: Table) -> None:
    fellow = member(region, table, table.second)

    entries = ok(await fellow.get(f"{API}/directory"))["items"]
    page = await fellow.get("/members/directory?lang=fi")
    others = [
        (await client.get(path)).status_code
        for client in (region.client(), region.client(person_id=table.first))
        for path in (f"{API}/directory", f"{API}/news")
    ]

    assert [(one["name"], [seat["theme"] for seat in one["seats"]]) for one in entries] == [
        ("Kehrä ry", ["ikaihmiset"]),
        ("Malliyhdistys 2 ry", ["moniala"]),
    ]
    assert (entries[0]["description"], entries[0]["served"]) == ("Kehräämme yhdessä.", ["638", "434"])
    assert all(word in page.text for word in ("Kehräämme yhdessä.", "Porvoo, Loviisa", "Toiminnanjohtaja"))
    assert others == [401, 401, 404, 404]


async def test_names_and_a_persons_address_are_shown_only_by_consent(region: Region, table: Table) -> None:
    me, fellow = member(region, table, table.first), member(region, table, table.second)

    seen = []
    for act in (None, me.put, me.delete):
        if act:
            ok(await act(f"{API}/me/consents/directory"), 204)
        entry = ok(await fellow.get(f"{API}/directory"))["items"][0]
        seen.append((entry["people"], entry["contact_email"], entry["contact_role"]))

    shown = [{"name": "Edustaja 1", "email": "edustaja-1@example.org"}]
    assert seen == [
        ([], "", "Toiminnanjohtaja"),
        (shown, "edustaja-1@example.org", "Toiminnanjohtaja"),
        ([], "", "Toiminnanjohtaja"),
    ]


async def test_news_is_shared_with_the_others_at_the_table_and_says_nothing_in_events(
    region: Region, table: Table
) -> None:
    me = member(region, table, table.first)

    shared = await me.post("/members/news/new", data={"title_fi": "Avoimet ovet", "text_sv": "Kaffe."})
    await region.settled()

    (kept,) = ok(await member(region, table, table.second).get(f"{API}/news"))["items"]
    told = await region.events(MemberNewsShared)
    assert shared.status_code == 303
    assert (kept["represents"], kept["title"]) == ("Malliyhdistys 1 ry", {"fi": "Avoimet ovet"})
    assert sorted(event.person_id for event in told) == sorted([table.second, table.county])
    assert "Avoimet" not in "".join(event.model_dump_json() for event in told)
    page = await member(region, table, table.county).get(f"/members/news/{kept['id']}?lang=fi")
    assert "Kaffe." in page.text


async def test_only_who_sits_for_an_organisation_shares_news(region: Region, table: Table) -> None:
    county = member(region, table, table.county)

    answers = [
        (await client.post(f"{API}/news", json=NEWS)).status_code
        for client in (county, region.client("coordinator"), region.client())
    ]

    assert answers == [409, 409, 401]


async def test_news_is_taken_back_by_its_writer_or_the_coordinator(region: Region, table: Table) -> None:
    me, fellow = member(region, table, table.first), member(region, table, table.second)
    shared = [ok(await me.post(f"{API}/news", json=NEWS), 201)["id"] for _ in range(2)]

    answers = [
        (await client.delete(f"{API}/news/{news_id}")).status_code
        for client, news_id in (
            (fellow, shared[0]),
            (me, shared[0]),
            (region.client("coordinator"), shared[1]),
        )
    ]

    assert answers == [404, 204, 204]


async def test_news_is_seen_for_sixty_days_and_then_erased_by_itself(region: Region, table: Table) -> None:
    me = member(region, table, table.first)
    shared = ok(await me.post(f"{API}/news", json=NEWS), 201)
    until = datetime.fromisoformat(shared["until"])

    region.clock.set((until - timedelta(seconds=1)).isoformat())
    before = (await member(region, table, table.second).get(f"/members/news/{shared['id']}")).status_code
    region.clock.set(until.isoformat())
    after = (await member(region, table, table.second).get(f"/members/news/{shared['id']}")).status_code
    await region.arrives(RetentionDue())

    assert (before, after) == (200, 404)
    assert await region.rows("members", "SELECT id FROM member_news WHERE id = $1", UUID(shared["id"])) == []
    region.clock.set("2023-03-02T10:00:00+02:00")


async def test_a_contact_of_a_municipality_is_named_without_a_name_and_ended(
    region: Region, table: Table
) -> None:
    coordinator = region.client("coordinator")

    named = await coordinator.post("/members/municipalities", data=CONTACT)
    again = await coordinator.post("/members/municipalities", data=CONTACT)
    unknown = await coordinator.post(f"{API}/municipal-contacts", json=CONTACT | {"municipality": "999"})
    (kept,) = ok(await coordinator.get(f"{API}/municipal-contacts"))["items"]
    page = await coordinator.get("/members/municipalities?lang=fi")
    ok(await coordinator.delete(f"{API}/municipal-contacts/{kept['id']}"), 204)
    await region.settled()

    first, last = await region.events(MunicipalContactChanged)
    assert (named.status_code, again.status_code, unknown.status_code) == (303, 422, 422)
    assert (kept["name"], kept["language"]) == ("Hyvinvointikoordinaattori", "sv")
    assert "hyte@porvoo.example.org" in page.text
    assert (first.municipality, first.version, first.until) == ("638", 1, None)
    assert (last.contact_id, last.version, last.until) == (first.contact_id, 2, region.clock())
    assert (await member(region, table, table.first).get(f"{API}/municipal-contacts")).status_code == 404


async def test_an_erased_contact_is_no_municipalitys_and_an_erased_members_news_goes(
    region: Region, table: Table
) -> None:
    coordinator = region.client("coordinator")
    contact = CONTACT | {"email": "toinen@porvoo.example.org"}
    person_id = ok(await coordinator.post(f"{API}/municipal-contacts", json=contact), 201)["person_id"]
    writer = member(region, table, table.second)
    ok(await writer.post(f"{API}/news", json=NEWS), 201)
    records = [
        ok(await coordinator.get(f"{API}/people/{key}/record")) for key in (person_id, str(table.second))
    ]

    for key in (person_id, table.second):
        ok(await coordinator.post(f"{API}/people/{key}/erasure"), 204)
    await region.settled()

    assert [one["municipality"] for one in records[0]["municipal"]] == ["638"]
    assert [one["title"] for one in records[1]["news"]] == [{"fi": "Avoimet ovet"}]
    assert ok(await coordinator.get(f"{API}/municipal-contacts"))["items"] == []
    query = "SELECT 1 FROM member_news WHERE person_id = $1"
    assert await region.rows("members", query, table.second) == []
    assert (await region.events(MunicipalContactChanged))[-1].until is not None
