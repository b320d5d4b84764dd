"""Letters: who gets which, in what language, how often, and what happens when mail is down."""

from datetime import date, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from uuid import UUID, uuid4

from sqlalchemy import select

from services.notifications.emails.queries import FIGURES
from services.notifications.letters import model as letters
from shared.chassis import links
from shared.contracts.members import (
    ApplicationReceived,
    OutcomeOfApplication,
    SelectionConfirmed,
    SignInRequested,
)
from shared.contracts.notifications import EmailFailed
from shared.contracts.people import PersonChanged
from shared.contracts.surveys import SurveyInvitationIssued
from tests.notifications.conftest import Mail, posted
from tests.region import Region

REGION = "ita-uusimaa"
TITLE = {"fi": "Kumppanuuspöydän haku 2023–2025", "sv": "Ansökan till partnerskapsbordet 2023–2025"}
DEADLINE = datetime.fromisoformat("2023-01-21T00:00:00+02:00")


def person(language: str = "fi", email: str = "") -> PersonChanged:
    person_id = uuid4()
    return PersonChanged(
        person_id=person_id,
        version=1,
        name=f"Henkilö {str(person_id)[:4]}",
        email=email or f"{person_id.hex[:8]}@example.org",
        language=language,
    )


def decoded(letter: EmailMessage, name: str) -> str:
    # Python 3.11 reads a space between two encoded words of a name, which RFC 2047 says is not there.
    return str(make_header(decode_header(dict(letter.raw_items())[name])))


def application_of(someone: PersonChanged) -> ApplicationReceived:
    return ApplicationReceived(
        application_id=uuid4(),
        call_id=uuid4(),
        body_id=uuid4(),
        person_id=someone.person_id,
        title=TITLE,
        deadline=DEADLINE,
        channel="form",
    )


async def test_a_receipt_goes_out_in_the_applicants_language(region: Region, mail: Mail) -> None:
    aino, birgit = person("fi"), person("sv")
    receipt = application_of(aino)

    await region.arrives(aino, birgit, receipt, application_of(birgit))
    await posted(region)

    (letter,) = mail.to(aino.email)
    assert letter["Subject"] == "Hakemus on perillä: Kumppanuuspöydän haku 2023–2025"
    assert decoded(letter, "From") == (
        f"Itä-Uudenmaan järjestöjen kumppanuuspöytä <no-reply@{region.instance.host}>"
    )
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "fi"
    assert letter["Date"].datetime == region.clock()
    assert "Hakuaika päättyy pe 20.1.2023 klo 23.59." in letter.get_content()
    address = next(line for line in letter.get_content().splitlines() if "/members/applications/" in line)
    token = address.removeprefix(f"{region.instance.base_url}/members/applications/").partition("?")[0]
    assert links.read(region.instance, "application", token, at=region.clock()) == {
        "id": str(receipt.application_id)
    }
    assert mail.to(birgit.email)[0]["Subject"] == (
        "Ansökan har kommit fram: Ansökan till partnerskapsbordet 2023–2025"
    )


async def test_an_event_that_comes_twice_makes_one_letter(region: Region, mail: Mail) -> None:
    aino = person()
    receipt, event_id = application_of(aino), uuid4()

    await region.arrives(aino, receipt, event_id=event_id)
    await region.arrives(receipt, event_id=event_id)
    await posted(region)

    assert len(mail.to(aino.email)) == 1


async def test_a_letter_of_one_event_is_one_even_when_the_inbox_forgets(region: Region, mail: Mail) -> None:
    aino = person()
    receipt, event_id = application_of(aino), uuid4()
    await region.arrives(aino, receipt, event_id=event_id)

    await region.rows("notifications", "DELETE FROM inbox WHERE event_id = $1", event_id)
    await region.arrives(receipt, event_id=event_id)
    await posted(region)

    assert len(mail.to(aino.email)) == 1


async def test_a_selection_makes_26_letters_each_in_its_readers_language(region: Region, mail: Mail) -> None:
    people = [person("sv" if number % 4 == 0 else "fi") for number in range(26)]
    kinds = ["selected"] * 13 + ["reserve"] * 6 + ["rejected"] * 7
    confirmed = SelectionConfirmed(
        call_id=uuid4(),
        body_id=uuid4(),
        title=TITLE,
        term_starts=date(2023, 3, 1),
        term_ends=date(2025, 2, 28),
        outcomes=tuple(
            OutcomeOfApplication(
                application_id=uuid4(), person_id=one.person_id, outcome=kind, others=one is people[-1]
            )
            for one, kind in zip(people, kinds, strict=True)
        ),
    )
    mail.taken.clear()

    await region.arrives(*people, confirmed)
    await posted(region)

    assert len(mail.taken) == 26
    beginnings = {
        ("fi", "selected"): "Tervetuloa pöytään",
        ("sv", "selected"): "Välkommen till bordet",
        ("fi", "reserve"): "Varasija",
        ("sv", "reserve"): "Reservplats",
        ("fi", "rejected"): "Vastaus hakemukseen",
        ("sv", "rejected"): "Svar på ansökan",
    }
    for someone, kind in zip(people, kinds, strict=True):
        (letter,) = mail.to(someone.email)
        assert letter["Subject"].partition(":")[0] == beginnings[someone.language, kind]
        sent_others = "/members/me?" in letter.get_body(("plain",)).get_content() and kind == "rejected"
        assert sent_others is (someone is people[-1])
    response = await region.client("coordinator").get(
        "/notifications/api/letters", params={"letter": "selection_selected", "limit": 5}
    )
    assert (response.json()["total"], len(response.json()["letters"])) == (13, 5)
    counted = {(c["letter"], c["language"]): c["sent"] for c in response.json()["counts"]}
    assert (counted["selection_selected", "fi"], counted["selection_selected", "sv"]) == (9, 4)


async def test_a_sign_in_link_is_signed_for_its_time_and_hidden_from_the_coordinator(
    region: Region, mail: Mail
) -> None:
    aino = person("en")
    asked = SignInRequested(
        sign_in_id=uuid4(),
        person_id=aino.person_id,
        until=datetime.fromisoformat("2023-01-02T10:30:00+02:00"),
    )

    await region.arrives(aino, asked)
    await posted(region)

    text = mail.to(aino.email)[0].get_content()
    token = text.partition("/members/sign-in/")[2].partition("?")[0]
    content = links.read(region.instance, "sign-in", token, at=region.clock())
    assert content["id"] == str(asked.sign_in_id)
    assert content["until"] == int(asked.until.timestamp())
    coordinator = region.client("coordinator")
    listed = (await coordinator.get("/notifications/api/letters?letter=sign_in")).json()["letters"]
    page = await coordinator.get(f"/notifications/letters/{listed[0]['id']}?lang=en")
    assert page.status_code == 200
    assert "This link lets you in:" in page.text
    assert token not in page.text


async def test_a_person_who_arrives_after_the_event_still_gets_the_letter(region: Region, mail: Mail) -> None:
    late = person("sv")
    invitation = SurveyInvitationIssued(
        survey_id=uuid4(),
        invitation_id=uuid4(),
        person_id=late.person_id,
        title={"fi": "Yhteistyö", "sv": "Samarbetet"},
        closes=datetime.fromisoformat("2023-05-22T00:00:00+03:00"),
        anonymous=True,
    )

    await region.arrives(invitation, settle=False)
    await region.arrives(late)
    await posted(region)

    (letter,) = mail.to(late.email)
    assert letter["Subject"] == "Enkät: Samarbetet"
    assert "Svarstiden går ut sön 21.5.2023 kl. 23.59." in letter.get_content()


async def test_a_letter_waits_while_the_mail_server_is_down_and_goes_out_once(
    region: Region, mail: Mail
) -> None:
    aino = person()
    region.clock.set("2023-01-03T10:00:00+02:00")
    mail.down()

    await region.arrives(aino, application_of(aino))
    await posted(region)
    (waiting,) = await the_letters_of(region, aino)
    assert (waiting["state"], waiting["attempts"], waiting["last_error"]) == (
        "waiting",
        1,
        "SMTPConnectError",
    )
    mail.up()
    region.clock.set("2023-01-03T10:00:59+02:00")
    await posted(region)
    assert mail.to(aino.email) == []
    region.clock.set("2023-01-03T10:01:00+02:00")
    await posted(region)

    assert len(mail.to(aino.email)) == 1
    (sent,) = await the_letters_of(region, aino)
    assert (sent["state"], sent["attempts"], sent["last_error"]) == ("sent", 2, "")


async def test_each_letter_of_a_batch_is_noted_before_the_next_is_sent(region: Region, mail: Mail) -> None:
    aino, noted = person(), []

    async def look() -> None:
        query = "SELECT count(*) FROM emails WHERE person_id = $1 AND sent_at IS NOT NULL"
        noted.append((await region.rows("notifications", query, aino.person_id))[0][0])

    mail.down()
    await region.arrives(aino, *(application_of(aino) for _ in range(3)))
    await posted(region)
    mail.up()
    mail.before_taking = look
    region.clock.set("2023-01-03T10:02:00+02:00")
    await posted(region)
    mail.before_taking = None

    assert noted == [0, 1, 2]


async def test_an_address_nobody_has_fails_at_once_and_can_be_sent_again(region: Region, mail: Mail) -> None:
    aino = person()
    coordinator = region.client("coordinator")
    mail.refused[aino.email] = "550 5.1.1 No such user"

    await region.arrives(aino, application_of(aino))
    await posted(region)
    (failed,) = await the_letters_of(region, aino)
    assert (failed["state"], failed["last_error"]) == ("failed", "SMTP 550")
    events = await region.events(EmailFailed)
    assert [event.person_id for event in events] == [aino.person_id]

    del mail.refused[aino.email]
    response = await coordinator.post(f"/notifications/letters/{failed['id']}/retry")
    assert response.status_code == 303
    await posted(region)
    (letter,) = mail.to(aino.email)
    assert letter["Message-ID"] == f"<{failed['id']}@{region.instance.host}>"
    again = await coordinator.post(f"/notifications/api/letters/{failed['id']}/retry")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/notifications/letter-already-sent")


async def test_a_letter_that_is_never_taken_is_given_up_after_three_days(region: Region, mail: Mail) -> None:
    aino = person()
    region.clock.set("2023-01-04T10:00:00+02:00")
    mail.refused[aino.email] = "450 4.2.1 Try later"
    await region.arrives(aino, application_of(aino))
    await posted(region)

    (letter,) = await the_letters_of(region, aino)
    while letter["state"] == "waiting":
        region.clock.set(str(letter["next_attempt_at"]))
        await posted(region)
        (letter,) = await the_letters_of(region, aino)

    assert (letter["state"], letter["attempts"], letter["last_error"]) == ("failed", 16, "SMTP 450")
    assert region.clock().isoformat() == "2023-01-07T00:21:00+00:00"


async def test_letters_that_wait_are_counted_since_the_first_was_composed(region: Region, mail: Mail) -> None:
    aino = person()
    region.clock.set("2023-02-01T10:00:00+02:00")
    mail.down()

    await region.arrives(aino, application_of(aino))
    await posted(region)
    region.clock.set("2023-02-01T10:00:30+02:00")
    await region.arrives(application_of(aino))
    await posted(region)
    waiting = await figures_of(region)
    mail.up()
    region.clock.set("2023-02-01T10:02:00+02:00")
    await posted(region)

    since = int(datetime.fromisoformat("2023-02-01T10:00:00+02:00").timestamp())
    assert (waiting["letters_waiting"], waiting["letters_oldest"]) == (2, since)
    assert (await figures_of(region))["letters_waiting"] == 0
    assert (await figures_of(region))["letters_oldest"] == 0


async def figures_of(region: Region) -> dict[str, int]:
    (station,) = region.process.stations
    async with station.transactions.look() as look:
        counted = (await look.execute(select(*FIGURES.values()))).one()
    return dict(zip(FIGURES, counted, strict=True))


async def test_only_the_coordinator_sees_the_delivery_log(region: Region) -> None:
    paths = ("/notifications/api/letters", f"/notifications/api/letters/{uuid4()}/retry")
    member = region.client("member", body_id=uuid4())

    assert (await region.client().get(paths[0])).status_code == 401
    assert (await member.get(paths[0])).status_code == 404
    assert (await member.post(paths[1])).status_code == 404
    assert (await region.client("coordinator").post(paths[1])).status_code == 404
    assert (await member.get("/notifications/letters")).status_code == 404
    assert (await region.client().get("/notifications/letters")).status_code == 303


async def test_the_log_says_what_to_do_when_a_filter_leaves_nothing(region: Region) -> None:
    coordinator = region.client("coordinator", language="fi")

    nothing = await coordinator.get("/notifications/letters?letter=meeting_cancelled&state=")
    beyond = await coordinator.get("/notifications/letters?page=9999")
    wrong = await coordinator.get("/notifications/letters?state=lost")

    assert "Tällaisia viestejä ei ole" in nothing.text
    assert "Sivua ei ole" in beyond.text
    assert wrong.status_code == 422


async def the_letters_of(region: Region, someone: PersonChanged) -> list[dict[str, object]]:
    response = await region.client("coordinator").get("/notifications/api/letters?limit=200")
    return [letter for letter in response.json()["letters"] if UUID(letter["person_id"]) == someone.person_id]


async def test_a_letter_composed_before_it_knew_the_body_is_still_written(region: Region) -> None:
    day, key = "2023-03-01", str(uuid4())
    selected = {"title": TITLE, "term_starts": day, "term_ends": "2025-02-28", "application_id": key}
    pledge = {"title": TITLE, "seat_id": key, "body_id": key, "person_id": key}

    for language in ("fi", "sv", "en"):
        said = {"instance": region.instance, "language": language, "name": "Aino"}
        first = letters.write("selection_selected", selected, **said).text
        second = letters.write("pledge_asked", pledge, **said).text

        home = region.instance.base_url
        assert f"{home}/meetings?lang={language}\n" in first
        assert f"{home}/meetings?body={key}&lang={language}\n" in second
        assert "None" not in first + second


async def test_who_gives_up_what_and_where_a_successor_is_written_down_is_in_every_language(
    region: Region,
) -> None:
    facts = {"title": TITLE, "body_slug": "poyta", "represents": "Malli ry", "on": "2023-05-31"}
    words = {
        "fi": ("sihteeri", "varajäsen"),
        "sv": ("sekreterare", "ersättare"),
        "en": ("secretary", "deputy"),
    }

    for language, named in words.items():
        said = {"instance": region.instance, "language": language, "name": "Aino"}
        for kind, word, page in zip(("secretary", "deputy"), named, ("offices", "composition"), strict=True):
            letter = letters.write("task_resigned", facts | {"kind": kind}, **said)

            assert word in letter.subject
            assert f"{word} (Malli ry)" in letter.text
            assert f"{region.instance.base_url}/members/bodies/poyta/{page}\n" in letter.text
