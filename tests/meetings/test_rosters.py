"""Rosters follow members, whatever the order in which the events come."""

from datetime import date
from uuid import uuid4

from shared.contracts.members import SeatVacated
from tests.meetings.table import Table


async def names(table: Table, on: str) -> int:
    return len((await table.send("GET", f"/rosters/{table.body_id}?on={on}"))["seats"])


async def test_a_resignation_and_its_replacement_are_both_history(table: Table) -> None:
    leaver, seat, newcomer = table.people[0], table.seats[0], uuid4()
    await table.region.arrives(
        SeatVacated(seat_id=seat, version=2, body_id=table.body_id, person_id=leaver, ends=date(2023, 8, 31)),
        table.filled(seat, newcomer, version=3, starts=date(2023, 9, 12)),
    )

    assert [await names(table, day) for day in ("2023-08-31", "2023-09-05", "2023-09-12")] == [15, 14, 15]


async def test_a_seat_left_before_it_is_known_as_filled_is_waited_for(table: Table) -> None:
    seat, person = uuid4(), uuid4()
    vacated = SeatVacated(
        seat_id=seat, version=2, body_id=table.body_id, person_id=person, ends=date(2023, 6, 30)
    )

    await table.region.arrives(vacated, settle=False)
    await table.region.arrives(table.filled(seat, person))

    assert [await names(table, day) for day in ("2023-06-30", "2023-07-01")] == [16, 15]


async def test_an_older_version_of_a_body_changes_nothing(table: Table) -> None:
    await table.region.arrives(table.told(version=3, decision_power=False))
    await table.region.arrives(table.told(version=2, decision_power=True))

    rows = await table.region.rows("meetings", "SELECT version, decision_power FROM bodies")
    assert [tuple(row) for row in rows] == [(3, False)]


async def test_the_e_mail_address_is_not_kept(table: Table) -> None:
    columns = await table.region.rows(
        "meetings", "SELECT column_name FROM information_schema.columns WHERE table_name = 'people'"
    )

    assert sorted(row[0] for row in columns) == ["id", "language", "merged_into_id", "name", "version"]


async def test_a_roster_is_closed_to_anyone_outside_the_table(table: Table) -> None:
    path = f"/meetings/api/rosters/{table.body_id}"
    stranger = table.region.client("member", body_id=uuid4())

    assert (await table.region.client().get(path)).status_code == 401
    assert (await stranger.get(path)).status_code == 404
    assert (await table.member(3).get(path)).status_code == 200
