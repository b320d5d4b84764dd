"""The agenda of a meeting that has been convened already."""

from typing import Any

from shared.chassis import links
from shared.contracts.meetings import InvitationIssued
from tests.meetings.table import Table


async def test_the_agenda_of_a_convened_meeting_changes_and_the_invited_are_told(table: Table) -> None:
    table.region.clock.set("2023-10-02T09:00:00+03:00")
    topic = await table.send("POST", "/topics", topic_of(table))
    meeting = await table.convene(starts="2023-10-24T13:00:00+03:00", ends="2023-10-24T15:00:00+03:00")
    before = await table.send("GET", f"/meetings/{meeting['id']}/invitations")
    await answer(table, before["invitations"][0]["id"], "remote")
    shown = await table.coordinator().get(f"/meetings/{meeting['id']}/agenda?lang=fi")
    form = {
        "version": str(meeting["version"]),
        "agenda_0_id": meeting["agenda"][0]["id"],
        "agenda_0_title_fi": "Järjestäytyminen",
        "agenda_0_title_sv": "Konstituering",
        "agenda_1_title_fi": "Uusi asia",
        "topics": topic["id"],
    }

    changed = await table.coordinator().post(f"/meetings/{meeting['id']}/agenda", data=form)
    stale = await table.coordinator().post(f"/meetings/{meeting['id']}/agenda", data=form)

    assert "15 ihmistä saa viestin" in shown.text
    assert (changed.status_code, stale.status_code) == (303, 422)
    now = await table.send("GET", f"/meetings/{meeting['id']}")
    assert [item["title"].get("fi") for item in now["agenda"]] == [
        "Järjestäytyminen",
        "Uusi asia",
        "Digituki",
    ]
    assert (now["sequence"], now["agenda"][0]["id"]) == (1, meeting["agenda"][0]["id"])
    after = await table.send("GET", f"/meetings/{meeting['id']}/invitations")
    assert after["invitations"][0]["answer"] == "remote"
    assert (await table.send("GET", f"/topics/{topic['id']}"))["state"] == "on_agenda"
    await table.region.settled()
    news = [e for e in await table.region.events(InvitationIssued) if str(e.meeting_id) == meeting["id"]]
    assert [(event.kind, event.sequence, len(event.agenda)) for event in news[15:]] == [("agenda", 1, 3)] * 15


async def test_an_agenda_is_not_changed_after_the_meeting_has_started(table: Table) -> None:
    table.region.clock.set("2023-10-24T13:00:00+03:00")
    meetings = (await table.send("GET", f"/meetings?body={table.body_id}"))["meetings"]
    meeting = next(one for one in meetings if one["starts"] == "2023-10-24T10:00:00Z")

    late = await table.coordinator().put(
        f"/meetings/api/meetings/{meeting['id']}/agenda", json={"agenda": [], "version": meeting["version"]}
    )

    assert (late.status_code, late.json()["type"]) == (409, "/problems/meetings/meeting-has-started")


def topic_of(table: Table) -> dict[str, Any]:
    title = {"fi": "Digituki", "sv": "Digistöd"}
    return {"body_id": str(table.body_id), "title": title, "category": "other", "level": "county"}


async def answer(table: Table, invitation_id: str, chosen: str) -> None:
    token = links.sign(table.region.instance, "rsvp", {"id": invitation_id})
    taken = await table.region.client().post(f"/meetings/api/rsvp/{token}", json={"answer": chosen})
    assert taken.status_code == 200, taken.text
    await table.region.settled()
