"""Contacts of municipalities hear of the public news and of the topics addressed to them."""

from datetime import timedelta
from uuid import uuid4

from shared.contracts.cooperation import MunicipalContactChanged
from shared.contracts.meetings import MeetingConvened, MeetingMoved, MemoPublished, TopicReceived
from shared.contracts.people import PersonChanged, PersonErased
from tests.notifications.conftest import Mail, posted
from tests.notifications.test_emails import person
from tests.region import Region

REGION = "ita-uusimaa"


def contact(region: Region, someone: PersonChanged, municipality: str = "638") -> MunicipalContactChanged:
    return MunicipalContactChanged(
        contact_id=uuid4(),
        version=1,
        municipality=municipality,
        person_id=someone.person_id,
        since=region.clock(),
    )


def memo(region: Region, version: int = 1) -> MemoPublished:
    return MemoPublished(
        meeting_id=uuid4(),
        version=version,
        body_id=uuid4(),
        title={"fi": "Kokous 1/2023", "sv": "Möte 1/2023"},
        summary={"fi": "Puhuttiin kyydeistä.", "sv": "Skjutsarna diskuterades."},
        published=region.clock(),
    )


def topic(*municipalities: str) -> TopicReceived:
    return TopicReceived(
        topic_id=uuid4(),
        body_id=uuid4(),
        title={"fi": "Kyydit", "sv": "Skjutsarna"},
        municipalities=municipalities,
    )


async def test_public_news_reaches_each_contact_once_in_the_own_language(region: Region, mail: Mail) -> None:
    aino, birgit = person("fi"), person("sv")
    news, event_id = memo(region), uuid4()
    await region.arrives(
        aino, birgit, contact(region, aino), contact(region, birgit), contact(region, birgit, "434")
    )

    await region.arrives(news, event_id=event_id)
    await region.arrives(news, event_id=event_id)
    await region.arrives(news.model_copy(update={"version": 2}))
    await posted(region)

    assert [letter["Subject"] for letter in mail.to(aino.email)] == ["Kokous 1/2023"]
    (letter,) = mail.to(birgit.email)
    assert letter["Subject"] == "Möte 1/2023"
    assert "Skjutsarna diskuterades." in letter.get_content()
    assert f"/meetings/{news.meeting_id}?lang=sv" in letter.get_content()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_a_meeting_that_moves_is_told_again_with_its_time(region: Region, mail: Mail) -> None:
    reader, starts = person(), region.clock() + timedelta(days=9)
    facts = {
        "meeting_id": uuid4(),
        "body_id": uuid4(),
        "title": {"fi": "Kokous 2/2023"},
        "ends": starts + timedelta(hours=2),
        "mode": "teams",
        "place": {},
    }
    await region.arrives(reader, contact(region, reader))

    await region.arrives(MeetingConvened(sequence=0, starts=starts, **facts))
    await region.arrives(MeetingMoved(sequence=1, starts=starts + timedelta(hours=1), **facts))
    await posted(region)

    letters = mail.to(reader.email)
    assert [letter["Subject"] for letter in letters] == ["Kokous 2/2023", "Siirretty: Kokous 2/2023"]
    assert ["klo 10" in letters[0].get_content(), "klo 11" in letters[1].get_content()] == [True, True]


async def test_a_topic_goes_to_the_municipalities_it_is_addressed_to(region: Region, mail: Mail) -> None:
    porvoo, loviisa = person("sv"), person()
    await region.arrives(porvoo, loviisa, contact(region, porvoo, "638"), contact(region, loviisa, "434"))
    addressed = topic("638", "611")

    await region.arrives(addressed, topic())
    await posted(region)

    (letter,) = mail.to(porvoo.email)
    assert letter["Subject"] == "Ett ämne för kommunen: Skjutsarna"
    assert f"/meetings/topics/{addressed.topic_id}?lang=sv" in letter.get_content()
    assert mail.to(loviisa.email) == []


async def test_what_happened_before_or_after_a_contact_held_is_not_written_of(
    region: Region, mail: Mail
) -> None:
    late, gone, erased = person(), person(), person()
    now = region.clock()
    ended, held = contact(region, gone), contact(region, erased)
    await region.arrives(late, gone, erased, ended, held)
    await region.arrives(ended.model_copy(update={"version": 2, "until": now}))
    await region.arrives(ended)
    after = contact(region, late).model_copy(update={"since": now + timedelta(seconds=1)})
    await region.arrives(after, PersonErased(person_id=erased.person_id, version=2))

    await region.arrives(memo(region), topic("638"))
    await posted(region)

    assert [mail.to(one.email) for one in (late, gone, erased)] == [[], [], []]
    query = "SELECT 1 FROM municipal_contacts WHERE person_id = $1"
    assert await region.rows("notifications", query, erased.person_id) == []
