"""The calendar part of meeting letters, as Outlook, Gmail and others read it."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Literal
from uuid import UUID, uuid4

import pytest
from icalendar import Calendar, Event

from shared.chassis import links
from shared.contracts.meetings import InvitationIssued, Mode
from shared.contracts.people import PersonChanged
from tests.notifications.conftest import Mail, posted
from tests.region import Region

Kind = Literal["invited", "changed", "agenda", "cancelled", "withdrawn"]
STARTS = datetime.fromisoformat("2023-03-07T13:00:00+02:00")


def member(language: str = "fi") -> PersonChanged:
    return PersonChanged(
        person_id=uuid4(), version=1, name="Åsa Ö", email=f"{uuid4().hex[:8]}@example.org", language=language
    )


def invitation(
    someone: PersonChanged,
    meeting_id: UUID,
    sequence: int = 0,
    kind: Kind = "invited",
    *,
    starts: datetime = STARTS,
    mode: Mode = "hybrid",
) -> InvitationIssued:
    return InvitationIssued(
        invitation_id=UUID(int=someone.person_id.int ^ meeting_id.int),
        meeting_id=meeting_id,
        body_id=uuid4(),
        person_id=someone.person_id,
        sequence=sequence,
        kind=kind,
        title={"fi": "Kokous 1/2023", "sv": "Möte 1/2023"},
        starts=starts,
        ends=starts + timedelta(hours=2),
        mode=mode,
        place={} if mode == "teams" else {"fi": "Porvoo", "sv": "Borgå"},
        remote_link="" if mode == "in_person" else "https://teams.example.org/m1",
        agenda=({"fi": "Järjestäytyminen", "sv": "Konstituering"}, {"fi": "Avustukset", "sv": "Bidrag"}),
    )


def calendar_of(letter: EmailMessage) -> Calendar:
    """Return the calendar of a letter, after checking that both copies are the same."""
    (part,) = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    (attached,) = list(letter.iter_attachments())
    assert attached.get_filename() == "invite.ics"
    assert part.get_payload(decode=True) == attached.get_payload(decode=True)
    calendar = Calendar.from_ical(attached.get_payload(decode=True))
    assert isinstance(calendar, Calendar)
    assert part.get_param("method") == str(calendar["METHOD"])
    return calendar


def entry_of(letter: EmailMessage) -> Event:
    (event,) = calendar_of(letter).walk("VEVENT")
    assert isinstance(event, Event)
    return event


async def test_an_invitation_is_a_request_to_one_attendee_in_helsinki_time(
    region: Region, mail: Mail
) -> None:
    asa, meeting_id = member("sv"), uuid4()

    await region.arrives(asa, invitation(asa, meeting_id))
    await posted(region)

    (letter,) = mail.to(asa.email)
    assert letter["Subject"] == "Kallelse: Möte 1/2023, tis 7.3.2023 kl. 13–15"
    assert letter["Content-Language"] == "sv"
    calendar, event = calendar_of(letter), entry_of(letter)
    assert calendar["METHOD"] == "REQUEST"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Helsinki"]
    assert event["UID"] == f"{meeting_id}@{region.instance.host}"
    assert event["SEQUENCE"] == 0
    assert event["ATTENDEE"] == f"mailto:{asa.email}"
    assert dict(event["ATTENDEE"].params) == {
        "CN": "Åsa Ö",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    assert event["ORGANIZER"] == f"mailto:no-reply@{region.instance.host}"
    assert event["DTSTART"].params["TZID"] == "Europe/Helsinki"
    assert event["DTSTART"].dt == STARTS
    assert event["DTEND"].dt == STARTS + timedelta(hours=2)
    assert event["SUMMARY"] == "Möte 1/2023"
    assert event["LOCATION"] == "Borgå, https://teams.example.org/m1"
    assert event["DESCRIPTION"].startswith("Tid: tis 7.3.2023 kl. 13–15\nPlats: Borgå\n")
    assert "1. Konstituering" in event["DESCRIPTION"]


async def test_a_move_keeps_the_uid_and_a_cancellation_ends_it(region: Region, mail: Mail) -> None:
    asa, meeting_id = member(), uuid4()
    later = STARTS + timedelta(days=1)

    await region.arrives(asa, invitation(asa, meeting_id))
    await region.arrives(invitation(asa, meeting_id, 1, "changed", starts=later))
    await region.arrives(invitation(asa, meeting_id, 2, "cancelled", starts=later))
    await posted(region)

    letters = mail.to(asa.email)
    assert [str(calendar_of(letter)["METHOD"]) for letter in letters] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [entry_of(letter) for letter in letters]
    assert {str(event["UID"]) for event in events} == {f"{meeting_id}@{region.instance.host}"}
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[1]["DTSTART"].dt == later
    assert [letter["Subject"].partition(":")[0] for letter in letters] == [
        "Kutsu",
        "Kokous muuttui",
        "Kokous on peruttu",
    ]


@pytest.mark.parametrize(
    ("kind", "subject", "method"),
    [
        ("agenda", "Esityslista muuttui", "REQUEST"),
        ("withdrawn", "Kutsusi on peruttu", "CANCEL"),
    ],
)
async def test_a_new_agenda_and_a_withdrawn_invitation_have_their_own_words(
    region: Region, mail: Mail, kind: Kind, subject: str, method: str
) -> None:
    asa, meeting_id = member(), uuid4()

    await region.arrives(asa, invitation(asa, meeting_id, 1, kind))
    await posted(region)

    (letter,) = mail.to(asa.email)
    assert letter["Subject"].partition(":")[0] == subject
    assert str(calendar_of(letter)["METHOD"]) == method
    assert entry_of(letter)["SEQUENCE"] == 1


@pytest.mark.parametrize(
    "start",
    [
        "2026-03-28T13:00:00+02:00",
        "2026-03-29T13:00:00+03:00",
        "2026-10-24T13:00:00+03:00",
        "2026-10-25T13:00:00+02:00",
    ],
)
async def test_an_entry_near_the_turning_of_the_clocks_says_the_hour_of_the_wall(
    region: Region, mail: Mail, start: str
) -> None:
    asa, meeting_id = member(), uuid4()

    await region.arrives(asa, invitation(asa, meeting_id, starts=datetime.fromisoformat(start)))
    await posted(region)

    calendar = calendar_of(mail.to(asa.email)[0])
    zone = calendar.walk("VTIMEZONE")[0].to_tz()
    written = entry_of(mail.to(asa.email)[0])["DTSTART"]
    assert written.params["TZID"] == "Europe/Helsinki"
    assert written.dt.replace(tzinfo=zone) == datetime.fromisoformat(start)
    assert written.dt.hour == 13


async def test_a_deputy_is_called_by_the_convenor_and_told_why(region: Region, mail: Mail) -> None:
    asa, plain = member(), member()
    called = {"convenor": "Keski-Suomen liitto", "as_deputy": True}

    await region.arrives(asa, invitation(asa, uuid4()).model_copy(update=called))
    await region.arrives(plain, invitation(plain, uuid4()))
    await posted(region)

    texts = [mail.to(one.email)[0].get_body(("plain",)) for one in (asa, plain)]
    called_text, plain_text = (text.get_content().replace("\r\n", "\n") if text else "" for text in texts)
    assert "\n\nKeski-Suomen liitto kutsuu sinut kokoukseen ”Kokous 1/2023”.\n\nKutsu tulee" in called_text
    assert "\n\nKutsumme sinut kokoukseen ”Kokous 1/2023”.\n\nAika:" in plain_text
    assert "varajäsenenä" not in plain_text


async def test_each_way_of_coming_has_its_link_and_no_other(region: Region, mail: Mail) -> None:
    answers: dict[Mode, list[str]] = {
        "teams": ["remote", "excused"],
        "in_person": ["on_site", "excused"],
        "hybrid": ["on_site", "remote", "excused"],
    }
    for mode, expected in answers.items():
        asa, meeting_id = member("en"), uuid4()
        invited = invitation(asa, meeting_id, mode=mode)

        await region.arrives(asa, invited)
        await posted(region)

        text = mail.to(asa.email)[0].get_body(("plain",))
        assert text is not None
        found = [line for line in text.get_content().splitlines() if "/meetings/rsvp/" in line]
        assert [line.rpartition("&answer=")[2] for line in found] == expected
        token = found[0].partition("/meetings/rsvp/")[2].partition("?")[0]
        assert links.read(region.instance, "rsvp", token, at=region.clock()) == {
            "id": str(invited.invitation_id)
        }
