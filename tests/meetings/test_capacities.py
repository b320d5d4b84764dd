"""What a body handles in which capacity, and what its groups report back."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts.members import BodyChanged, CapacityFact
from tests.meetings.table import Table

REGION = "pohjois-karjala"
POKAT = CapacityFact(id=uuid4(), name={"fi": "POKAT-teemaryhmä", "sv": "POKAT-temagrupp"}, given_by="Liitto")
EXPERTS = CapacityFact(id=uuid4(), name={"fi": "Asiantuntijaryhmä"})


@pytest.fixture
async def held(table: Table) -> None:
    """The body acts in two capacities, until another event tells otherwise."""
    await tell(table, POKAT, EXPERTS)


async def tell(table: Table, *capacities: CapacityFact) -> None:
    told = [one for one in await table.region.events(BodyChanged) if one.body_id == table.body_id]
    newer = table.told(version=max(one.version for one in told) + 1)
    await table.region.arrives(newer.model_copy(update={"capacities": capacities}))


def topic(table: Table, title: str, capacity: UUID | None) -> dict[str, Any]:
    return {
        "body_id": str(table.body_id),
        "title": {"fi": title},
        "category": "other",
        "level": "region",
        "capacity_id": str(capacity) if capacity else None,
    }


@pytest.mark.usefixtures("held")
async def test_a_topic_carries_a_capacity_of_its_body_and_topics_are_found_by_it(table: Table) -> None:
    plain = await table.send("POST", "/topics", topic(table, "Yleinen", None))
    tagged = await table.send("POST", "/topics", topic(table, "Ohjelmasta", POKAT.id))
    strange = await table.coordinator().post("/meetings/api/topics", json=topic(table, "Vieras", UUID(int=1)))

    found = (await table.send("GET", f"/topics?capacity={POKAT.id}"))["topics"]
    page = (await table.region.client().get(f"/meetings/topics?capacity={POKAT.id}&lang=fi")).text
    own = (await table.region.client().get(f"/meetings/topics/{tagged['id']}?lang=sv")).text

    assert (strange.status_code, strange.json()["type"]) == (422, "/problems/meetings/capacity-not-held")
    assert [(one["title"]["fi"], one["capacity"]) for one in found] == [("Ohjelmasta", dict(POKAT.name))]
    assert (plain["capacity_id"], plain["capacity"]) == (None, {})
    assert ("Ohjelmasta" in page, "Yleinen" in page) == (True, False)
    assert "<dd>POKAT-temagrupp</dd>" in own


@pytest.mark.usefixtures("held")
async def test_a_topic_keeps_a_capacity_that_has_ended_and_a_new_one_cannot_take_it(table: Table) -> None:
    form = {"title_fi": "Kausi", "category": "other", "level": "region", "capacity_id": str(POKAT.id)}
    form["body_id"] = str(table.body_id)
    shown = (await table.member(0).get(f"/meetings/topics/new?body={table.body_id}&lang=fi")).text
    brought = await table.member(0).post(f"/meetings/topics/new?body={table.body_id}", data=form)
    await tell(table, EXPERTS)
    page = brought.headers["location"]

    edit = (await table.member(0).get(f"{page}/edit?lang=fi")).text
    kept = await table.member(0).post(f"{page}/edit", data=form)
    late = await table.member(0).post(f"/meetings/topics/new?body={table.body_id}&lang=fi", data=form)

    assert "Missä roolissa toimielin käsittelee sitä?" in shown
    assert f'<option value="{POKAT.id}" selected>' in edit
    assert (kept.status_code, late.status_code) == (303, 422)
    assert "Toimielin ei nyt toimi tässä roolissa." in late.text
    assert "<dd>POKAT-teemaryhmä</dd>" in (await table.region.client().get(f"{page}?lang=fi")).text


@pytest.mark.usefixtures("held")
async def test_a_published_memo_says_in_which_capacity_the_body_met(table: Table) -> None:
    table.region.clock.set("2023-02-06T12:00:00+02:00")
    meeting = await table.convene()
    table.region.clock.set("2023-03-08T12:00:00+02:00")
    path = f"/meetings/{meeting['id']}"

    shown = (await table.coordinator().get(f"{path}/memo?lang=fi")).text
    form = {"summary_fi": "Kuultiin.", "summary_sv": "Hördes.", "capacity_id": str(POKAT.id)}
    written = await table.coordinator().post(f"{path}/memo", data=form)
    await table.send("POST", f"{path}/memo/publication", {})
    await tell(table)
    memo = (await table.region.client().get(f"/meetings/api{path}/memo")).json()
    page = (await table.region.client().get(f"{path}?lang=sv")).text

    assert ("Missä roolissa toimielin kokoontui?" in shown, written.status_code) == (True, 303)
    assert (memo["capacity_id"], memo["capacity"]) == (str(POKAT.id), dict(POKAT.name))
    assert "POKAT-temagrupp" in page


async def test_the_memo_of_a_group_is_shown_with_its_parent(table: Table) -> None:
    table.region.clock.set("2023-02-06T12:00:00+02:00")
    group = uuid4()
    facts = {"body_id": group, "slug": "ryhma", "name": {"fi": "Alatyöryhmä"}, "parent_id": table.body_id}
    await table.region.arrives(table.told().model_copy(update=facts))
    seat = table.filled(uuid4(), table.people[0]).model_copy(update={"body_id": group})
    await table.region.arrives(seat)
    title = {"fi": "Ryhmän kokous", "sv": "Gruppens möte"}
    meeting = await table.convene(body_id=str(group), title=title)
    table.region.clock.set("2023-03-08T12:00:00+02:00")
    path, parent = f"/meetings/{meeting['id']}", f"/meetings?body={table.body_id}&lang=fi"

    before = (await table.region.client().get(parent)).text
    await table.send("PUT", f"{path}/memo", {"summary": {"fi": "Valmisteltiin.", "sv": "Bereddes."}})
    await table.send("POST", f"{path}/memo/publication", {})
    after = (await table.region.client().get(parent)).text
    own = (await table.region.client().get(f"/meetings?body={group}&lang=fi")).text
    page = (await table.region.client().get(f"{path}?lang=fi")).text

    assert ("Ryhmän kokous" in before, "Ryhmät raportoivat" in before) == (False, False)
    assert "Valmisteltiin." in after[after.index("Ryhmät raportoivat") :]
    assert ("Ryhmän kokous" in own, "Ryhmät raportoivat" in own) == (True, False)
    assert "<dt>Raportoi toimielimelle</dt><dd>Järjestöjen kumppanuuspöytä</dd>" in page
