"""A person who was everywhere is erased, and is found nowhere."""

import asyncio
import base64
import json
import logging
import quopri
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from shared.chassis import links
from shared.contracts.members import SignInRequested
from shared.contracts.people import PersonChanged, PersonErased
from shared.contracts.seats import OfficeTaken
from tests.members import acts
from tests.members.acts import ok
from tests.notifications.conftest import Mail, posted
from tests.papers import pdf
from tests.privacy import elsewhere
from tests.privacy.search import files_with, has, messages_with, spellings, tables_with
from tests.region import Region

SERVICE = ("members", "meetings", "surveys", "notifications")
REGION = "ita-uusimaa"

NAME = "Tuulikki Änkyräinen-Zakharov"
EMAIL = "tuulikki.ankyrainen@kehra.example.org"
ME = {"name": NAME, "email": EMAIL, "language": "sv"}
AGAIN = {"name": "Maisa Österåker-Vanhanen", "email": "maisa.osteraker@kehra.example.org", "language": "fi"}
"""A second entry of the same person."""


class Everywhere:
    """The person, and what the steps hand to each other."""

    person_id: UUID
    again_id: UUID
    call_id: UUID
    body_id: str
    seat_id: str
    log: list[str]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def told(region: Region, mail: Mail) -> Everywhere:
    """Let the person apply, be a deputy and a contact, take a seat, be invited, be asked, and sign in."""
    everywhere = Everywhere()
    everywhere.log = []
    keep = logging.Handler(logging.DEBUG)
    keep.emit = lambda record: everywhere.log.append(keep.format(record))  # type: ignore[method-assign]
    logging.getLogger().addHandler(keep)
    everywhere.call_id = await acts.open_call(region)
    applications = f"/members/api/calls/{everywhere.call_id}/applications"
    anyone, coordinator = region.client(), region.client("coordinator")
    offered = acts.offer(1, "vammaiset", **ME, grounds="Tunnen alueen.")
    receipt = ok(await anyone.post(applications, json=offered), 201)
    files, paper = f"/members/api/own-application/{receipt['token']}/attachments", pdf(f"{NAME}, {EMAIL}")
    ok(await anyone.post(files, files={"file": (f"{NAME}.pdf", paper)}), 201)
    await elsewhere.write(region, everywhere.call_id, NAME, EMAIL)
    other = acts.offer(2, "moniala", deputy_name=NAME, deputy_email=EMAIL)
    ok(await anyone.post(applications, json=other), 201)
    everywhere.person_id = UUID(ok(await coordinator.post("/members/api/people", json=ME), 201)["person_id"])
    seat = {
        "kind": "county",
        "represents": "Itä-Uudenmaan hyvinvointialue",
        "person": ME,
        "starts": "2022-12-29",
        "ends": "2024-12-31",
    }
    seated = ok(await coordinator.post("/members/api/bodies/kumppanuuspoyta/seats", json=seat), 201)
    everywhere.seat_id, everywhere.body_id = seated["id"], seated["body_id"]
    attends = seat | {"kind": "attendee", "person": AGAIN}
    beside = ok(await coordinator.post("/members/api/bodies/kumppanuuspoyta/seats", json=attends), 201)
    everywhere.again_id = UUID(beside["person"]["id"])
    await region.settled()
    for name in (NAME, AGAIN["name"]):
        await elsewhere.write_at_the_table(region, seated["body_id"], name)
    meeting = {
        "body_id": seated["body_id"],
        "title": {"fi": "Kokous 1/2023", "sv": "Möte 1/2023"},
        "starts": "2023-03-07T13:00:00+02:00",
        "ends": "2023-03-07T15:00:00+02:00",
        "mode": "hybrid",
        "place": {"fi": "Porvoo", "sv": "Borgå"},
        "remote_link": "https://teams.example.org/m1",
        "agenda": [{"title": {"fi": "Järjestäytyminen", "sv": "Konstituering"}}],
    }
    prepared = ok(await coordinator.post("/meetings/api/meetings", json=meeting), 201)
    ok(await coordinator.post(f"/meetings/api/meetings/{prepared['id']}/convocation"))
    await _survey(region, seated["body_id"])
    ok(await coordinator.post(f"/members/api/seats/{beside['id']}/vacate", json={"on": "2022-12-29"}))
    ok(await anyone.post("/members/api/sign-ins", json={"email": EMAIL}), 202)
    await posted(region)
    await _sign_in(region)
    return everywhere


async def _survey(region: Region, body_id: str) -> None:
    survey = {
        "title": {"fi": "Yhteistyö", "sv": "Samarbetet"},
        "purpose": {"fi": "Kysymme.", "sv": "Vi frågar."},
        "audience": "body",
        "body_id": body_id,
        "closes_on": "2023-01-10",
        "min_group": 5,
        "questions": [{"kind": "scale_1_5", "title": {"fi": "Kuinka?", "sv": "Hur?"}}],
    }
    coordinator = region.client("coordinator")
    drafted = ok(await coordinator.post("/surveys/api/surveys", json=survey), 201)
    ok(await coordinator.post(f"/surveys/api/surveys/{drafted['id']}/opening"))
    await region.settled()


async def _sign_in(region: Region) -> dict[str, Any]:
    asked = (await region.events(SignInRequested))[-1]
    token = links.sign(region.instance, "sign-in", {"id": str(asked.sign_in_id)}, until=asked.until)
    session: dict[str, Any] = ok(await region.client().post(f"/members/api/sign-ins/{token}"))
    return session


async def test_before_the_erasure_the_search_finds_the_person(
    region: Region, told: Everywhere, mail: Mail
) -> None:
    assert await tables_with(region, NAME, EMAIL) == [
        "meetings.comments",
        "meetings.conflicts",
        "meetings.people",
        "meetings.requests",
        "meetings.topics",
        "members.access_key",
        "members.affiliation",
        "members.application",
        "members.application_draft",
        "members.attachment",
        "members.candidate",
        "members.column_mapping",
        "members.fact_change",
        "members.import_file",
        "members.import_row",
        "members.mandate",
        "members.matter",
        "members.member_news",
        "members.merge",
        "members.municipal_contact",
        "members.nomination",
        "members.organisation",
        "members.person",
        "members.profile",
        "members.report",
        "members.role_contact",
        "notifications.recipients",
    ]
    piece, *people = await messages_with(region, NAME, EMAIL)
    written = await region.rows(
        "members",
        "SELECT id FROM organisation"
        " WHERE contact_email = $1 AND contact_person_id IS NULL AND merged_into_id IS NULL",
        EMAIL,
    )
    assert piece.startswith("OBJ_members: $O.members.C.")
    # An organisation is written to at the person's address: it travels where those of people do.
    assert people == sorted(
        f"PEOPLE: people.{one}" for one in (told.person_id, *(row["id"] for row in written))
    )
    assert {str(letter["Subject"]) for letter in mail.to(EMAIL)} != set()


async def test_a_second_entry_of_the_person_is_joined_in_every_service(
    region: Region, told: Everywhere
) -> None:
    coordinator = region.client("coordinator")
    named = {"name": "Rihma ry", "scope": "local", "description": f"Kysy: {AGAIN['name']}, {AGAIN['email']}."}
    ok(await coordinator.post("/members/api/organisations", json=named), 201)
    asked = "SELECT count(*) FROM invitations WHERE person_id IN ($1, $2)"
    both = (told.person_id, told.again_id)
    before = [(await region.rows(one, asked, *both))[0][0] for one in ("meetings", "surveys")]

    path, taken = f"/members/api/people/{told.person_id}/merges", ["email"]
    ok(await coordinator.post(path, json={"merged_id": str(told.again_id), "take": taken}), 201)
    await region.settled()
    # What was on its way for the entry that went comes to the one that stays.
    office = {
        "office_id": uuid4(),
        "version": 1,
        "kind": "secretary",
        "represents": "Sihteeri",
        "welcome": True,
    }
    days = {"starts": "2022-12-29", "ends": "2024-12-31", "body_id": told.body_id}
    await region.arrives(OfficeTaken.model_validate(office | days | {"person_id": told.again_id}))
    after = [(await region.rows(one, asked, *both))[0][0] for one in ("meetings", "surveys")]
    stands = await region.rows(
        "meetings", "SELECT counts, withdrawn_at FROM invitations WHERE person_id = $1", both[0]
    )
    letters = await region.rows(
        "notifications",
        "SELECT letter FROM emails WHERE person_id = $1 AND letter SIMILAR TO '(meeting|office)%' ORDER BY 1",
        told.person_id,
    )

    assert (before, after) == ([2, 2], [1, 1])
    assert [tuple(row) for row in stands] == [(True, None)]
    assert [row[0] for row in letters] == [
        *("meeting_invitation", "meeting_invitation", "meeting_withdrawn"),
        "office_taken",
    ]
    assert await tables_with(region, str(told.again_id)) == [
        "meetings.people",
        "members.person",
        "notifications.recipients",
        "surveys.people",
    ]
    assert (await coordinator.get(f"/members/people/{told.again_id}")).status_code == 303


async def test_a_person_is_erased_only_by_themselves_or_by_the_coordinator(
    region: Region, told: Everywhere
) -> None:
    path = f"/members/api/people/{told.person_id}/erasure"

    answers = [
        (await client.post(path)).status_code
        for client in (region.client(), region.client("member"), region.client("chair"))
    ]

    assert answers == [401, 404, 404]


async def test_the_page_says_what_goes_and_what_stays(region: Region, told: Everywhere) -> None:
    page = await region.client("member", person_id=told.person_id).get("/members/me/erase?lang=fi")

    assert page.status_code == 200
    assert "1 hakemus" in page.text
    assert "1 paikka" in page.text
    assert "Tätä ei voi perua" in page.text


async def test_an_erased_person_is_in_no_table_no_stream_and_no_log(
    region: Region, told: Everywhere, mail: Mail
) -> None:
    mail.down()
    ok(await region.client().post("/members/api/sign-ins", json={"email": EMAIL}), 202)
    await region.settled()
    ok(await region.client("member", person_id=told.person_id).post("/members/api/me/erasure"), 204)
    # Until every service has heard of it, a letter of the last moment may still leave.
    await region.settled()
    mail.up()
    sent = [len(mail.to(one)) for one in (EMAIL, AGAIN["email"])]
    region.clock.set("2022-12-29T10:00:00+02:00")
    await posted(region)
    await until_let_go(region)

    names = (NAME, EMAIL, AGAIN["name"], AGAIN["email"])
    assert await tables_with(region, *names) == []
    assert await messages_with(region, *names) == []
    assert files_with(region.servers.var, *names) == []
    addresses = {word.decode("latin-1") for one in (EMAIL, AGAIN["email"]) for word in spellings(one)}
    assert [line for line in told.log if any(word in line for word in addresses)] == []
    assert [len(mail.to(one)) for one in (EMAIL, AGAIN["email"])] == sent, (
        "a letter that waited was sent after the erasure"
    )


async def until_let_go(region: Region) -> None:
    """Wait until a worker has let go of the content of files that were removed."""
    async with asyncio.timeout(10):
        while await region.rows("members", "SELECT 1 FROM attachment WHERE removed IS NOT NULL"):
            await asyncio.sleep(0.02)


async def test_somebody_elses_role_stays_and_the_persons_own_are_gone(
    region: Region, told: Everywhere
) -> None:
    query = "SELECT person_id, role FROM affiliation"

    ((other, role),) = [tuple(row) for row in await region.rows("members", query)]

    assert (other != told.person_id, role) == (True, "Sijainen: Poistettu henkilö")
    ((other, needs),) = [
        tuple(row) for row in await region.rows("members", "SELECT person_id, needs FROM profile")
    ]
    assert (other != told.person_id, needs) == (True, "Avustajani on Poistettu henkilö, .")


async def test_the_seat_stays_in_history_without_the_name(region: Region, told: Everywhere) -> None:
    composition = "/members/api/bodies/kumppanuuspoyta/composition?on="
    coordinator = region.client("coordinator")

    filled = [ok(await coordinator.get(composition + day))["filled"] for day in ("2022-12-29", "2022-12-30")]
    page = await coordinator.get("/members/bodies/kumppanuuspoyta?on=2022-12-29")
    rows = await region.rows(
        "members",
        "SELECT represents, name, email FROM seat JOIN person ON person.id = person_id WHERE seat.id = $1",
        UUID(told.seat_id),
    )

    assert filled == [2, 1]
    assert "Poistettu henkilö" in page.text
    assert [tuple(row) for row in rows] == [("Itä-Uudenmaan hyvinvointialue", "Poistettu henkilö", None)]


async def test_an_older_word_that_comes_late_brings_nobody_back(region: Region, told: Everywhere) -> None:
    late = PersonChanged(person_id=told.person_id, version=1, **ME)
    erased = (await region.events(PersonErased))[-1]

    await region.arrives(late, erased)

    assert await tables_with(region, NAME, EMAIL) == []


async def test_an_erased_address_gets_no_link_and_may_begin_anew(region: Region, told: Everywhere) -> None:
    before = len(await region.events(SignInRequested))

    ok(await region.client().post("/members/api/sign-ins", json={"email": EMAIL}), 202)
    await region.settled()
    again = ok(await region.client("coordinator").post("/members/api/people", json=ME), 201)

    assert len(await region.events(SignInRequested)) == before
    assert again["person_id"] != str(told.person_id)


@pytest.mark.parametrize("words", [NAME, EMAIL])
@pytest.mark.parametrize("ahead", [b"", b"x", b"xx", b"To: "])
def test_the_search_knows_the_ways_words_are_written(words: str, ahead: bytes) -> None:
    told = ahead + words.encode() + b", kiitos"
    written = (
        told,
        told.upper(),
        base64.b64encode(told),
        base64.urlsafe_b64encode(told),
        quopri.encodestring(told),
        quote(words).encode(),
        json.dumps(words).encode(),
        told.hex().encode(),
    )

    assert [one for one in written if not has(one, spellings(words))] == []
    assert not has(b"Someone Else, someone@example.org", spellings(words))
