"""Requests: the county asks the table, the table the county, and what was answered is tracked."""

from typing import Any
from uuid import uuid4

from shared.contracts.meetings import (
    RequestAnswered,
    RequestMade,
    RequestOverdue,
    RequestWithdrawn,
    TopicReceived,
)
from tests.meetings.table import Table

ASKED = {
    "direction": "county_asks",
    "title": {"fi": "Mitä mieltä olette palveluverkosta?"},
    "text": {"fi": "Pyydämme näkemystä ennen aluevaltuuston käsittelyä."},
    "asked_by": "Sosiaalipalvelut",
    "addressed_to": "Kumppanuuspöytä",
    "wanted_by": "2023-03-20",
}
REPLY = {"reply": {"fi": "Lähipalvelut säilyvät tärkeinä."}}


async def ask(table: Table, **other: Any) -> dict[str, Any]:
    table.region.clock.set("2023-03-06T12:00:00+02:00")
    body = ASKED | {"body_id": str(table.body_id)} | other
    made = await table.member(0).post("/meetings/api/requests", json=body)
    assert made.status_code == 201, made.text
    request: dict[str, Any] = made.json()
    return request


async def test_a_request_is_for_the_table_until_it_is_published(table: Table) -> None:
    request = await ask(table)
    path = f"/meetings/requests/{request['id']}"
    readers = (table.member(4), table.region.client())

    before = [(await one.get(path)).status_code for one in readers]
    by_member = await table.member(0).post(f"{path}/publish")
    published = await table.coordinator().post(f"{path}/publish")
    after = [(await one.get(path)).status_code for one in readers]
    listed = ASKED["asked_by"] in (await table.region.client().get("/meetings/requests")).text  # type: ignore[operator]

    assert (before, by_member.status_code, published.status_code) == ([200, 404], 404, 303)
    assert (after, listed) == ([200, 200], True)


async def test_an_answer_is_kept_once_and_a_closed_request_is_not_withdrawn(table: Table) -> None:
    request = await ask(table)
    path = f"/meetings/api/requests/{request['id']}"

    by_member = await table.member(0).post(f"{path}/reply", json=REPLY)
    empty = await table.coordinator().post(f"{path}/reply", json={"reply": {}})
    answered = (await table.coordinator().post(f"{path}/reply", json=REPLY)).json()
    again = await table.coordinator().post(f"{path}/reply", json=REPLY)
    withdrawn = await table.member(0).post(f"{path}/withdrawal")
    page = await table.member(3).get(f"/meetings/requests/{request['id']}")
    await table.region.settled()

    assert (by_member.status_code, empty.status_code) == (404, 422)
    assert (answered["state"], answered["reply"]) == ("answered", REPLY["reply"])
    assert (again.status_code, withdrawn.status_code) == (409, 409)
    assert REPLY["reply"]["fi"] in page.text
    news = [*await table.region.events(RequestMade), *await table.region.events(RequestAnswered)]
    assert [type(one) for one in news if str(one.request_id) == request["id"]] == [
        RequestMade,
        RequestAnswered,
    ]


async def test_a_day_that_passes_without_an_answer_is_told_once_and_listed(table: Table) -> None:
    late = await ask(table, title={"fi": "Viipyvä kysymys"})
    answered = await ask(table)
    withdrawn = await ask(table)
    await table.send("POST", f"/requests/{answered['id']}/reply", REPLY)
    assert (
        await table.member(0).post(f"/meetings/api/requests/{withdrawn['id']}/withdrawal")
    ).status_code == 200

    heard = []
    for moment in ("2023-03-20T23:59:00+02:00", "2023-03-21T00:01:00+02:00", "2023-03-22T12:00:00+02:00"):
        table.region.clock.set(moment)
        await table.region.settled()
        told = [str(event.request_id) for event in await table.region.events(RequestOverdue)]
        heard.append([one for one in told if one in (late["id"], answered["id"], withdrawn["id"])])
    pages = [(await one.get("/meetings?lang=fi")).text for one in (table.coordinator(), table.member(0))]
    shown = await table.send("GET", f"/requests/{late['id']}")

    assert heard == [[], [late["id"]], [late["id"]]]
    assert ["Viipyvä kysymys" in page for page in pages] == [True, False]
    assert (shown["state"], shown["late"]) == ("open", True)
    gone = [str(event.request_id) for event in await table.region.events(RequestWithdrawn)]
    assert gone == [withdrawn["id"]]


async def test_a_request_becomes_a_topic_once(table: Table) -> None:
    request = await ask(table, direction="table_asks", title={"fi": "Saammeko tilat?"})
    path = f"/meetings/requests/{request['id']}"

    made = await table.member(2).post(f"{path}/topic")
    again = await table.member(2).post(f"{path}/topic")
    stranger = await table.region.client("member", body_id=uuid4()).post(f"{path}/topic")
    topic = made.headers["location"].removeprefix("/meetings/topics/")
    linked = (await table.send("GET", f"/requests/{request['id']}"))["topic_id"]
    await table.region.settled()

    assert [one.status_code for one in (made, again, stranger)] == [303, 409, 404]
    assert linked == topic
    assert [event.title for event in await table.region.events(TopicReceived)] == [request["title"]]


async def test_the_form_keeps_what_was_typed_and_refuses_a_day_that_has_passed(table: Table) -> None:
    table.region.clock.set("2023-03-06T12:00:00+02:00")
    path = "/meetings/requests/new?lang=fi"
    typed = {
        "body_id": str(table.body_id),
        "direction": "table_asks",
        "title_fi": "Milloin saamme tiedon?",
        "asked_by": "Malliyhdistys 1 ry",
        "addressed_to": "Hyvinvointialue",
        "wanted_by": "2023-03-05",
    }

    empty = await table.member(0).get(path)
    late = await table.member(0).post(path, data=typed)
    made = await table.member(0).post(path, data=typed | {"wanted_by": "2023-03-06"})
    sure = await table.member(0).get(f"{made.headers['location']}/withdraw?lang=fi")
    gone = await table.member(0).post(f"{made.headers['location']}/withdraw")

    assert "Malliyhdistys 1 ry" in empty.text
    assert (late.status_code, "Milloin saamme tiedon?" in late.text) == (422, True)
    assert "Päivä on jo mennyt" in late.text
    assert ("Pyyntö jää luetteloon" in sure.text, gone.status_code) == (True, 303)
