"""East Uusimaa's year of five meetings, from seats to sums, with memos in two languages."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest_asyncio

from shared.chassis.clock import HELSINKI
from shared.contracts.meetings import InvitationIssued, MeetingConvened, MeetingHeld, MemoPublished
from tests.meetings.table import Table
from tests.region import Region

SERVICE = "meetings"
REGION = "ita-uusimaa"
SCENARIO = json.loads((Path(__file__).parents[2] / "poyta/data/scenario.json").read_text())
MEETINGS = next(r for r in SCENARIO["regions"] if r["slug"] == REGION)["bodies"][0]["meetings"]
PLACES = {"hybrid": {"fi": "Porvoo", "sv": "Borgå"}, "teams": {}}


class Year:
    """The meetings of the year by their name, as the service told of them."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.region = table.region
        self.meetings: dict[str, Any] = {}

    async def hold(self, plan: dict[str, Any]) -> None:
        """Convene a meeting two weeks before and record who came on its evening."""
        starts = datetime.fromisoformat(plan["at"]).replace(tzinfo=HELSINKI)
        self.region.clock.set((starts - timedelta(days=14)).isoformat())
        meeting = await self.table.convene(
            title={"fi": f"Kokous {plan['id'][1]}/2023", "sv": f"Möte {plan['id'][1]}/2023"},
            starts=starts.isoformat(),
            ends=(starts + timedelta(hours=2)).isoformat(),
            mode=plan["mode"],
            place=PLACES[plan["mode"]],
            agenda=[
                {"title": {"fi": "Tilannekatsaus", "sv": "Lägesöversikt"}},
                {"title": {"fi": "Lausunto", "sv": "Utlåtande"}},
            ],
        )
        self.meetings[plan["id"]] = meeting
        self.region.clock.set((starts + timedelta(hours=4)).isoformat())
        statuses = [
            *["present_on_site"] * plan["on_site"],
            *["present_remote"] * plan["remote"],
            *["excused"] * plan["excused"],
            *["absent"] * plan["absent"],
        ]
        entries = [
            {"person_id": str(person), "status": status}
            for person, status in zip(self.table.people, statuses, strict=True)
        ]
        await self.table.send("PUT", f"/meetings/{meeting['id']}/attendance", {"entries": entries})

    async def write(self, name: str, languages: tuple[str, ...]) -> None:
        """Write the memo of a meeting in some languages."""
        meeting = self.meetings[name]
        words = {"fi": "Pöytä keskusteli ja otti kantaa.", "sv": "Bordet diskuterade och tog ställning."}
        text = {language: words[language] for language in languages}
        item = {
            "agenda_item_id": meeting["agenda"][1]["id"],
            "discussion": text,
            "conclusion": {"kind": "position", "text": text},
        }
        memo = {"summary": text, "items": [item]}
        await self.table.send("PUT", f"/meetings/{meeting['id']}/memo", memo)

    async def publish(self, name: str, due: str | None = None) -> Any:
        path = f"/meetings/{self.meetings[name]['id']}/memo/publication"
        return await self.table.send("POST", path, {"translation_due": due})

    async def page(self, name: str, language: str) -> str:
        path = f"/meetings/{self.meetings[name]['id']}?lang={language}"
        response = await self.region.client().get(path)
        assert response.status_code == 200
        return response.text


@pytest_asyncio.fixture(scope="module")
async def year(region: Region) -> Year:
    region.clock.set("2023-02-06T12:00:00+02:00")
    table = Table(region)
    await table.sit_down()
    year = Year(table)
    for plan in MEETINGS:
        await year.hold(plan)
    await region.settled()
    return year


async def test_the_roster_of_the_first_meeting_is_fifteen(year: Year) -> None:
    roster = await year.table.send("GET", f"/rosters/{year.table.body_id}?on=2023-03-07")

    assert len(roster["seats"]) == 15
    assert sorted(seat["language"] for seat in roster["seats"]) == ["fi"] * 11 + ["sv"] * 4


async def test_each_of_the_five_meetings_invites_fifteen(year: Year) -> None:
    issued = await year.region.events(InvitationIssued)

    assert [event.meeting_id for event in await year.region.events(MeetingConvened)] == [
        event.meeting_id for event in issued[::15]
    ]
    assert {
        name: len({event.person_id for event in issued if str(event.meeting_id) == meeting["id"]})
        for name, meeting in year.meetings.items()
    } == {"M1": 15, "M2": 15, "M3": 15, "M4": 15, "M5": 15}


async def test_the_sums_of_the_year_are_those_of_the_scenario(year: Year) -> None:
    report = await year.table.send("GET", f"/bodies/{year.table.body_id}/attendance?year=2023")

    assert report["sums"] == {
        "invited": 75,
        "present": 66,
        "on_site": 23,
        "remote": 43,
        "excused": 8,
        "absent": 1,
        "share": 0.88,
    }
    assert [meeting["present"] for meeting in report["meetings"]] == [13, 12, 14, 13, 14]


async def test_the_page_of_the_year_says_the_share_in_words(year: Year) -> None:
    path = f"/meetings/attendance?body={year.table.body_id}&year=2023&lang=fi"

    page = (await year.table.coordinator().get(path)).text

    assert "88,0 %" in page
    assert "Edustaja IU-07" in page


async def test_the_public_figures_of_a_meeting_are_at_least_five(year: Year) -> None:
    held = await year.region.events(MeetingHeld)

    assert [(event.invited, event.present) for event in held] == [
        (15, 13),
        (15, 12),
        (15, 14),
        (15, 13),
        (15, 14),
    ]


async def test_the_cadence_of_the_year_is_said_in_words(year: Year) -> None:
    year.region.clock.set("2023-12-01T12:00:00+02:00")

    page = (await year.region.client().get("/meetings?lang=fi")).text

    assert "5 kokousta tänä vuonna, tavoite 4–6 vuodessa" in page


async def test_the_first_memo_comes_in_both_languages_within_two_weeks(year: Year) -> None:
    year.region.clock.set("2023-03-21T12:00:00+02:00")
    await year.write("M1", ("fi", "sv"))

    memo = await year.publish("M1")

    assert (memo["version"], memo["languages"], memo["translation_due"]) == (1, ["fi", "sv"], None)
    assert "Bordet diskuterade" in await year.page("M1", "sv")
    assert "Pöytä keskusteli" in await year.page("M1", "fi")


async def test_the_third_memo_says_in_swedish_that_its_translation_is_coming_until_it_comes(
    year: Year,
) -> None:
    year.region.clock.set("2023-06-20T12:00:00+03:00")
    await year.write("M3", ("fi",))
    await year.publish("M3", due="2023-06-29")
    before = await year.page("M3", "sv")

    year.region.clock.set("2023-06-29T12:00:00+03:00")
    await year.write("M3", ("fi", "sv"))
    memo = await year.publish("M3")
    after = await year.page("M3", "sv")

    assert "Översättningen kommer" in before
    assert "Promemorian finns här på svenska senast 29.6.2023" in before
    assert memo["version"] == 2
    assert "Översättningen kommer" not in after
    assert "Bordet diskuterade" in after
    assert "På svenska</a> 29.6.2023" in await year.page("M3", "fi")
    await year.region.settled()
    published = [
        (event.version, sorted(event.summary), event.translation_due and event.translation_due.isoformat())
        for event in await year.region.events(MemoPublished)
        if str(event.meeting_id) == year.meetings["M3"]["id"]
    ]
    assert published == [(1, ["fi"], "2023-06-29"), (2, ["fi", "sv"], None)]
