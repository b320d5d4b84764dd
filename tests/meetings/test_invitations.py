"""Invitations: to the roster of the day, to newcomers, withdrawn from leavers, answered by link."""

from datetime import date
from typing import Any
from uuid import uuid4

import httpx

from shared.chassis import links
from shared.contracts.meetings import InvitationIssued, MeetingCancelled, MeetingMoved, RsvpReceived
from shared.contracts.members import SeatVacated
from shared.contracts.seats import DeputyNamed
from tests.meetings.table import Table


async def issued(table: Table, meeting: dict[str, Any]) -> list[InvitationIssued]:
    await table.region.settled()
    return [
        event
        for event in await table.region.events(InvitationIssued)
        if str(event.meeting_id) == meeting["id"]
    ]


async def link(table: Table, meeting: dict[str, Any], number: int = 0) -> str:
    answer = await table.send("GET", f"/meetings/{meeting['id']}/invitations")
    invitation = next(one for one in answer["invitations"] if one["person_id"] == str(table.people[number]))
    return links.sign(table.region.instance, "rsvp", {"id": invitation["id"]})


async def answer(table: Table, token: str, chosen: str) -> httpx.Response:
    return await table.region.client().post(f"/meetings/api/rsvp/{token}", json={"answer": chosen})


async def test_the_confirm_page_says_how_many_and_in_which_languages(table: Table) -> None:
    draft = await table.prepare()

    page = (await table.coordinator().get(f"/meetings/{draft['id']}/convene?lang=fi")).text

    assert "15 kutsua lähtee jäsenten omalla kielellä: suomeksi 11, ruotsiksi 4." in page


async def test_a_meeting_is_convened_once(table: Table) -> None:
    meeting = await table.convene()

    again = await table.coordinator().post(f"/meetings/api/meetings/{meeting['id']}/convocation")

    assert again.status_code == 409
    assert [event.kind for event in await issued(table, meeting)] == ["invited"] * 15


async def test_a_meeting_outside_every_term_invites_nobody(table: Table) -> None:
    draft = await table.prepare(starts="2023-02-20T13:00:00+02:00", ends="2023-02-20T15:00:00+02:00")

    response = await table.coordinator().post(f"/meetings/api/meetings/{draft['id']}/convocation")

    assert response.json()["type"] == "/problems/meetings/nobody-to-invite"
    assert (await table.send("GET", f"/meetings/{draft['id']}"))["state"] == "draft"


async def test_an_answer_by_link_may_be_changed_until_the_meeting_starts(table: Table) -> None:
    meeting = await table.convene()
    token = await link(table, meeting)

    statuses = [(await answer(table, token, chosen)).status_code for chosen in ("on_site", "remote")]
    table.region.clock.set("2023-03-07T13:00:00+02:00")
    late = await answer(table, token, "excused")
    table.region.clock.set("2023-02-06T12:00:00+02:00")

    assert statuses == [200, 200]
    assert (late.status_code, late.json()["type"]) == (409, "/problems/meetings/answers-closed")
    await table.region.settled()
    answers = await table.region.events(RsvpReceived)
    assert [event.answer for event in answers if str(event.meeting_id) == meeting["id"]] == [
        "on_site",
        "remote",
    ]


async def test_one_cannot_come_to_the_place_of_a_teams_meeting(table: Table) -> None:
    meeting = await table.convene(mode="teams", place={})
    token = await link(table, meeting)

    page = (await table.region.client().get(f"/meetings/rsvp/{token}")).text
    response = await answer(table, token, "on_site")

    assert 'value="on_site"' not in page
    assert 'value="remote"' in page
    assert response.json()["type"] == "/problems/meetings/answer-not-offered"


async def test_the_page_of_an_answer_speaks_the_invited_persons_language(table: Table) -> None:
    meeting = await table.convene()

    page = (await table.region.client().get(f"/meetings/rsvp/{await link(table, meeting, 14)}")).text
    posted = await table.region.client().post(
        f"/meetings/rsvp/{await link(table, meeting, 14)}", data={"answer": "remote"}
    )

    assert "Kommer du till mötet?" in page
    assert posted.status_code == 303


async def test_a_link_of_another_purpose_opens_nothing(table: Table) -> None:
    token = links.sign(table.region.instance, "survey", {"id": str(uuid4())})

    assert (await answer(table, token, "remote")).status_code == 410
    assert (await table.region.client().get(f"/meetings/rsvp/{token}")).status_code == 410


async def test_a_moved_meeting_keeps_its_invitations_and_asks_anew(table: Table) -> None:
    meeting = await table.convene()
    token = await link(table, meeting)
    await answer(table, token, "on_site")

    moved = await table.send(
        "POST",
        f"/meetings/{meeting['id']}/move",
        {"starts": "2023-03-14T13:00:00+02:00", "ends": "2023-03-14T15:00:00+02:00", "mode": "teams"},
    )

    news = await issued(table, meeting)
    assert moved["meeting"]["sequence"] == 1
    assert [(event.kind, event.sequence) for event in news[15:]] == [("changed", 1)] * 15
    assert {event.invitation_id for event in news[:15]} == {event.invitation_id for event in news[15:]}
    answers = await table.send("GET", f"/meetings/{meeting['id']}/invitations")
    assert {one["answer"] for one in answers["invitations"]} == {None}
    assert (await table.region.events(MeetingMoved))[-1].sequence == 1


async def test_a_cancelled_meeting_is_told_to_everyone_and_stays_on_the_list(table: Table) -> None:
    meeting = await table.convene()
    page = (await table.coordinator().get(f"/meetings/{meeting['id']}/cancel?lang=fi")).text

    posted = await table.coordinator().post(f"/meetings/{meeting['id']}/cancel")

    assert "15 henkilöä saa tiedon perumisesta" in page
    assert posted.status_code == 303
    news = await issued(table, meeting)
    assert [(event.kind, event.sequence) for event in news[15:]] == [("cancelled", 1)] * 15
    assert str((await table.region.events(MeetingCancelled))[-1].meeting_id) == meeting["id"]
    assert (await table.region.client().get(f"/meetings/{meeting['id']}")).status_code == 200
    assert (await answer(table, await link(table, meeting), "remote")).status_code == 409


async def test_a_newcomer_is_invited_and_a_leavers_later_invitations_are_withdrawn(table: Table) -> None:
    meeting = await table.convene(starts="2023-09-19T09:00:00+03:00", ends="2023-09-19T11:00:00+03:00")
    leaver, seat, newcomer = table.people[5], table.seats[5], uuid4()

    await table.region.arrives(
        SeatVacated(seat_id=seat, version=2, body_id=table.body_id, person_id=leaver, ends=date(2023, 8, 31))
    )
    await table.region.arrives(table.filled(seat, newcomer, version=3, starts=date(2023, 9, 12)))

    news = (await issued(table, meeting))[15:]
    assert [(event.kind, event.person_id) for event in news] == [("withdrawn", leaver), ("invited", newcomer)]


async def test_a_seat_told_twice_invites_once(table: Table) -> None:
    meeting = await table.convene(starts="2023-10-03T09:00:00+03:00", ends="2023-10-03T11:00:00+03:00")
    newcomer = uuid4()
    filled = table.filled(uuid4(), newcomer)

    await table.region.arrives(filled)
    await table.region.arrives(filled)

    assert [e.person_id for e in await issued(table, meeting)].count(newcomer) == 1


async def test_a_seat_that_ends_sooner_takes_back_the_invitations_after_it_the_deputys_too(
    table: Table,
) -> None:
    meeting = await table.convene(starts="2023-10-17T09:00:00+03:00", ends="2023-10-17T11:00:00+03:00")
    seat, member, deputy = table.seats[6], table.people[6], uuid4()
    days = {"starts": date(2023, 3, 1), "ends": date(2025, 2, 28)}
    naming = DeputyNamed(deputy_id=uuid4(), seat_id=seat, body_id=table.body_id, person_id=deputy, **days)
    await table.region.arrives(naming)
    await answer(table, await link(table, meeting, 6), "excused")
    await table.region.settled()

    await table.region.arrives(table.filled(seat, member, version=2, ends=date(2023, 9, 30)))

    news = [(e.kind, e.person_id) for e in await issued(table, meeting) if e.person_id in (member, deputy)]
    assert news == [("invited", member), ("invited", deputy), ("withdrawn", member), ("withdrawn", deputy)]
