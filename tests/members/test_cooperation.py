"""The principle of representation, matters to a theme's representatives, and their reports."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from shared.contracts.cooperation import MatterAnswered, MatterReceived, PledgeAsked, ThemeReported
from shared.contracts.meetings import TopicReceived
from tests.members import bodies
from tests.members.acts import ok
from tests.region import Region

SERVICE = ("members",)
REGION = "ita-uusimaa"
API = "/members/api"
BODY = f"{API}/bodies/kumppanuuspoyta"
THEME = f"{BODY}/themes/ikaihmiset"
PAGE = "/members/bodies/kumppanuuspoyta/themes/ikaihmiset"
MATTER = {
    "organisation": "Vanhustyön tuki ry",
    "number": "777.777",
    "name": "Lähettäjä Lahja",
    "email": "lahja@example.org",
    "language": "sv",
    "title": "Skjutsar till dagverksamheten",
    "words": "Skjutsarna upphörde i januari.\n\nVad kan bordet göra?",
}


class Table:
    """A table with two seats for the elderly, the second with a deputy, and one for families."""

    body_id: UUID
    first: dict[str, Any]
    second: dict[str, Any]
    other: dict[str, Any]
    county: dict[str, Any]
    attendee: dict[str, Any]
    deputy_id: UUID

    def holder(self, seat: dict[str, Any]) -> UUID:
        return UUID(seat["person"]["id"])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def table(region: Region) -> Table:
    region.clock.set("2023-03-02T10:00:00+02:00")
    coordinator = region.client("coordinator")
    made = Table()
    made.body_id = UUID((await bodies.table(coordinator, deputies=True))["id"])
    slug = "kumppanuuspoyta"
    made.first = await bodies.seat(coordinator, slug, 1, theme="ikaihmiset")
    made.second = await bodies.seat(coordinator, slug, 2, theme="ikaihmiset")
    made.other = await bodies.seat(coordinator, slug, 3, theme="lapset-perheet")
    made.county = await bodies.seat(coordinator, slug, 4, kind="county", represents="Alue")
    made.attendee = await bodies.seat(coordinator, slug, 6, kind="attendee", represents="Läsnä")
    named = bodies.person(5) | {"starts": made.second["starts"], "ends": made.second["ends"]}
    deputy = ok(await coordinator.post(f"{API}/seats/{made.second['id']}/deputies", json=named), 201)
    made.deputy_id = UUID(deputy["person"]["id"])
    organisation = {
        "name": "Kontakti ry", "scope": "local", "language": "fi", "themes": ["ikaihmiset"],
        "contact_person_id": str(made.holder(made.first)),
    }  # fmt: skip
    ok(await coordinator.post(f"{API}/organisations", json=organisation), 201)
    await region.settled()
    return made


async def test_who_takes_a_seat_is_asked_once_and_who_only_attends_is_welcomed_without_being_asked(
    region: Region, table: Table
) -> None:
    welcomed = [(event.person_id, event.kind) for event in await region.events(PledgeAsked)]
    attendee = region.client("member", body_id=table.body_id, person_id=table.holder(table.attendee))

    assert sorted(welcomed) == sorted(
        [
            *((table.holder(seat), "organisation") for seat in (table.first, table.second, table.other)),
            (table.holder(table.county), "county"),
            (table.deputy_id, "organisation"),
            (table.holder(table.attendee), "attendee"),
        ]
    )
    assert ok(await attendee.get(f"{API}/me/pledges"))["items"] == []
    assert ok(await attendee.get(f"{API}/me/record"))["pledges"] == []


async def test_a_new_attendee_is_welcomed_and_one_whose_term_gets_other_days_is_not_again(
    region: Region, table: Table
) -> None:
    coordinator = region.client("coordinator")
    seat = f"{API}/seats/{table.attendee['id']}/representative"
    (term,) = ok(await coordinator.get(BODY))["terms"]
    longer = {"starts": term["starts"], "ends": "2025-03-31", "seats_follow": True}
    before = len(await region.events(PledgeAsked))

    ok(await coordinator.put(f"{API}/terms/{term['id']}", json=longer))
    await region.settled()
    followed = await region.events(PledgeAsked)
    ok(await coordinator.put(f"{API}/terms/{term['id']}", json=longer | {"ends": term["ends"]}))
    changed = ok(await coordinator.post(seat, json=bodies.person(7) | {"first_day": "2023-03-20"}))
    await region.settled()

    assert [(one.person_id, one.kind) for one in followed[before:]] == []
    assert [
        (one.person_id, one.kind, str(one.term_starts)) for one in (await region.events(PledgeAsked))[before:]
    ] == [(table.holder(changed), "attendee", "2023-03-20")]


async def test_an_acceptance_is_kept_with_its_words_and_time_and_the_coordinator_sees_who_has_not(
    region: Region, table: Table
) -> None:
    person_id, seat_id = table.holder(table.first), table.first["id"]
    me, coordinator = region.client("member", person_id=person_id), region.client("coordinator")
    before = await me.get("/members/me?lang=fi")

    pressed = await me.post(f"/members/me/pledges/{seat_id}")
    region.clock.set("2023-03-02T11:00:00+02:00")
    ok(await me.put(f"{API}/me/pledges/{seat_id}"), 204)
    after = await me.get("/members/me?lang=fi")
    listed = ok(await coordinator.get(f"{BODY}/pledges"))["items"]
    page = await coordinator.get("/members/bodies/kumppanuuspoyta/pledges?lang=fi")
    record = ok(await me.get(f"{API}/me/record"))["pledges"]

    assert pressed.headers["location"] == "/members/me"
    assert ("Hyväksyn periaatteen" in before.text, "Hyväksyn periaatteen" in after.text) == (True, False)
    mine = next(one for one in listed if one["person_id"] == str(person_id))
    assert (mine["accepted"], mine["text_version"]) == ("2023-03-02T08:00:00Z", 1)
    assert [one["accepted"] is not None for one in listed] == [one is mine for one in listed]
    assert "1/5 on hyväksynyt" in page.text
    assert [one["text_version"] for one in record] == [1]


async def test_the_county_agrees_that_organisations_speak_for_all_in_words_of_its_own(
    region: Region, table: Table
) -> None:
    county = region.client("member", body_id=table.body_id, person_id=table.holder(table.county))

    page = await county.get("/members/me?lang=fi")

    said = ("Hyväksyn, että järjestöjen edustajat" in page.text, "Edustan kaikkia alueen" in page.text)
    assert said == (True, False)
    assert "Sinulle lähetetyt asiat" not in page.text


async def test_nobody_accepts_for_anothers_seat_and_only_leaders_see_who_has(
    region: Region, table: Table
) -> None:
    other = region.client("member", body_id=table.body_id, person_id=table.holder(table.other))

    refused = await other.put(f"{API}/me/pledges/{table.first['id']}")
    hidden = [(await client.get(f"{BODY}/pledges")).status_code for client in (other, region.client())]

    assert refused.status_code == 404
    assert hidden == [404, 401]


async def test_a_matter_reaches_the_representatives_of_its_theme_and_nobody_else(
    region: Region, table: Table
) -> None:
    before = len(await region.events(MatterReceived))

    sent = ok(await region.client().post(f"{THEME}/matters", json=MATTER), 201)
    await region.settled()

    told = (await region.events(MatterReceived))[before:]
    sitting = [table.holder(table.first), table.holder(table.second), table.deputy_id]
    assert sorted(event.person_id for event in told) == sorted(sitting)
    assert sent["representatives"] == 3
    assert {word for event in told for word in (MATTER["title"], MATTER["name"], MATTER["organisation"])
            if word in event.model_dump_json()} == set()  # fmt: skip
    listed = [
        [
            one["id"]
            for one in ok(await region.client("member", person_id=person).get(f"{API}/me/matters"))["items"]
        ]
        for person in (*sitting, table.holder(table.other))
    ]
    assert [sent["matter_id"] in ids for ids in listed] == [True, True, True, False]
    path = f"{API}/matters/{sent['matter_id']}"
    others = (
        region.client("member", body_id=table.body_id, person_id=table.holder(table.other)),
        region.client(),
    )
    assert [(await client.get(path)).status_code for client in others] == [404, 401]


async def test_one_answer_is_given_and_the_sender_reads_it_behind_the_own_link(
    region: Region, table: Table
) -> None:
    sent = ok(await region.client().post(f"{THEME}/matters", json=MATTER), 201)
    deputy = region.client("member", person_id=table.deputy_id)
    first = region.client("member", person_id=table.holder(table.first))
    page = f"/members/matters/{sent['matter_id']}"

    answered = await deputy.post(page, data={"answer": "Otan asian puheeksi."})
    again = await first.post(page, data={"answer": "Minäkin."})
    await region.settled()

    own = await region.client().get(f"/members/sent-matters/{sent['token']}?lang=sv")
    sender = (await region.rows("members", "SELECT id FROM person WHERE email = $1", MATTER["email"]))[0][0]
    told = [one.person_id for one in await region.events(MatterAnswered)]
    assert (answered.status_code, again.status_code) == (303, 422)
    assert "Otan asian puheeksi." in own.text
    assert told == [sender]


async def test_the_form_of_a_matter_is_for_anyone_and_knows_the_contact_of_an_organisation(
    region: Region, table: Table
) -> None:
    holder = table.holder(table.first)

    anyone = await region.client().get(f"{PAGE}/matters/new?lang=fi")
    known = await region.client("member", person_id=holder).get(f"{PAGE}/matters/new?lang=fi")
    wrong = await region.client().post(f"{PAGE}/matters/new", data=MATTER | {"words": "x" * 2001})
    right = await region.client().post(f"{PAGE}/matters/new", data=MATTER | {"email": "form@example.org"})

    assert anyone.status_code == 200
    assert 'value="Kontakti ry"' in known.text
    assert wrong.status_code == 422
    assert right.headers["location"].startswith("/members/sent-matters/")


async def test_an_address_sends_five_matters_in_a_day(region: Region, table: Table) -> None:
    mine = MATTER | {"email": "ahkera@example.org"}

    answers = [(await region.client().post(f"{THEME}/matters", json=mine)).status_code for _ in range(6)]
    region.clock.set("2023-03-03T11:00:01+02:00")
    next_day = await region.client().post(f"{THEME}/matters", json=mine)

    assert answers == [201] * 5 + [409]
    assert next_day.status_code == 201


async def test_a_topic_made_of_a_matter_is_told_to_its_sender(region: Region, table: Table) -> None:
    sent = ok(
        await region.client().post(f"{THEME}/matters", json=MATTER | {"email": "aihe@example.org"}), 201
    )
    matter_id = UUID(sent["matter_id"])
    first = region.client("member", person_id=table.holder(table.first))
    offered = await first.get(f"/members/matters/{matter_id}?lang=fi")
    english = MATTER | {"email": "aihe@example.org", "language": "en"}
    other = ok(await region.client().post(f"{THEME}/matters", json=english), 201)["matter_id"]
    in_english = await first.get(f"/members/matters/{other}?lang=fi")
    topics = [UUID(int=number) for number in (1, 2, 3)]
    elsewhere, made, again = (
        TopicReceived(topic_id=topic_id, body_id=body_id, title={"fi": "Kyydit"}, matter_id=matter_id)
        for topic_id, body_id in zip(topics, (UUID(int=9), table.body_id, table.body_id), strict=True)
    )

    await region.arrives(elsewhere)
    await region.arrives(made)
    await region.arrives(again)

    own = ok(await region.client().get(f"{API}/sent-matters/{sent['token']}"))
    assert f'action="/meetings/topics/draft?body={table.body_id}"' in offered.text
    assert 'name="title_sv" value="Skjutsar till dagverksamheten"' in offered.text
    # The region writes no English: the words are not to be lost.
    assert 'name="title_fi" value="Skjutsar till dagverksamheten"' in in_english.text
    assert own["topic_id"] == str(topics[1])


async def test_a_report_reaches_the_contacts_of_the_themes_organisations_once_each(
    region: Region, table: Table
) -> None:
    coordinator = region.client("coordinator")
    reader = ok(await coordinator.post(f"{API}/people", json=bodies.person(20)), 201)["person_id"]
    itself = {"name": "Osoite ry", "scope": "local", "language": "sv", "themes": ["ikaihmiset"]}
    itself |= {"contact_email": "osoite@example.org"}
    address = ok(await coordinator.post(f"{API}/organisations", json=itself), 201)["id"]
    for name, theme in (("Lukija A ry", "ikaihmiset"), ("Lukija B ry", "ikaihmiset"), ("Muu ry", "moniala")):
        facts = {"name": name, "scope": "local", "language": "fi", "themes": [theme]}
        facts["contact_person_id"] = reader if theme == "ikaihmiset" else None
        ok(await coordinator.post(f"{API}/organisations", json=facts), 201)
    own = {"name": "Oma ry", "scope": "local", "language": "fi", "themes": ["ikaihmiset"]}
    own |= {"contact_person_id": str(table.holder(table.second))}
    ok(await coordinator.post(f"{API}/organisations", json=own), 201)
    words = {"title_fi": "Mitä puhuttiin", "text_sv": "Vi talade om skjutsar."}
    second = region.client("member", person_id=table.holder(table.second))
    other = region.client("member", person_id=table.holder(table.other))
    before = len(await region.events(ThemeReported))

    refused = await other.post(f"{PAGE}/reports/new", data=words)
    shown = await second.get(f"{PAGE}/reports/new?lang=fi")
    written = await second.post(f"{PAGE}/reports/new", data=words)
    await region.settled()

    told = (await region.events(ThemeReported))[before:]
    (kept,) = ok(await region.client().get(f"{THEME}/reports"))["items"]
    page = await region.client().get(f"{PAGE}?lang=fi")
    assert (refused.status_code, written.headers["location"]) == (404, PAGE)
    assert "5 teeman järjestöä" in shown.text
    assert sorted(event.person_id for event in told) == sorted(
        [UUID(reader), UUID(address), table.holder(table.first)]
    )
    assert {event.represents for event in told} == {"Malliyhdistys 2 ry"}
    assert "skjutsar" not in "".join(event.model_dump_json() for event in told)
    assert (kept["title"], kept["represents"]) == ({"fi": "Mitä puhuttiin"}, "Malliyhdistys 2 ry")
    assert "Mitä puhuttiin" in page.text


async def test_names_of_representatives_are_for_the_table_alone(region: Region, table: Table) -> None:
    member = region.client("member", body_id=table.body_id, person_id=table.holder(table.other))

    pages = [await client.get(f"{PAGE}?lang=fi") for client in (region.client(), member)]

    assert ["Edustaja 1" in page.text for page in pages] == [False, True]
    assert ["Malliyhdistys 1 ry" in page.text for page in pages] == [True, True]


async def test_an_erased_senders_matter_says_nothing_any_more(region: Region, table: Table) -> None:
    mine = MATTER | {"email": "pois@example.org", "name": "Poistuva Pia"}
    sent = ok(await region.client().post(f"{THEME}/matters", json=mine), 201)
    query = "SELECT id FROM person WHERE email = 'pois@example.org'"
    person_id = (await region.rows("members", query))[0][0]
    counted = ok(await region.client("coordinator").get(f"{API}/people/{person_id}/erasure"))

    ok(await region.client("coordinator").post(f"{API}/people/{person_id}/erasure"), 204)

    row = (await region.rows("members", "SELECT * FROM matter WHERE id = $1", UUID(sent["matter_id"])))[0]
    own = await region.client().get(f"/members/sent-matters/{sent['token']}?lang=fi")
    assert counted["matters"] == 1
    assert [row[name] for name in ("person_id", "organisation", "number", "title", "words", "answer")] == [
        None, "", "", "", "", ""
    ]  # fmt: skip
    assert (own.status_code, "poistettu" in own.text) == (200, True)
