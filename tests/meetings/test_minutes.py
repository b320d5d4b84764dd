"""Attendance and memos: what cannot be recorded, and what stays once it is published."""

from typing import Any

import asyncpg
import pytest

from shared.contracts.meetings import MeetingHeld
from tests.meetings.table import Table

REGION = "ita-uusimaa"


async def held(table: Table, **changes: Any) -> dict[str, Any]:
    table.region.clock.set("2023-02-06T12:00:00+02:00")
    meeting = await table.convene(**changes)
    table.region.clock.set("2023-03-08T12:00:00+02:00")
    return meeting


def memo_of(meeting: dict[str, Any], kind: str = "position", **text: str) -> dict[str, Any]:
    words = text or {"fi": "Kanta.", "sv": "Ställning."}
    item = {"agenda_item_id": meeting["agenda"][0]["id"], "conclusion": {"kind": kind, "text": words}}
    return {"summary": words, "items": [item]}


async def test_attendance_is_prefilled_from_nothing_but_answers(table: Table) -> None:
    meeting = await held(table)

    listed = await table.send("GET", f"/meetings/{meeting['id']}/attendance")

    assert listed["version"] == 0
    assert {entry["status"] for entry in listed["entries"]} == {None}


async def test_attendance_of_everyone_is_needed_and_of_nobody_else(table: Table) -> None:
    meeting = await held(table)
    path = f"/meetings/api/meetings/{meeting['id']}/attendance"
    entries = [{"person_id": str(person), "status": "present_remote"} for person in table.people]
    stranger = [*entries, {"person_id": meeting["id"], "status": "absent"}]

    missing = await table.coordinator().put(path, json={"entries": entries[1:]})
    unknown = await table.coordinator().put(path, json={"entries": stranger})

    assert missing.json()["type"] == "/problems/meetings/attendance-incomplete"
    assert unknown.json()["type"] == "/problems/meetings/not-invited"


async def test_attendance_by_form_may_be_corrected_and_small_figures_stay_home(table: Table) -> None:
    meeting = await held(table)
    typed = {f"status_{person}": "absent" for person in table.people}

    first = await table.coordinator().post(f"/meetings/{meeting['id']}/attendance", data=typed)
    typed[f"status_{table.people[0]}"] = "present_on_site"
    second = await table.coordinator().post(f"/meetings/{meeting['id']}/attendance", data=typed)

    assert (first.status_code, second.status_code) == (303, 303)
    await table.region.settled()
    events = [e for e in await table.region.events(MeetingHeld) if str(e.meeting_id) == meeting["id"]]
    assert [(event.version, event.invited, event.present) for event in events] == [
        (1, 15, None),
        (2, 15, None),
    ]


async def test_nothing_is_recorded_before_the_meeting_starts(table: Table) -> None:
    table.region.clock.set("2023-02-06T12:00:00+02:00")
    meeting = await table.convene()

    response = await table.coordinator().put(f"/meetings/api/meetings/{meeting['id']}/memo", json={})

    assert response.json()["type"] == "/problems/meetings/not-yet-held"


async def test_a_body_without_decision_power_cannot_store_a_decision(table: Table) -> None:
    meeting = await held(table)
    path = f"/meetings/api/meetings/{meeting['id']}/memo"

    response = await table.coordinator().put(path, json=memo_of(meeting, "decision"))
    await table.send("PUT", f"/meetings/{meeting['id']}/memo", memo_of(meeting))

    assert (response.status_code, response.json()["type"]) == (
        422,
        "/problems/meetings/no-decision-power",
    )
    with pytest.raises(asyncpg.CheckViolationError):
        await table.region.rows("meetings", "UPDATE memo_items SET conclusion_kind = 'decision'")
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await table.region.rows("meetings", "UPDATE memo_items SET decision_power = true")


async def test_a_translation_that_is_missing_needs_a_day_to_come(table: Table) -> None:
    meeting = await held(table)
    await table.send("PUT", f"/meetings/{meeting['id']}/memo", memo_of(meeting, fi="Kanta."))
    path = f"/meetings/api/meetings/{meeting['id']}/memo/publication"

    without = await table.coordinator().post(path, json={})
    passed = await table.coordinator().post(path, json={"translation_due": "2023-03-07"})

    assert without.json()["type"] == "/problems/meetings/translation-due-needed"
    assert passed.json()["type"] == "/problems/meetings/translation-due-passed"


async def test_a_memo_whole_in_no_language_is_not_published(table: Table) -> None:
    meeting = await held(table)
    memo = memo_of(meeting, fi="Kanta.") | {"summary": {"sv": "Sammanfattning."}}
    await table.send("PUT", f"/meetings/{meeting['id']}/memo", memo)

    response = await table.coordinator().post(
        f"/meetings/api/meetings/{meeting['id']}/memo/publication", json={"translation_due": "2023-03-29"}
    )

    assert response.json()["type"] == "/problems/meetings/memo-incomplete"
    assert (
        await table.region.client().get(f"/meetings/api/meetings/{meeting['id']}/memo")
    ).status_code == 404


async def test_a_published_memo_changes_only_by_a_new_version(table: Table) -> None:
    meeting = await held(table)
    await table.send("PUT", f"/meetings/{meeting['id']}/memo", memo_of(meeting))
    await table.send("POST", f"/meetings/{meeting['id']}/memo/publication", {})
    await table.send("PUT", f"/meetings/{meeting['id']}/memo", memo_of(meeting, fi="Uusi.", sv="Ny."))

    public = await table.send("GET", f"/meetings/{meeting['id']}/memo")

    assert public["summary"] == {"fi": "Kanta.", "sv": "Ställning."}
    with pytest.raises(asyncpg.CheckViolationError):
        await table.region.rows("meetings", "UPDATE editions SET summary = '{}'")
    with pytest.raises(asyncpg.CheckViolationError):
        await table.region.rows("meetings", "DELETE FROM editions")
    again = await table.send("POST", f"/meetings/{meeting['id']}/memo/publication", {})
    assert (again["version"], again["summary"]["fi"]) == (2, "Uusi.")


async def test_a_memo_is_written_and_published_by_clicking_through_its_pages(table: Table) -> None:
    meeting = await held(table)
    item = meeting["agenda"][0]["id"]
    path = f"/meetings/{meeting['id']}/memo"
    typed = {
        "summary_fi": "Pöytä järjestäytyi.",
        f"item_{item}": "1",
        f"discussion_{item}_fi": "Keskusteltiin.",
        f"kind_{item}": "noted",
        "next": "publish",
    }

    kept = await table.coordinator().post(path, data=typed)
    confirm = (await table.coordinator().get(f"{path}/publish?lang=fi")).text
    published = await table.coordinator().post(f"{path}/publish", data={"translation_due": "2023-03-29"})

    assert kept.headers["location"] == f"{path}/publish"
    assert 'name="translation_due"' in confirm
    assert published.status_code == 303
    assert "Merkitty tiedoksi" in (await table.region.client().get(f"/meetings/{meeting['id']}?lang=fi")).text


async def test_attendance_is_for_those_who_keep_it(table: Table) -> None:
    path = f"/meetings/api/bodies/{table.body_id}/attendance?year=2023"

    assert (await table.region.client().get(path)).status_code == 401
    assert (await table.member(0).get(path)).status_code == 404
    assert (await table.region.client("chair", body_id=table.body_id).get(path)).status_code == 200


async def test_the_draft_of_a_memo_can_be_thrown_away_until_it_is_published(table: Table) -> None:
    meeting = await held(table)
    path = f"/meetings/{meeting['id']}/memo"
    await table.send("PUT", path, memo_of(meeting))

    asked = await table.coordinator().get(f"{path}/remove?lang=sv")
    removed = await table.coordinator().post(f"{path}/remove")
    gone = await table.coordinator().delete(f"/meetings/api{path}")
    await table.send("PUT", path, memo_of(meeting))
    await table.send("POST", f"{path}/publication", {})
    public = await table.coordinator().delete(f"/meetings/api{path}")

    assert "Ta bort utkastet" in asked.text
    assert [one.status_code for one in (removed, gone, public)] == [303, 404, 409]
    assert public.json()["type"] == "/problems/meetings/memo-is-published"
