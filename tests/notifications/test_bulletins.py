"""The public news: the front page, the archive and the feed."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import feedparser

from shared.contracts.meetings import MeetingCancelled, MeetingConvened, MeetingMoved, MemoPublished
from shared.contracts.members import BodyChanged, CallClosed, CallOpened, SeatsCounted, ThemeFigure
from shared.contracts.surveys import ResultsPublished, SurveyClosed, SurveyOpened
from tests.region import Region

REGION = "ita-uusimaa"
BODY = uuid4()
CALL = uuid4()
MEETING = uuid4()
STARTS = datetime.fromisoformat("2023-03-07T13:00:00+02:00")
EMPTY = "Tässä kerrotaan jäsenhauista"


def call(version: int = 1, title: str = "Hae jäseneksi") -> CallOpened:
    return CallOpened(
        call_id=CALL,
        version=version,
        body_id=BODY,
        body_slug="kumppanuuspoyta",
        title={"fi": title, "sv": "Sök till bordet"},
        summary={"fi": "Kuusi teemaa."},
        opens=datetime.fromisoformat("2022-12-29T09:00:00+02:00"),
        deadline=datetime.fromisoformat("2023-01-21T00:00:00+02:00"),
    )


def meeting(kind: type[MeetingConvened], sequence: int, starts: datetime) -> MeetingConvened:
    return kind(
        meeting_id=MEETING,
        sequence=sequence,
        body_id=BODY,
        title={"fi": "Kokous 1/2023"},
        starts=starts,
        ends=starts + timedelta(hours=2),
        mode="hybrid",
        place={"fi": "Porvoo", "sv": "Borgå"},
    )


async def news(region: Region, kind: str) -> list[dict[str, str]]:
    response = await region.client().get("/notifications/api/news", params={"kind": kind})
    found: list[dict[str, str]] = response.json()["news"]
    return found


async def test_the_front_page_without_news_says_what_will_come(region: Region) -> None:
    page = await region.client().get("/", headers={"accept-language": "fi"})

    assert page.status_code == 200
    assert "Mitä pöydässä puhutaan juuri nyt" in page.text
    assert EMPTY in page.text
    assert EMPTY in (await region.client(language="fi").get("/notifications?lang=fi")).text


async def test_an_open_call_is_the_pages_main_action_until_it_closes(region: Region) -> None:
    await region.arrives(call())

    opened = await region.client().get("/?lang=fi")
    assert "Hakuaika päättyy pe 20.1.2023 klo 23.59." in opened.text
    assert f'href="/members/calls/{CALL}">Hae paikkaa' in opened.text
    region.clock.set("2023-01-21T00:00:00+02:00")
    assert "Hae paikkaa" not in (await region.client().get("/?lang=fi")).text
    region.clock.set("2023-01-02T10:00:00+02:00")
    await region.arrives(CallClosed(call_id=CALL, version=2, body_id=BODY))
    assert "Hae paikkaa" not in (await region.client().get("/?lang=fi")).text
    assert [item["turn"] for item in await news(region, "call")] == ["closed"]


async def test_an_older_version_that_comes_late_is_not_told(region: Region) -> None:
    await region.arrives(call(version=1, title="Vanha"))

    assert [item["turn"] for item in await news(region, "call")] == ["closed"]


async def test_a_survey_that_closes_before_it_is_heard_of_waits_for_its_opening(region: Region) -> None:
    survey_id = uuid4()
    opens = datetime.fromisoformat("2023-01-01T09:00:00+02:00")

    await region.arrives(SurveyClosed(survey_id=survey_id, version=2), settle=False)
    await region.arrives(
        SurveyOpened(
            survey_id=survey_id,
            version=1,
            title={"fi": "Yhteistyö"},
            purpose={},
            opens=opens,
            closes=opens + timedelta(days=14),
        )
    )

    assert [item["turn"] for item in await news(region, "survey")] == ["closed"]


async def test_a_meeting_that_moves_is_one_piece_of_news_and_one_card(region: Region) -> None:
    await region.arrives(meeting(MeetingConvened, 0, STARTS))
    await region.arrives(meeting(MeetingMoved, 1, STARTS + timedelta(days=1)))

    assert [item["turn"] for item in await news(region, "meeting")] == ["moved"]
    page = await region.client().get("/?lang=sv")
    assert "ons 8.3.2023 kl. 13–15" in page.text
    assert f"/meetings/{MEETING}/calendar.ics" in page.text
    cancelled = MeetingCancelled(
        meeting_id=MEETING,
        sequence=2,
        body_id=BODY,
        title={"fi": "Kokous 1/2023"},
        starts=STARTS + timedelta(days=1),
    )
    await region.arrives(cancelled)
    page = await region.client().get("/?lang=sv")
    assert f"/meetings/{MEETING}/calendar.ics" not in page.text
    assert "Mötet ons 8.3.2023 hålls inte." in page.text


async def test_seats_stand_beside_the_news_theme_by_theme(region: Region) -> None:
    themes = (ThemeFigure(slug="v", name={"fi": "Vammaisjärjestöt"}, target=2, filled=1),)
    body = BodyChanged(
        body_id=BODY,
        version=1,
        slug="kumppanuuspoyta",
        kind="partnership_table",
        name={"fi": "Kumppanuuspöytä"},
        purpose={},
        state="active",
        decision_power=False,
        cadence_min=4,
        cadence_max=6,
        seats=14,
    )

    await region.arrives(
        body,
        SeatsCounted(body_id=BODY, version=2, filled=13, seats=14, themes=themes),
        SeatsCounted(body_id=BODY, version=1, filled=0, seats=14, themes=themes),
    )

    page = await region.client().get("/?lang=fi")
    assert "Edustajia on 13, tavoite on 14." in page.text
    assert "1 vapaa" in page.text


async def test_the_feed_is_valid_atom_in_each_language(region: Region) -> None:
    published = datetime.fromisoformat("2023-03-21T10:00:00+02:00")
    memo = MemoPublished(
        meeting_id=MEETING,
        version=1,
        body_id=BODY,
        title={"fi": 'Muistio <1> & "muut"'},
        summary={"fi": "Sovittiin."},
        published=published,
        translation_due=date(2023, 3, 29),
    )
    results = ResultsPublished(
        survey_id=uuid4(),
        version=1,
        title={"fi": "Tulokset", "sv": "Resultat"},
        invited=64,
        answers=41,
        published=published,
    )

    await region.arrives(memo, results)

    for language, words in (
        ("fi", "41 vastausta 64 kutsutusta (64,1 %)."),
        ("sv", "41 svar av 64 inbjudna (64,1 %)."),
    ):
        response = await region.client().get(f"/atom.xml?lang={language}")
        assert response.headers["content-type"] == "application/atom+xml"
        feed = feedparser.parse(response.content)
        assert (feed.bozo, feed.version) == (False, "atom10")
        assert feed.feed.title == region.instance.table.read(language).text
        entries = {entry.title: entry for entry in feed.entries}
        assert words in entries["Tulokset" if language == "fi" else "Resultat"].summary
        assert entries['Muistio <1> & "muut"'].updated_parsed[:3] == (2023, 3, 21)
        assert len({entry.id for entry in feed.entries}) == len(feed.entries) == 5


async def test_bad_questions_are_answered_as_the_askers_mistake(region: Region) -> None:
    client = region.client()

    statuses = [
        (await client.get(path)).status_code
        for path in (
            "/notifications/api/news?kind=gossip",
            "/notifications/api/news?limit=0",
            "/atom.xml?lang=de",
            "/notifications?page=0",
            f"/notifications/letters/{UUID(int=0)}",
            "/nothing-here",
        )
    ]

    assert statuses == [422, 422, 422, 422, 303, 404]


async def test_the_footers_pages_are_there_in_both_languages(region: Region) -> None:
    for path, fi, sv in (
        ("/accessibility", "Saavutettavuus", "Tillgänglighet"),
        ("/privacy", "Tietosuoja", "Dataskydd"),
    ):
        assert f"<h1>{fi}</h1>" in (await region.client().get(f"{path}?lang=fi")).text
        assert f"<h1>{sv}</h1>" in (await region.client().get(f"{path}?lang=sv")).text
