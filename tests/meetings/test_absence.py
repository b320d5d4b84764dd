"""Seats that stay empty: raised once after three meetings in a row, ended by coming, never public."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from shared.contracts.meetings import AttendanceLow
from shared.contracts.seats import DeputyNamed
from tests.meetings.table import Table
from tests.meetings.test_deputies import answer, invited_to

MONTHS = ("2023-09", "2023-10", "2023-11", "2023-12")


async def hold(table: Table, month: str, absent: set[int], deputy: UUID | None = None) -> dict[str, Any]:
    """Hold a meeting in a month; those of these numbers are excused or absent."""
    table.region.clock.set(f"{month}-01T09:00:00+02:00")
    meeting = await table.convene(starts=f"{month}-12T13:00:00+02:00", ends=f"{month}-12T15:00:00+02:00")
    missing = {str(table.people[number]) for number in absent}
    for one in await invited_to(table, meeting["id"]):
        if one["person_id"] in missing:
            await answer(table, one["id"], "excused")
    table.region.clock.set(f"{month}-12T15:00:00+02:00")
    entries = [
        {
            "person_id": one["person_id"],
            "status": "excused" if one["person_id"] in missing else "present_on_site",
        }
        for one in await invited_to(table, meeting["id"])
    ]
    await table.send("PUT", f"/meetings/{meeting['id']}/attendance", {"entries": entries})
    await table.region.settled()
    return meeting


async def absences(table: Table) -> list[tuple[str, int]]:
    found = await table.send("GET", f"/bodies/{table.body_id}/absences")
    return [(one["represents"], one["missed"]) for one in found["absences"]]


async def test_a_seat_is_raised_once_after_three_empty_meetings_and_a_deputy_fills_it(table: Table) -> None:
    deputy = DeputyNamed(
        deputy_id=uuid4(),
        seat_id=table.seats[2],
        body_id=table.body_id,
        person_id=uuid4(),
        starts=date(2023, 8, 1),
        ends=date(2025, 2, 28),
    )
    await table.region.arrives(deputy)

    after = []
    for month in MONTHS:
        await hold(table, month, {1, 2})
        after.append((await absences(table), len(await table.region.events(AttendanceLow))))

    name = "Malliyhdistys 2 ry"
    assert after == [([], 0), ([], 0), ([(name, 3)], 1), ([(name, 4)], 1)]
    (told,) = await table.region.events(AttendanceLow)
    assert (told.body_id, told.seats, told.meetings) == (table.body_id, 1, 3)


async def test_only_those_who_prepare_the_meetings_see_the_empty_seat(table: Table) -> None:
    who = [table.coordinator(), table.region.client("chair", body_id=table.body_id), table.member(1)]
    who.append(table.region.client())
    report = f"/meetings/attendance?body={table.body_id}&year=2023&lang=fi"

    shown = ["Tyhjäksi jääneet paikat" in (await one.get("/meetings?lang=fi")).text for one in who]
    read = [(await one.get(f"/meetings/api/bodies/{table.body_id}/absences")).status_code for one in who]
    page = (await table.coordinator().get(report)).text

    assert shown == [True, True, False, False]
    assert read == [200, 200, 404, 401]
    assert "4 kokousta peräkkäin väliin" in page


async def test_who_comes_again_is_listed_no_longer_and_a_correction_counts_too(table: Table) -> None:
    await hold(table, "2024-01", {2})
    came = await absences(table)
    for month in ("2024-02", "2024-03"):
        await hold(table, month, {3})
    last = await hold(table, "2024-04", {3})
    before = await absences(table)
    entries = [
        {"person_id": one["person_id"], "status": "present_remote"}
        for one in await invited_to(table, last["id"])
    ]
    await table.send("PUT", f"/meetings/{last['id']}/attendance", {"entries": entries})
    await table.region.settled()

    assert (came, before, await absences(table)) == ([], [("Malliyhdistys 4 ry", 3)], [])


async def test_participation_is_measured_party_by_party_and_a_deputy_counts_for_the_party(
    table: Table,
) -> None:
    topic = {"body_id": str(table.body_id), "title": {"fi": "Aihe"}, "category": "hyte", "level": "region"}
    table.region.clock.set("2024-12-02T12:00:00+02:00")
    for _ in range(2):
        brought = await table.member(2).post("/meetings/api/topics", json=topic)
        assert brought.status_code == 201
    said = f"/meetings/api/topics/{brought.json()['id']}/comments"
    assert (await table.member(3).post(said, json={"text": "Hyvä aihe."})).status_code == 201

    found = await table.send("GET", f"/bodies/{table.body_id}/participation?year=2024")
    page = await table.coordinator().get(f"/meetings/attendance?body={table.body_id}&year=2024&lang=fi")
    refused = await table.member(2).get(f"/meetings/api/bodies/{table.body_id}/participation?year=2024")

    parties = {one.pop("represents"): one for one in found["parties"]}
    assert parties["Malliyhdistys 3 ry"] == {"topics": 2, "comments": 0, "invited": 4, "present": 4}
    assert parties["Malliyhdistys 4 ry"] == {"topics": 0, "comments": 1, "invited": 4, "present": 2}
    assert (len(parties), refused.status_code) == (15, 404)
    assert "Osapuolittain" in page.text
