"""Conflicts of interest: who sells services is seen, who stands aside stands in the draft of the memo."""

from datetime import date
from uuid import UUID, uuid4

from shared.contracts.members import OrganisationRegistered
from tests.meetings.table import Table
from tests.meetings.test_topics import topic_of

REGION = "ita-uusimaa"
SELLER = "Malliyhdistys 2 ry"
REASON = "tuottaa palvelua, jota aihe koskee"
LINE = f"{SELLER} ei osallistunut tämän kohdan käsittelyyn esteellisyyden vuoksi: {REASON}"


async def brought(table: Table) -> str:
    table.region.clock.set("2023-03-02T12:00:00+02:00")
    topic = await table.member(0).post("/meetings/api/topics", json=topic_of(table))
    return str(topic.json()["id"])


def registered(organisation_id: UUID, *, version: int, sells: bool) -> OrganisationRegistered:
    return OrganisationRegistered(
        organisation_id=organisation_id,
        version=version,
        name=SELLER,
        scope="local",
        produces_services=sells,
    )


async def test_those_who_prepare_see_which_organisation_sells_services_to_the_county(table: Table) -> None:
    organisation_id = uuid4()
    seat = table.filled(table.seats[1], table.people[1], version=2, represents=SELLER)
    await table.region.arrives(
        seat.model_copy(update={"organisation_id": organisation_id}),
        registered(organisation_id, version=2, sells=True),
        registered(organisation_id, version=1, sells=False),
    )
    meeting = await table.prepare()

    roster = await table.send("GET", f"/rosters/{table.body_id}?on={date(2023, 3, 7)}")
    page = await table.coordinator().get(f"/meetings/{meeting['id']}/convene?lang=fi")

    assert [one["represents"] for one in roster["seats"] if one["produces_services"]] == [SELLER]
    assert page.text.count("tuottaa palveluja hyvinvointialueelle") == 1


async def test_a_member_declares_the_conflict_of_the_own_organisation_only(table: Table) -> None:
    topic = await brought(table)
    path = f"/meetings/api/topics/{topic}/conflicts"

    other = await table.member(0).post(path, json={"represents": SELLER, "reason": REASON})
    own = await table.member(1).post(path, json={"represents": SELLER, "reason": REASON})
    twice = await table.coordinator().post(path, json={"represents": SELLER, "reason": "muu syy"})
    stranger = await table.coordinator().post(path, json={"represents": "Vieras ry", "reason": REASON})

    assert [one.status_code for one in (other, own, twice, stranger)] == [404, 201, 409, 422]
    assert [
        one["represents"] for one in (await table.send("GET", f"/topics/{topic}/conflicts"))["conflicts"]
    ] == [SELLER]


async def test_only_those_at_the_table_see_a_conflict_and_who_noted_it_takes_it_back(table: Table) -> None:
    topic = await brought(table)
    page = f"/meetings/topics/{topic}"
    form = {"represents": SELLER, "reason": REASON}

    noted = await table.member(1).post(f"{page}/conflicts/new", data=form)
    seen = [REASON in (await who.get(page)).text for who in (table.member(5), table.region.client())]
    (kept,) = (await table.send("GET", f"/topics/{topic}/conflicts"))["conflicts"]
    removal = f"{page}/conflicts/{kept['id']}/remove"
    by_other, by_own = await table.member(5).post(removal), await table.member(1).post(removal)

    assert (noted.status_code, seen) == (303, [True, False])
    assert (by_other.status_code, by_own.status_code) == (404, 303)
    assert (await table.send("GET", f"/topics/{topic}/conflicts"))["conflicts"] == []


async def test_the_agenda_item_and_the_draft_of_the_memo_say_who_stood_aside(table: Table) -> None:
    topic = await brought(table)
    form = {"represents": SELLER, "reason": REASON}
    await table.coordinator().post(f"/meetings/topics/{topic}/conflicts/new", data=form)
    meeting = await table.convene(agenda=[{"title": {"fi": "Ohjelma"}, "topic_id": topic}])
    page = f"/meetings/{meeting['id']}"
    item = meeting["agenda"][0]["id"]

    at_table, outside = await table.member(3).get(page), await table.region.client().get(page)
    table.region.clock.set("2023-03-08T12:00:00+02:00")
    draft = await table.coordinator().get(f"{page}/memo?lang=fi")
    written = {"agenda_item_id": item, "discussion": {"fi": "Keskusteltiin."}}
    await table.send("PUT", f"/meetings/{meeting['id']}/memo", {"summary": {"fi": "Ohi"}, "items": [written]})
    again = await table.coordinator().get(f"{page}/memo?lang=fi")

    assert (REASON in at_table.text, REASON in outside.text) == (True, False)
    # Once as a remark, once in the field that is still empty.
    assert (draft.text.count(LINE), again.text.count(LINE)) == (2, 1)
    assert "deltog inte i behandlingen" in draft.text
