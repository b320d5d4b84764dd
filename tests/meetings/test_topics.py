"""Topics: who may bring one, and how its story grows."""

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
