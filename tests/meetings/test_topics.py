"""Topics: who may bring one, and how its story grows."""

from typing import Any
from uuid import uuid4

from shared.contracts.meetings import TopicReceived
from tests.meetings.table import Table


def topic_of(table: Table) -> dict[str, object]:
    return {
        "body_id": str(table.body_id),
        "title": {"fi": "Kaksikielisyysohjelma", "sv": "Tvåspråkighetsprogram"},
        "category": "other",
        "level": "county",
    }


async def test_only_those_at_the_table_bring_topics(table: Table) -> None:
    topic = topic_of(table)
    stranger = table.region.client("member", body_id=uuid4())

    assert (await table.region.client().post("/meetings/api/topics", json=topic)).status_code == 401
    assert (await stranger.post("/meetings/api/topics", json=topic)).status_code == 404
    assert (await table.member(0).post("/meetings/api/topics", json=topic)).status_code == 201
    await table.region.settled()
    assert [event.title["sv"] for event in await table.region.events(TopicReceived)] == [
        "Tvåspråkighetsprogram"
    ]


async def test_a_form_without_a_title_comes_back_with_what_was_typed(table: Table) -> None:
    path = f"/meetings/topics/new?body={table.body_id}&lang=fi"
    typed = {"body_id": str(table.body_id), "text_fi": "Miksi juuri nyt", "category": "hyte"}

    response = await table.member(0).post(path, data=typed)

    assert response.status_code == 422
    assert "Miksi juuri nyt" in response.text
    assert "Täytä tämä" in response.text


async def test_a_topic_is_on_the_agenda_then_discussed_then_concluded(table: Table) -> None:
    topic = (await table.member(0).post("/meetings/api/topics", json=topic_of(table))).json()
    prepared = await table.prepare(agenda=[{"title": topic["title"], "topic_id": topic["id"]}])
    states = [(await table.send("GET", f"/topics/{topic['id']}"))["state"]]
    await table.send("POST", f"/meetings/{prepared['id']}/convocation")
    states.append((await table.send("GET", f"/topics/{topic['id']}"))["state"])

    table.region.clock.set("2023-03-08T12:00:00+02:00")
    text = {"fi": "Pöytä kannattaa.", "sv": "Bordet understöder."}
    item = {
        "agenda_item_id": prepared["agenda"][0]["id"],
        "conclusion": {"kind": "position", "text": text},
        "concludes_topic": True,
    }
    await table.send("PUT", f"/meetings/{prepared['id']}/memo", {"summary": text, "items": [item]})
    await table.send("POST", f"/meetings/{prepared['id']}/memo/publication", {})
    told = await table.send("GET", f"/topics/{topic['id']}")

    assert [*states, told["state"]] == ["open", "on_agenda", "concluded"]
    assert [point["kind"] for point in told["story"]] == ["received", "concluded"]
    assert "Pöytä kannattaa." in (await table.region.client().get(f"/meetings/topics/{topic['id']}")).text


async def test_who_brought_a_topic_changes_and_removes_it_until_it_is_on_an_agenda(table: Table) -> None:
    brought = (await table.member(0).post("/meetings/api/topics", json=topic_of(table))).json()
    path, page = f"/meetings/api/topics/{brought['id']}", f"/meetings/topics/{brought['id']}"
    better = topic_of(table) | {"title": {"fi": "Parempi otsikko"}, "level": "region"}
    form = {"body_id": str(table.body_id), "title_fi": "Vielä parempi", "category": "hyte", "level": "region"}

    other = await table.member(1).put(path, json=better)
    own = await table.member(0).put(path, json=better)
    by_form = await table.member(0).post(f"{page}/edit", data=form)
    seen = await table.member(0).get(page)
    strange = await table.member(1).get(page)
    removed = await table.member(0).post(f"{page}/remove")

    assert [one.status_code for one in (other, own, by_form, removed)] == [404, 200, 303, 303]
    assert (own.json()["title"], own.json()["level"]) == ({"fi": "Parempi otsikko"}, "region")
    assert "Vielä parempi" in seen.text
    assert (f"{page}/remove" in seen.text, f"{page}/remove" in strange.text) == (True, False)
    assert (await table.member(0).get(page)).status_code == 404


async def test_a_topic_on_a_draft_agenda_is_not_removed_and_on_a_convened_one_not_changed(
    table: Table,
) -> None:
    table.region.clock.set("2023-04-03T12:00:00+03:00")
    topic = (await table.member(0).post("/meetings/api/topics", json=topic_of(table))).json()
    days = {"starts": "2023-04-25T13:00:00+03:00", "ends": "2023-04-25T15:00:00+03:00"}
    item = {"title": topic["title"], "topic_id": topic["id"]}
    prepared = await table.prepare(agenda=[item], **days)
    path = f"/meetings/api/topics/{topic['id']}"

    on_draft = await table.member(0).delete(path)
    changed = await table.member(0).put(path, json=topic_of(table))
    await table.send("POST", f"/meetings/{prepared['id']}/convocation")
    late = await table.member(0).put(path, json=topic_of(table))

    assert [one.status_code for one in (on_draft, changed, late)] == [409, 200, 409]
    assert late.json()["type"] == "/problems/meetings/topic-in-use"


async def test_a_topic_is_addressed_to_municipalities_and_found_by_them(table: Table) -> None:
    addressed = topic_of(table) | {"municipalities": ["638", "434", "638"], "level": "municipality"}
    unknown = topic_of(table) | {"municipalities": ["000"]}

    refused = await table.member(0).post("/meetings/api/topics", json=unknown)
    topic = (await table.member(0).post("/meetings/api/topics", json=addressed)).json()
    await table.region.settled()
    found = await table.send("GET", "/topics?municipality=434")
    others = await table.send("GET", "/topics?municipality=049")
    page, swedish = [
        (await table.region.client().get(f"/meetings/topics/{topic['id']}?lang={language}")).text
        for language in ("fi", "sv")
    ]
    filtered = await table.region.client().get("/meetings/topics?municipality=049&lang=fi")

    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/meetings/municipality-unknown")
    assert topic["municipalities"] == ["434", "638"]
    assert [[one["id"] for one in answer["topics"]] for answer in (found, others)] == [[topic["id"]], []]
    assert ("Loviisa, Porvoo" in page, "Borgå, Lovisa" in swedish) == (True, True)
    assert (topic["id"] in filtered.text, "Loviisa" in filtered.text) == (False, True)
    told = [one.municipalities for one in await table.region.events(TopicReceived)]
    assert told[-1] == ("434", "638")


async def test_the_form_of_a_topic_keeps_its_municipalities(table: Table) -> None:
    path = f"/meetings/topics/new?body={table.body_id}"
    typed: dict[str, Any] = {"body_id": str(table.body_id), "title_fi": "Kunnille", "category": "hyte"}
    typed |= {"level": "municipality", "municipalities": ["638"]}

    taken = await table.member(0).post(path, data=typed)
    page = taken.headers["location"]
    await table.member(0).post(f"{page}/edit", data=typed | {"municipalities": ["638", "434"]})
    form = await table.member(0).get(f"{page}/edit")

    assert form.text.count("checked") == 4


async def test_words_from_elsewhere_open_the_form_and_the_topic_names_the_matter_it_is_made_of(
    table: Table,
) -> None:
    matter_id = uuid4()
    words = {"title_fi": "Kyydit", "text_fi": "Mitä pöytä voi tehdä?", "matter_id": str(matter_id)}
    stranger = table.region.client("member", body_id=uuid4())
    before = len(await table.region.events(TopicReceived))

    opened = await table.member(0).post(f"/meetings/topics/draft?body={table.body_id}&lang=fi", data=words)
    refused = await stranger.post(f"/meetings/topics/draft?body={table.body_id}", data=words)
    await table.region.settled()
    unwritten = len(await table.region.events(TopicReceived)) - before
    chosen = words | {"body_id": str(table.body_id), "category": "hyte", "level": "region"}
    brought = await table.member(0).post(f"/meetings/topics/new?body={table.body_id}", data=chosen)
    await table.region.settled()

    assert (opened.status_code, refused.status_code, unwritten, brought.status_code) == (200, 404, 0, 303)
    assert 'value="Kyydit"' in opened.text
    assert f'name="matter_id" value="{matter_id}"' in opened.text
    assert [event.matter_id for event in (await table.region.events(TopicReceived))[before:]] == [matter_id]
