"""Guests of one item: invited by members' form, answered by link, listed, never counted, and forgotten."""

from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest_asyncio
from icalendar import Calendar

from services.members.people import commands as people
from services.members.tables import Table
from shared.chassis import links
from shared.contracts.meetings import InvitationIssued
from shared.contracts.people import PersonErased
from shared.contracts.seats import GuestAsked
from tests.members import acts, bodies
from tests.members.acts import ok
from tests.notifications.conftest import Mail, mail, posted
from tests.region import Region
from tests.schema import differences

__all__ = ["mail"]

SERVICE = ("members", "meetings", "notifications")
REGION = "ita-uusimaa"
EMAIL = "asiantuntija@porvoo.example.org"
GUEST = {"name": "Gunilla Gäst", "email": EMAIL, "language": "sv", "represents": "Borgå stad"}
ITEMS = [
    {"title": {"fi": "Avaus", "sv": "Öppning"}},
    {"title": {"fi": "Kotihoito", "sv": "Hemvård"}},
    {"title": {"fi": "Liikenne", "sv": "Trafik"}},
]


class Guests:
    """A table with one member, and its coordinator."""

    def __init__(self, region: Region, body_id: str) -> None:
        self.region, self.body_id = region, body_id

    async def send(self, method: str, path: str, json: Any = None, status: int = 200) -> Any:
        coordinator = self.region.client("coordinator")
        return ok(await coordinator.request(method, path, json=json), status)

    async def prepare(self, day: str) -> dict[str, Any]:
        meeting = {
            "body_id": self.body_id,
            "title": {"fi": "Kokous", "sv": "Möte"},
            "starts": f"{day}T13:00:00+03:00",
            "ends": f"{day}T15:00:00+03:00",
            "mode": "hybrid",
            "agenda": ITEMS,
        }
        made: dict[str, Any] = await self.send("POST", "/meetings/api/meetings", meeting, 201)
        return made

    async def convene(self, day: str) -> dict[str, Any]:
        made = await self.prepare(day)
        await self.send("POST", f"/meetings/api/meetings/{made['id']}/convocation")
        return made

    async def token(self, meeting: dict[str, Any], number: int) -> str:
        found = await self.send("GET", f"/meetings/api/meetings/{meeting['id']}/guests")
        return str(found["items"][number]["token"])

    async def ask(self, meeting: dict[str, Any], number: int, *, status: int = 201, **other: str) -> Any:
        token = await self.token(meeting, number)
        answer = await self.send("POST", f"/members/api/guests/{token}", GUEST | other, status)
        await self.region.settled()
        return answer

    async def invitations(self, meeting: dict[str, Any]) -> list[dict[str, Any]]:
        found = await self.send("GET", f"/meetings/api/meetings/{meeting['id']}/invitations")
        return [one for one in found["invitations"] if one["items"]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def guests(region: Region) -> Guests:
    region.clock.set("2023-04-03T12:00:00+03:00")
    coordinator = region.client("coordinator")
    body = await bodies.table(coordinator)
    await bodies.seat(coordinator, acts.TABLE["slug"], 1)
    await region.settled()
    return Guests(region, body["id"])


async def test_a_guest_gets_a_letter_with_the_time_of_the_item_and_answers_without_an_account(
    guests: Guests, mail: Mail
) -> None:
    meeting = await guests.convene("2023-04-25")
    await guests.ask(meeting, 1, starts="2023-04-25T14:00:00+03:00", ends="2023-04-25T14:30:00+03:00")
    await posted(guests.region)

    (letter,) = mail.to(EMAIL)
    text = body_of(letter)
    (invitation,) = await guests.invitations(meeting)
    token = links.sign(guests.region.instance, "rsvp", {"id": invitation["id"]})
    page = await guests.region.client().get(f"/meetings/rsvp/{token}")
    await guests.region.client().post(f"/meetings/rsvp/{token}", data={"answer": "remote"})

    assert ("som gäst" in text, "– Hemvård" in text, "Trafik" in text) == (True, True, False)
    (event,) = calendar_of(letter).walk("VEVENT")
    assert f"{event.decoded('dtstart'):%H:%M}–{event.decoded('dtend'):%H:%M}" == "14:00–14:30"
    assert ("Hemvård" in page.text, "Trafik" in page.text, "14–14.30" in page.text) == (True, False, True)
    assert [one["answer"] for one in await guests.invitations(meeting)] == ["remote"]


async def test_a_guest_is_on_the_attendance_list_at_the_item_and_is_not_counted(guests: Guests) -> None:
    meeting = await guests.convene("2023-05-09")
    await guests.ask(meeting, 2)
    page = f"/meetings/{meeting['id']}"
    member = guests.region.client("member", body_id=UUID(guests.body_id))

    seen = [
        GUEST["name"] in (await who.get(f"{page}?lang=fi")).text for who in (member, guests.region.client())
    ]
    guests.region.clock.set("2023-05-09T15:00:00+03:00")
    attendance = await guests.send("GET", f"/meetings/api{page}/attendance")
    entries = [{"person_id": one["person_id"], "status": "present_on_site"} for one in attendance["entries"]]
    recorded = await guests.send("PUT", f"/meetings/api{page}/attendance", {"entries": entries})
    form = (await guests.region.client("coordinator").get(f"{page}/attendance?lang=fi")).text

    assert seen == [True, False]
    assert (len(entries), recorded["figures"]["invited"]) == (2, 1)
    assert ("(vieras)" in form, "3. Liikenne" in form) == (True, True)


async def test_a_guest_asked_to_a_draft_is_invited_when_it_is_convened_and_moves_with_it(
    guests: Guests,
) -> None:
    guests.region.clock.set("2023-05-10T12:00:00+03:00")
    meeting = await guests.prepare("2023-06-06")
    await guests.ask(meeting, 0, starts="2023-06-06T13:00:00+03:00", ends="2023-06-06T13:15:00+03:00")
    before = await told(guests, meeting)
    await guests.send("POST", f"/meetings/api/meetings/{meeting['id']}/convocation")
    moved = {"starts": "2023-06-07T09:00:00+03:00", "ends": "2023-06-07T11:00:00+03:00", "mode": "teams"}
    await guests.send("POST", f"/meetings/api/meetings/{meeting['id']}/move", moved)
    await guests.region.settled()

    assert before == []
    assert [
        (event.kind, event.as_guest, f"{event.starts:%d.%H:%M}") for event in await told(guests, meeting)
    ] == [
        ("invited", True, "06.10:00"),
        ("changed", True, "07.06:00"),
    ]


async def test_a_guest_whose_item_leaves_the_agenda_is_withdrawn_and_can_be_withdrawn_by_hand(
    guests: Guests,
) -> None:
    guests.region.clock.set("2023-08-01T12:00:00+03:00")
    meeting = await guests.convene("2023-08-22")
    await guests.ask(meeting, 1)
    left = [item for item in meeting["agenda"] if item["position"] != 2]
    read = await guests.send("GET", f"/meetings/api/meetings/{meeting['id']}")
    agenda = {"agenda": left, "version": read["version"]}
    await guests.send("PUT", f"/meetings/api/meetings/{meeting['id']}/agenda", agenda)
    await guests.ask(meeting, 0, name="Toinen", email="toinen@example.org")
    other = next(one for one in await guests.invitations(meeting) if not one["withdrawn"])

    coordinator = guests.region.client("coordinator")
    taken = await coordinator.post(f"/meetings/{meeting['id']}/guests/{other['id']}/withdraw")
    await guests.region.settled()

    assert taken.status_code == 303
    assert [event.kind for event in await told(guests, meeting)] == [
        "invited",
        "withdrawn",
        "invited",
        "withdrawn",
    ]


async def test_the_table_of_guests_is_what_the_model_says(region: Region) -> None:
    url = region.instance.credentials["members"].database_url

    assert [one for one in await differences(url, Table.metadata) if "guest" in one] == []


async def test_only_who_prepares_the_meetings_invites_and_only_within_the_meeting(guests: Guests) -> None:
    guests.region.clock.set("2023-08-23T12:00:00+03:00")
    meeting = await guests.convene("2023-09-05")
    token = await guests.token(meeting, 0)
    path = f"/members/guests/{token}"
    member = guests.region.client("member", body_id=UUID(guests.body_id))
    secretary = guests.region.client("secretary", body_id=UUID(guests.body_id))

    late = {"starts": "2023-09-05T14:00", "ends": "2023-09-05T16:00"}
    answers = [
        await member.post(path, data=GUEST),
        await secretary.get(path),
        await secretary.post(path, data=GUEST | late),
        await secretary.post(path, data=GUEST),
        await secretary.post(path, data=GUEST),
    ]
    guests.region.clock.set("2023-09-05T13:30:00+03:00")
    expired = await guests.region.client("secretary", body_id=UUID(guests.body_id)).get(path)

    assert [one.status_code for one in answers] == [404, 200, 422, 303, 422]
    assert expired.status_code == 410


async def test_a_guest_is_forgotten_by_the_same_rule_as_everyone(guests: Guests) -> None:
    asked = (await guests.region.events(GuestAsked))[0]
    record = await guests.send("GET", f"/members/api/people/{asked.person_id}/record")
    erased = []
    for day in ("2025-08-20", "2025-09-10", "2025-10-10"):
        await night(guests.region, day)
        erased.append(asked.person_id in {e.person_id for e in await guests.region.events(PersonErased)})

    assert {one["starts"] for one in record["guest_of"]} >= {date(2023, 4, 25).isoformat(), "2023-05-09"}
    assert erased == [False, False, True]


async def night(region: Region, day: str) -> None:
    """Somebody signed in the day before, so that the night's work is due, and the night comes."""
    station = region.process._stations[region.instance.slug, "members"]
    region.clock.set(f"{day}T00:30:00+03:00")
    async with station.transactions.begin() as tx:
        await people.keep_time(tx, tx.at - timedelta(hours=12))
    region.clock.set(f"{day}T04:00:00+03:00")
    region.process.wake()
    await region.settled()


async def told(guests: Guests, meeting: dict[str, Any]) -> list[InvitationIssued]:
    """Return what guests of a meeting have been told."""
    return [
        event
        for event in await guests.region.events(InvitationIssued)
        if event.as_guest and str(event.meeting_id) == meeting["id"]
    ]


def body_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part
    return str(part.get_content())


def calendar_of(letter: EmailMessage) -> Calendar:
    part = next(one for one in letter.walk() if one.get_content_type() == "text/calendar")
    return Calendar.from_ical(part.get_content())
