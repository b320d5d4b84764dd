"""Drafts, who sees what of a meeting, and calendars."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from icalendar import Calendar

from tests.meetings.table import Table

DRAFT = {
    "title_fi": "Kokous 1/2023",
    "starts": "2023-03-07T13:00",
    "ends": "2023-03-07T15:00",
    "mode": "hybrid",
    "agenda_0_title_fi": "Avaus",
    "agenda_2_title_fi": "Muut asiat",
}


async def test_the_form_of_a_new_meeting_suggests_the_next_number(table: Table) -> None:
    page = (await table.coordinator().get(f"/meetings/new?body={table.body_id}&lang=fi")).text

    assert 'value="Kokous 1/2023"' in page
    assert 'value="2023-03-07T13:00"' in page


async def test_open_topics_become_items_in_one_step(table: Table) -> None:
    topic = {
        "body_id": str(table.body_id),
        "title": {"fi": "Digituki"},
        "category": "hyte",
        "level": "region",
    }
    brought = (await table.member(0).post("/meetings/api/topics", json=topic)).json()
    path = f"/meetings/new?body={table.body_id}"
    typed = {**DRAFT, "body_id": str(table.body_id), "topics": brought["id"]}

    response = await table.coordinator().post(path, data=typed)
    meeting = await table.send("GET", f"/meetings/{response.headers['location'].rsplit('/', 1)[1]}")

    assert response.status_code == 303
    assert [item["title"]["fi"] for item in meeting["agenda"]] == ["Avaus", "Muut asiat", "Digituki"]
    assert meeting["starts"] == "2023-03-07T11:00:00Z"


async def test_a_meeting_that_ends_before_it_starts_is_not_kept(table: Table) -> None:
    typed = {**DRAFT, "body_id": str(table.body_id), "ends": "2023-03-07T12:00"}

    response = await table.coordinator().post(f"/meetings/new?body={table.body_id}&lang=fi", data=typed)

    assert response.status_code == 422
    assert "Muut asiat" in response.text


async def test_a_draft_is_seen_by_its_coordinator_alone(table: Table) -> None:
    draft = await table.prepare()

    for path in (f"/meetings/api/meetings/{draft['id']}", f"/meetings/{draft['id']}"):
        assert (await table.region.client().get(path)).status_code == 404
        assert (await table.member(0).get(path)).status_code == 404
        assert (await table.coordinator().get(path)).status_code == 200


async def test_the_list_of_a_body_begins_with_its_next_meeting_as_letters_of_welcome_say(
    table: Table,
) -> None:
    days = [
        {"starts": f"2023-0{month}-02T09:00:00+03:00", "ends": f"2023-0{month}-02T10:00:00+03:00"}
        for month in (6, 3)
    ]
    later, sooner = [(await table.convene(**day))["id"] for day in days]

    page = (await table.member(0).get(f"/meetings?body={table.body_id}&lang=fi")).text
    linked = re.findall(r'href="/meetings/([0-9a-f-]{36})"', page.partition("Tulevat kokoukset")[2])

    assert linked[0] == sooner
    assert linked.index(sooner) < linked.index(later)


async def test_a_draft_changed_meanwhile_is_not_overwritten(table: Table) -> None:
    draft = await table.prepare()
    changed = {key: draft[key] for key in ("body_id", "title", "starts", "ends", "mode", "agenda", "version")}
    await table.send("PUT", f"/meetings/{draft['id']}", changed | {"title": {"fi": "Ensin"}})

    response = await table.coordinator().put(f"/meetings/api/meetings/{draft['id']}", json=changed)

    assert response.status_code == 409
    assert response.json()["type"] == "/problems/meetings/changed-meanwhile"


async def test_the_link_is_for_those_at_the_table(table: Table) -> None:
    meeting = await table.convene()
    path = f"/meetings/api/meetings/{meeting['id']}"

    assert (await table.region.client().get(path)).json()["remote_link"] == ""
    assert (await table.member(0).get(path)).json()["remote_link"] == "https://teams.example.org/m1"
    assert "teams.example.org" not in (await table.region.client().get(f"/meetings/{meeting['id']}")).text


async def test_the_public_calendar_keeps_its_uid_and_hides_the_link(table: Table) -> None:
    meeting = await table.convene()

    response = await table.region.client().get(f"/meetings/{meeting['id']}/calendar.ics")
    event = Calendar.from_ical(response.content).walk("VEVENT")[0]

    assert "METHOD:PUBLISH" in response.text
    assert str(event["uid"]) == f"{meeting['id']}@{table.region.instance.host}"
    assert event["dtstart"].dt.isoformat() == "2023-03-07T13:00:00+02:00"
    assert "teams.example.org" not in response.text
    assert (await table.region.client().get("/meetings/calendar.ics")).status_code == 200


@pytest.mark.parametrize(
    "start",
    [
        "2026-03-28T13:00:00+02:00",
        "2026-03-29T13:00:00+03:00",
        "2026-10-24T13:00:00+03:00",
        "2026-10-25T13:00:00+02:00",
    ],
)
async def test_the_calendar_of_a_meeting_near_the_turning_of_the_clocks_says_the_hour_of_the_wall(
    table: Table, start: str
) -> None:
    """Read by the zone that stands in the file, as a calendar does, and not by one that it knows itself."""
    starts = datetime.fromisoformat(start)
    table.region.clock.set("2026-01-05T10:00:00+02:00")
    await table.region.arrives(table.filled(uuid4(), uuid4(), starts=starts.date(), ends=starts.date()))
    ends = (starts + timedelta(hours=2)).isoformat()
    meeting = await table.convene(starts=start, ends=ends)

    answer = await table.region.client().get(f"/meetings/{meeting['id']}/calendar.ics")

    calendar = Calendar.from_ical(answer.text)
    zone = calendar.walk("VTIMEZONE")[0].to_tz()
    written = calendar.walk("VEVENT")[0]["DTSTART"]
    assert written.params["TZID"] == "Europe/Helsinki"
    assert written.dt.replace(tzinfo=zone).utcoffset() == starts.utcoffset()
    assert written.dt.replace(tzinfo=None) == starts.replace(tzinfo=None)
