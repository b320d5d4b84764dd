"""Deputies and attendees: who is invited besides the members, and how a seat is counted once."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from shared.chassis import links
from shared.contracts.meetings import InvitationIssued
from shared.contracts.members import SeatVacated
from shared.contracts.seats import DeputyNamed, DeputyReleased, OfficeLeft, OfficeTaken
from tests.meetings.table import Table


async def test_a_deputy_is_invited_while_the_member_cannot_come_and_the_seat_counts_once(
    table: Table,
) -> None:
    table.region.clock.set("2024-03-01T09:00:00+02:00")
    meeting = await table.convene(starts="2024-03-19T13:00:00+02:00", ends="2024-03-19T15:00:00+02:00")
    invitations = (await table.send("GET", f"/meetings/{meeting['id']}/invitations"))["invitations"]
    member = next(one for one in invitations if one["person_id"] == str(table.people[1]))
    deputy = uuid4()
    await table.region.arrives(named(table, deputy, seat=table.seats[1]))

    heard = []
    for chosen in ("excused", "on_site", "excused"):
        await answer(table, member["id"], chosen)
        heard.append(await standing_of(table, meeting["id"], deputy))
    table.region.clock.set("2024-03-19T15:00:00+02:00")
    everyone = await invited_to(table, meeting["id"])
    statuses = {one["person_id"]: "present_on_site" for one in everyone}
    statuses |= {member["person_id"]: "excused", str(table.people[2]): "absent"}
    recorded = await table.send(
        "PUT",
        f"/meetings/{meeting['id']}/attendance",
        {"entries": [{"person_id": person, "status": status} for person, status in statuses.items()]},
    )

    assert [bool(one) for one in heard] == [True, False, True]
    assert heard[0] is not None
    assert (heard[0]["deputises"], heard[0]["represents"]) == (member["id"], member["represents"])
    kinds = [
        (event.kind, event.as_deputy)
        for event in await table.region.events(InvitationIssued)
        if event.person_id == deputy
    ]
    assert kinds == [("invited", True), ("withdrawn", True), ("invited", True)]
    assert len(everyone) == 16
    figures = recorded["figures"]
    assert [figures[name] for name in ("invited", "present", "excused", "absent")] == [15, 14, 0, 1]


async def test_a_meeting_is_called_in_the_name_of_the_convenor_of_that_time(table: Table) -> None:
    table.region.clock.set("2024-03-25T09:00:00+02:00")
    days = {"starts": "2024-04-09T13:00:00+03:00", "ends": "2024-04-09T15:00:00+03:00"}
    before = await table.convene(**days)
    told = table.told(version=2).model_copy(update={"convenor": "Keski-Suomen liitto"})
    await table.region.arrives(told)
    after = await table.convene(**days)
    await table.region.settled()

    news = await table.region.events(InvitationIssued)
    names = {
        one["id"]: {e.convenor for e in news if str(e.meeting_id) == one["id"]} for one in (before, after)
    }
    assert list(names.values()) == [{""}, {"Keski-Suomen liitto"}]


async def test_a_deputy_who_is_released_comes_no_longer_and_a_new_one_does(table: Table) -> None:
    table.region.clock.set("2024-04-02T09:00:00+03:00")
    meeting = await table.convene(starts="2024-04-23T13:00:00+03:00", ends="2024-04-23T15:00:00+03:00")
    member = next(
        one for one in await invited_to(table, meeting["id"]) if one["person_id"] == str(table.people[3])
    )
    await answer(table, member["id"], "excused")
    first, second = uuid4(), uuid4()
    naming = named(table, first, seat=table.seats[3])

    await table.region.arrives(naming)
    while_named = await standing_of(table, meeting["id"], first)
    await table.region.arrives(
        DeputyReleased(**naming.model_dump(exclude={"starts", "ends"}), ends=date(2024, 4, 10))
    )
    await table.region.arrives(named(table, second, seat=table.seats[3], starts=date(2024, 4, 11)))

    assert while_named is not None
    assert await standing_of(table, meeting["id"], first) is None
    assert await standing_of(table, meeting["id"], second) is not None


async def test_a_standing_attendee_is_invited_and_not_counted(table: Table) -> None:
    table.region.clock.set("2024-05-02T09:00:00+03:00")
    await table.region.arrives(table.filled(uuid4(), uuid4(), kind="attendee", represents="Suunnittelija"))
    meeting = await table.convene(starts="2024-05-21T13:00:00+03:00", ends="2024-05-21T15:00:00+03:00")
    table.region.clock.set("2024-05-21T15:00:00+03:00")
    everyone = await invited_to(table, meeting["id"])

    entries = [{"person_id": one["person_id"], "status": "present_remote"} for one in everyone]
    recorded = await table.send("PUT", f"/meetings/{meeting['id']}/attendance", {"entries": entries})
    page = await table.coordinator().get(f"/meetings/{meeting['id']}/attendance?lang=fi")

    assert len(everyone) == 16
    assert (recorded["figures"]["invited"], recorded["figures"]["present"]) == (15, 15)
    assert page.text.count("(ei jäsen)") == 1


async def test_who_has_an_office_and_no_seat_is_invited_and_not_counted_until_a_seat_is_theirs(
    table: Table,
) -> None:
    table.region.clock.set("2024-06-03T09:00:00+03:00")
    before = await table.send("GET", f"/rosters/{table.body_id}?on=2024-06-18")
    chair, secretary, seated = uuid4(), uuid4(), table.people[4]
    taken = [office(table, chair, "chair"), office(table, seated, "vice_chair")]
    await table.region.arrives(*taken)
    meeting = await table.convene(starts="2024-06-18T13:00:00+03:00", ends="2024-06-18T15:00:00+03:00")
    await table.region.arrives(office(table, secretary, "secretary"))

    counted = {}
    for step in ("offices", "a seat for the secretary", "the chair leaves"):
        if step == "a seat for the secretary":
            await table.region.arrives(table.filled(uuid4(), secretary, represents="Järjestö ry"))
        if step == "the chair leaves":
            left = taken[0].model_dump(exclude={"represents", "starts", "body", "body_slug", "welcome"})
            await table.region.arrives(OfficeLeft(**left | {"version": 2, "ends": date(2024, 6, 10)}))
        invited = {one["person_id"]: one["counts"] for one in await invited_to(table, meeting["id"])}
        counted[step] = [invited.get(str(person)) for person in (chair, secretary, seated)]
    roster = await table.send("GET", f"/rosters/{table.body_id}?on=2024-06-18")
    news = [
        one for one in await table.region.events(InvitationIssued) if str(one.meeting_id) == meeting["id"]
    ]

    assert counted == {
        "offices": [False, False, True],
        "a seat for the secretary": [False, True, True],
        "the chair leaves": [None, True, True],
    }
    assert [one.kind for one in news if one.person_id == chair] == ["invited", "withdrawn"]
    assert [one.kind for one in news if one.person_id == secretary] == ["invited"]
    assert len(roster["seats"]) == len(before["seats"]) + 1


async def test_who_leaves_the_seat_and_keeps_the_office_stays_invited_and_is_not_counted(
    table: Table,
) -> None:
    table.region.clock.set("2024-09-02T09:00:00+03:00")
    person = table.people[6]
    await table.region.arrives(office(table, person, "secretary"))
    meeting = await table.convene(starts="2024-09-17T13:00:00+03:00", ends="2024-09-17T15:00:00+03:00")
    sitting = await standing_of(table, meeting["id"], person)

    await table.region.arrives(
        SeatVacated(
            seat_id=table.seats[6], version=2, body_id=table.body_id, person_id=person, ends=date(2024, 9, 10)
        )
    )
    after = await standing_of(table, meeting["id"], person)

    assert sitting is not None
    assert after is not None
    assert [(one["counts"], one["represents"]) for one in (sitting, after)] == [
        (True, "Malliyhdistys 7 ry"),
        (False, "Hyvinvointialue"),
    ]


def office(table: Table, person: UUID, kind: str) -> OfficeTaken:
    return OfficeTaken(
        office_id=uuid4(),
        version=1,
        body_id=table.body_id,
        person_id=person,
        kind=kind,
        represents="Hyvinvointialue",
        starts=date(2024, 6, 1),
        ends=date(2025, 2, 28),
    )


def named(table: Table, person: UUID, *, seat: UUID, starts: date = date(2024, 1, 1)) -> DeputyNamed:
    return DeputyNamed(
        deputy_id=uuid4(),
        seat_id=seat,
        body_id=table.body_id,
        person_id=person,
        starts=starts,
        ends=date(2025, 2, 28),
    )


async def answer(table: Table, invitation_id: str, chosen: str) -> None:
    token = links.sign(table.region.instance, "rsvp", {"id": invitation_id})
    taken = await table.region.client().post(f"/meetings/api/rsvp/{token}", json={"answer": chosen})
    assert taken.status_code == 200, taken.text
    await table.region.settled()


async def invited_to(table: Table, meeting_id: str) -> list[dict[str, Any]]:
    found = (await table.send("GET", f"/meetings/{meeting_id}/invitations"))["invitations"]
    return [one for one in found if not one["withdrawn"]]


async def standing_of(table: Table, meeting_id: str, person: UUID) -> dict[str, Any] | None:
    return next((o for o in await invited_to(table, meeting_id) if o["person_id"] == str(person)), None)
