"""What the national page shows of the regions, and what it does not let itself be told."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest

from shared.chassis.instance import NATIONAL
from shared.chassis.streams import PICTURE, durable
from shared.contracts.envelope import PublicEvent
from shared.contracts.figures import FiguresCounted, KeyFigure
from shared.contracts.meetings import MeetingCancelled, MeetingConvened, MeetingHeld
from shared.contracts.members import BodyChanged, CallClosed, CallOpened, SeatsCounted, ThemeFigure
from shared.contracts.seats import MandateChanged
from shared.contracts.surveys import SurveyClosed, SurveyOpened
from tests.faults.scene import until
from tests.national.conftest import Nation

CLOCK = "2023-06-15T10:00:00+03:00"
BODY = uuid4()
FULL_DISK = (
    "CREATE SEQUENCE full_disk",
    """CREATE FUNCTION fill_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('full_disk') < 3 THEN RAISE 'no space left' USING ERRCODE = 'disk_full'; END IF;
    RETURN NEW; END $$""",
    "CREATE TRIGGER full_disk BEFORE INSERT ON seat_counts FOR EACH ROW EXECUTE FUNCTION fill_disk()",
)
"""The disk is full for the first two counts of seats."""


def body(version: int = 1, body_id: UUID = BODY, name: str = "Lapin pöytä") -> BodyChanged:
    return BodyChanged(
        body_id=body_id,
        version=version,
        slug="kumppanuuspoyta",
        kind="partnership_table",
        name={"fi": name, "sv": "Lapplands bord"},
        purpose={"fi": "Vuoropuhelu"},
        state="active",
        decision_power=False,
        cadence_min=4,
        cadence_max=6,
        seats=4,
    )


def seats(version: int, *filled: int, ends: date = date(2025, 2, 28)) -> SeatsCounted:
    names = ("Vammaisjärjestöt", "Monialajärjestöt")
    return SeatsCounted(
        body_id=BODY,
        version=version,
        filled=sum(filled),
        seats=4,
        themes=tuple(
            ThemeFigure(slug=f"t{number}", name={"fi": name}, target=2, filled=count)
            for number, (name, count) in enumerate(zip(names, filled, strict=True))
        ),
        term_starts=date(2023, 3, 1),
        term_ends=ends,
    )


def meeting(starts: str, sequence: int = 0, meeting_id: UUID | None = None) -> MeetingConvened:
    begins = datetime.fromisoformat(starts)
    return MeetingConvened(
        meeting_id=meeting_id or uuid4(),
        sequence=sequence,
        body_id=BODY,
        title={"fi": "Kokous"},
        starts=begins,
        ends=begins.replace(hour=begins.hour + 2),
        mode="teams",
        place={},
    )


async def the_region(nation: Nation, slug: str = "lappi") -> dict[str, Any]:
    picture = (await nation.client().get("/national/api/picture")).json()
    return next(region for region in picture["regions"] if region["slug"] == slug)


@pytest.fixture(autouse=True)
def midsummer(nation: Nation) -> None:
    nation.clock.set(CLOCK)


async def test_before_anyone_speaks_the_page_says_how_regions_come(nation: Nation) -> None:
    page = await nation.client("sv").get("/")

    assert page.status_code == 200
    assert "Inget bord har publicerat något ännu." in page.text


async def test_two_regions_are_seen_side_by_side(nation: Nation) -> None:
    await nation.publish("lappi", body(), seats(1, 2, 1))
    await nation.publish("pohjanmaa", body(body_id=uuid4(), name="Pohjanmaan pöytä"))

    picture = (await nation.client().get("/national/api/picture")).json()
    assert [region["slug"] for region in picture["regions"]] == ["lappi", "pohjanmaa"]
    (lappi,) = picture["regions"][0]["bodies"]
    assert (lappi["filled"], lappi["seats"], lappi["vacant"]) == (3, 4, 1)
    page = await nation.client().get("/")
    assert "Lapin hyvinvointialue" in page.text
    assert "3, tavoite 4, 1 vapaa" in page.text
    detail = await nation.client("sv").get("/national/regions/lappi")
    assert "Lapplands bord" in detail.text


async def test_a_duplicate_or_a_late_older_version_changes_nothing(nation: Nation) -> None:
    event_id = uuid4()
    newest = seats(7, 2, 2)
    await nation.publish("lappi", newest, event_id=event_id)
    before = await the_region(nation)

    await nation.publish("lappi", newest, event_id=event_id)
    await nation.publish("lappi", seats(6, 0, 0), body(version=0, name="Vanha nimi"))

    assert await the_region(nation) == before
    assert before["bodies"][0]["filled"] == 4


async def test_a_region_cannot_change_what_another_has_published(nation: Nation) -> None:
    await nation.publish("pohjanmaa", body(version=99, name="Kaapattu"))

    assert (await the_region(nation))["bodies"][0]["name"]["fi"] == "Lapin pöytä"


async def test_a_theme_without_anyone_needs_attention(nation: Nation) -> None:
    await nation.publish("lappi", seats(8, 2, 0))

    picture = (await nation.client().get("/national/api/picture")).json()
    found = [item for item in picture["attention"] if item["kind"] == "vacant_theme"]
    assert found == [
        {
            "region": "lappi",
            "kind": "vacant_theme",
            "body": {"fi": "Lapin pöytä", "sv": "Lapplands bord"},
            "theme": {"fi": "Monialajärjestöt"},
            "day": None,
        }
    ]
    await nation.publish("lappi", seats(9, 2, 2))


@pytest.mark.parametrize(
    ("today", "kinds"),
    [("2024-08-31", []), ("2024-09-01", ["term_ending"]), ("2025-03-01", ["term_ended"])],
)
async def test_a_term_is_noticed_180_days_before_it_ends(
    nation: Nation, today: str, kinds: list[str]
) -> None:
    nation.clock.set(f"{today}T12:00:00+02:00")

    picture = (await nation.client().get("/national/api/picture")).json()

    assert [item["kind"] for item in picture["attention"] if item["kind"].startswith("term")] == kinds


async def test_meetings_are_held_against_the_cadence_of_the_year(nation: Nation) -> None:
    nation.clock.set("2023-12-15T10:00:00+02:00")
    moved, cancelled = uuid4(), uuid4()
    await nation.publish(
        "lappi",
        meeting("2023-03-07T13:00:00+02:00"),
        meeting("2023-04-25T09:00:00+03:00", meeting_id=moved),
        meeting("2024-01-05T09:00:00+02:00"),
        meeting("2023-06-06T13:00:00+03:00", meeting_id=cancelled),
        MeetingCancelled(
            meeting_id=cancelled,
            sequence=1,
            body_id=BODY,
            title={"fi": "Kokous"},
            starts=datetime.fromisoformat("2023-06-06T13:00:00+03:00"),
        ),
    )

    (behind,) = (await the_region(nation))["bodies"]
    assert (behind["convened"], behind["held"], behind["pace"]) == (2, 0, "behind")

    await nation.publish(
        "lappi",
        MeetingHeld(
            meeting_id=moved,
            version=1,
            body_id=BODY,
            starts=datetime.fromisoformat("2023-04-25T09:00:00+03:00"),
        ),
        meeting("2023-09-19T09:00:00+03:00"),
    )
    (in_time,) = (await the_region(nation))["bodies"]
    assert (in_time["convened"], in_time["held"], in_time["pace"]) == (3, 1, "in_time")


async def test_what_is_open_shows_until_it_closes(nation: Nation) -> None:
    call, survey = uuid4(), uuid4()
    opens, deadline = (datetime.fromisoformat(f"2023-{day}T00:00:00+03:00") for day in ("06-01", "07-01"))
    closed = CallClosed(call_id=call, version=2, body_id=BODY)
    opened = CallOpened(
        call_id=call,
        version=1,
        body_id=BODY,
        body_slug="kumppanuuspoyta",
        title={"fi": "Haku"},
        summary={},
        opens=opens,
        deadline=deadline,
    )
    asked = SurveyOpened(
        survey_id=survey, version=1, title={"fi": "Kysely"}, purpose={}, opens=opens, closes=deadline
    )

    await nation.publish("lappi", opened, asked)
    region = await the_region(nation)
    assert [item["title"] for item in region["open_calls"]] == [{"fi": "Haku"}]
    assert [item["title"] for item in region["open_surveys"]] == [{"fi": "Kysely"}]
    page = await nation.client().get("/")
    assert "pe 30.6.2023 klo 23.59 asti" in page.text

    await nation.publish("lappi", closed, SurveyClosed(survey_id=survey, version=2), opened)
    region = await the_region(nation)
    assert (region["open_calls"], region["open_surveys"]) == ([], [])


async def test_a_region_that_falls_silent_is_seen(nation: Nation) -> None:
    nation.clock.set("2024-03-01T10:00:00+02:00")

    picture = (await nation.client().get("/national/api/picture")).json()

    silent = {item["region"] for item in picture["attention"] if item["kind"] == "silent"}
    assert silent == {"lappi", "pohjanmaa"}
    page = await nation.client("sv").get("/")
    assert "ingenting har publicerats sedan" in page.text


class Garbled(PublicEvent):
    """What a region with another version of the software might publish."""

    subject: ClassVar[str] = SeatsCounted.subject
    body_id: UUID
    version: int
    filled: int | str
    seats: int
    themes: tuple[dict[str, Any], ...] = ()


async def test_what_cannot_be_read_stops_nobody(nation: Nation) -> None:
    broken = Garbled(body_id=BODY, version=10, filled="many", seats=4)
    too_large = Garbled(body_id=BODY, version=2**40, filled=2, seats=4)
    nul = {"slug": "t0", "name": {"fi": "\x00"}, "target": 2, "filled": 2}
    unstorable = Garbled(body_id=BODY, version=11, filled=2, seats=4, themes=(nul,))

    await nation.publish("pohjanmaa", broken, too_large, unstorable)
    await nation.publish("lappi", seats(12, 1, 2))

    assert (await the_region(nation, "pohjanmaa"))["unreadable"] == 3
    assert (await the_region(nation))["bodies"][0]["filled"] == 3


async def test_a_full_disk_is_not_the_events_fault_and_is_waited_out(nation: Nation) -> None:
    before = (await the_region(nation))["unreadable"]
    for statement in FULL_DISK:
        await nation.national.rows("national", statement)

    await nation.publish("lappi", seats(13, 2, 2))

    assert (await nation.national.rows("national", "SELECT last_value FROM full_disk"))[0][0] == 3
    after = await the_region(nation)
    assert (after["bodies"][0]["filled"], after["unreadable"]) == (4, before)


async def test_what_a_killed_process_had_in_hand_takes_effect_though_later_ones_came_first(
    nation: Nation,
) -> None:
    national, late = nation.national, uuid4()
    await national.process.shut(NATIONAL)
    await nation.send("lappi", body(1, late, "Myöhäinen pöytä"))
    killed = await national.jetstream.pull_subscribe_bind(durable(NATIONAL, PICTURE), PICTURE)
    (in_hand,) = await killed.fetch(1)

    await nation.send("lappi", seats(14, 1, 1))
    await national.process.open(national.instance)
    await until("the later one to be known", lambda: filled(nation, 2))
    await in_hand.nak()
    await national.settled()

    assert "Myöhäinen pöytä" in str((await the_region(nation))["bodies"])


async def filled(nation: Nation, expected: int) -> bool:
    return expected in [one["filled"] for one in (await the_region(nation))["bodies"]]


async def test_an_unknown_region_is_not_found(nation: Nation) -> None:
    assert (await nation.client().get("/national/regions/ei-ole")).status_code == 404
    assert (await nation.client().get("/national/regions/%00")).status_code == 404
    assert (await nation.client().get("/accessibility")).status_code == 200
    assert (await nation.client("sv").get("/privacy")).status_code == 200


async def test_a_national_mandate_of_a_region_is_in_the_register(nation: Nation) -> None:
    mandate = MandateChanged(
        mandate_id=uuid4(),
        version=2,
        organ={"fi": "Toimeenpanon seurantaryhmä"},
        post="expert",
        represents="Lapin Malliverkosto ry",
        starts=date(2023, 1, 1),
        ends=date(2024, 12, 31),
    )
    elsewhere = mandate.model_copy(update={"version": 1, "ends": date(2022, 1, 1)})
    in_our_group = mandate.model_copy(update={"mandate_id": uuid4(), "group": "lautakunta", "post": "member"})
    await nation.publish("lappi", mandate, elsewhere, in_our_group)

    found = (await nation.client().get("/national/api/representatives")).json()["items"]

    assert [(one["represents"], one["post"], one["ends"]) for one in found] == [
        ("Lapin Malliverkosto ry", "expert", "2024-12-31")
    ]
    assert found[0]["region"]["fi"] == "Lapin hyvinvointialue"


def counted(version: int, **told: tuple[int, int]) -> FiguresCounted:
    figures = (
        KeyFigure.model_validate({"name": n, "total": t, "organisations": o}) for n, (t, o) in told.items()
    )
    return FiguresCounted(version=version, figures=tuple(figures))


async def test_key_figures_of_the_regions_are_summed(nation: Nation) -> None:
    await nation.publish("lappi", counted(2, volunteers=(1200, 12), members=(9000, 20)))
    await nation.publish("lappi", counted(1, volunteers=(1, 5)))
    await nation.publish("pohjanmaa", counted(1, volunteers=(300, 5)))

    picture = (await nation.client().get("/national/api/picture")).json()
    page = (await nation.client().get("/")).text
    detail = (await nation.client("sv").get("/national/regions/pohjanmaa")).text

    assert picture["figures"] == [
        {"name": "members", "total": 9000, "organisations": 20},
        {"name": "volunteers", "total": 1500, "organisations": 17},
    ]
    assert (await the_region(nation, "pohjanmaa"))["figures"] == [
        {"name": "volunteers", "total": 300, "organisations": 5}
    ]
    assert "vapaaehtoista (17 järjestöä)." in page
    assert "300 frivilliga (5 organisationer)." in detail
