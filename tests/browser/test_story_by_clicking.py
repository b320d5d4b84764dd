"""One walk through the whole story in a browser: from an open call to letters, a meeting and a survey."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser

from poyta import people
from poyta.migrate import read_instances
from poyta.story import table
from poyta.story.east_uusimaa import WORDS
from poyta.story.teller import Teller, set_clock
from shared.chassis.clock import HELSINKI, file_clock
from shared.chassis.principals import COORDINATOR
from tests.browser.walker import Walker, enter, open_browser
from tests.journey import SECOND, Journey

COORDINATOR_ADDRESS = "klick@example.org"
START = datetime(2024, 2, 5, 9, tzinfo=HELSINKI)


@pytest_asyncio.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as opened:
        yield opened


@pytest_asyncio.fixture(scope="module")
async def body_id(journey: Journey) -> AsyncIterator[str]:
    """A body in a bilingual region that has nothing yet but its coordinator; the clock is put back after."""
    before = journey.teller.now
    clock_file = journey.stack.clock_file
    set_clock(clock_file, START)
    instance = read_instances(journey.stack.instances)[SECOND]
    async with Teller(instance, journey.stack.port("front"), clock_file, journey.stack.mail_dir) as teller:
        teller.goes_on(START)
        teller.coordinator = await people.grant(
            instance,
            file_clock(clock_file),
            name="Koordinaattori Klick",
            email=COORDINATOR_ADDRESS,
            language="fi",
            role=COORDINATOR,
        )
        body: dict[str, Any] = WORDS["body"] | {
            "themes": WORDS["body"]["themes"][:2],
            "terms": [{"starts": "2024-03-01", "ends": "2026-02-28"}],
        }
        yield await table.set_up(teller, body)
    set_clock(clock_file, before)


async def test_the_whole_story_can_be_walked_by_clicking(
    journey: Journey, browser: Browser, body_id: str
) -> None:
    coordinator = await enter(browser, journey.stack, SECOND, "fi")
    await sign_in(coordinator)

    await publish_a_call(coordinator)
    swedish = await apply_in_swedish(await enter(browser, journey.stack, SECOND, "sv"))
    await apply_in_finnish(await enter(browser, journey.stack, SECOND, "fi"))
    set_clock(journey.stack.clock_file, START + timedelta(days=12))
    await sign_in(coordinator)
    await select_and_confirm(coordinator)
    await read_the_outcome(swedish)

    set_clock(journey.stack.clock_file, datetime(2024, 3, 4, 9, tzinfo=HELSINKI))
    await sign_in(coordinator)
    await convene(coordinator, body_id)
    await answer_the_invitation(swedish)
    set_clock(journey.stack.clock_file, datetime(2024, 3, 19, 16, tzinfo=HELSINKI))
    await sign_in(coordinator)
    await record_attendance_and_publish_the_memo(coordinator)
    await read_the_memo(swedish)

    await open_a_survey(coordinator)
    for number in range(5):
        await answer_the_survey(await enter(browser, journey.stack, SECOND, "sv" if number % 2 else "fi"))
    await close_and_publish(coordinator)
    await read_the_results(swedish)


async def sign_in(coordinator: Walker) -> None:
    await coordinator.open("/members/sign-in")
    await coordinator.fill(email=COORDINATOR_ADDRESS)
    await coordinator.press()
    await coordinator.open_letter(COORDINATOR_ADDRESS, "/members/sign-in/")
    await coordinator.press()

    assert "Koordinaattori Klick" in await coordinator.text()


async def publish_a_call(coordinator: Walker) -> None:
    await coordinator.open("/members/bodies/kumppanuuspoyta")
    await coordinator.follow('*="/members/calls/new"')
    await coordinator.fill(title_fi="Hae pöytään", text_fi="Pöytä kokoontuu neljästi vuodessa.")
    await coordinator.press()
    assert await coordinator.page.input_value('[name="title_fi"]') == "Hae pöytään"

    await coordinator.fill(
        title_sv="Sök till bordet",
        text_sv="Bordet samlas fyra gånger om året.",
        criteria_fi="Laaja näkemys",
        criteria_sv="Bred syn",
        opens="2024-02-05T09:00",
        deadline="2024-02-15",
        term_starts="2024-03-01",
        term_ends="2026-02-28",
    )
    await coordinator.press()
    await coordinator.follow('$="/publish"')
    await coordinator.press()

    assert "Hae pöytään" in await coordinator.text()


async def apply_in_swedish(applicant: Walker) -> Walker:
    await applicant.open("/")
    await applicant.follow('*="/members/calls/"')
    await applicant.follow('$="/apply"')
    await applicant.fill(organisation="Klickmodellen rf", grounds="Vi når många i regionen.")
    await applicant.press()
    assert await applicant.page.input_value('[name="organisation"]') == "Klickmodellen rf"
    assert await applicant.page.locator(".error-summary").count() == 1

    await applicant.fill(
        scope="regional",
        name="Klara Klick",
        email="klara@example.org",
        language="sv",
        theme="ikaihmiset",
        commits="on",
    )
    await applicant.press()

    assert "Klickmodellen rf" in await applicant.text()
    await applicant.open_letter("klara@example.org", "/members/applications/")
    return applicant


async def apply_in_finnish(applicant: Walker) -> None:
    await applicant.open("/members")
    await applicant.follow('*="/members/calls/"')
    await applicant.follow('$="/apply"')
    await applicant.fill(
        organisation="Klikkausmalli ry",
        scope="local",
        name="Kalle Klikkaaja",
        email="kalle@example.org",
        language="fi",
        theme="ikaihmiset",
        grounds="Tunnemme alueen.",
        commits="on",
    )
    await applicant.press()


async def select_and_confirm(coordinator: Walker) -> None:
    await coordinator.open("/members/calls")
    await coordinator.follow('*="/members/calls/"')
    await coordinator.follow('$="/applications"')
    await coordinator.follow('$="/selection"')
    for organisation, outcome in (("Klickmodellen rf", "selected"), ("Klikkausmalli ry", "reserve")):
        candidate = coordinator.page.locator("main li", has_text=organisation)
        await candidate.locator(f'input[value="{outcome}"]').check()
    await coordinator.press("main form.workbench button")
    assert "2 kirjettä" in await coordinator.text()
    await coordinator.press()

    assert "Valinta on vahvistettu" in await coordinator.text()


async def read_the_outcome(applicant: Walker) -> None:
    letter = await applicant.open_letter("klara@example.org", "/m")

    assert "Klara Klick" in letter


async def convene(coordinator: Walker, body_id: str) -> None:
    await coordinator.open(f"/meetings/new?body={body_id}")
    await coordinator.fill(
        title_fi="Ensimmäinen kokous",
        title_sv="Första mötet",
        starts="2024-03-19T13:00",
        ends="2024-03-19T15:00",
        mode="hybrid",
        place_fi="Vaasa",
        place_sv="Vasa",
        remote_link="https://teams.example.org/klick",
        agenda_0_title_fi="Järjestäytyminen",
        agenda_0_title_sv="Konstituering",
    )
    await coordinator.press()
    await coordinator.follow('$="/convene"')
    await coordinator.press()

    assert "Ensimmäinen kokous" in await coordinator.text()


async def answer_the_invitation(member: Walker) -> None:
    letter = await member.open_letter("klara@example.org", "/meetings/rsvp/")
    assert "Första mötet" in letter
    await member.fill(answer="remote")
    await member.press()


async def record_attendance_and_publish_the_memo(coordinator: Walker) -> None:
    await coordinator.open("/meetings")
    await coordinator.choose("Ensimmäinen kokous")
    await coordinator.follow('$="/attendance"')
    await coordinator.page.locator('main input[value="present_remote"]').first.check()
    await coordinator.press()
    await coordinator.follow('$="/memo"')
    await coordinator.fill(summary_fi="Pöytä aloitti.", summary_sv="Bordet inledde.")
    await coordinator.press('main form button[value="publish"]')
    await coordinator.press()


async def read_the_memo(reader: Walker) -> None:
    await reader.open("/meetings")
    await reader.choose("Första mötet")

    assert "Bordet inledde." in await reader.text()


async def open_a_survey(coordinator: Walker) -> None:
    await coordinator.open("/surveys/new")
    await coordinator.fill(
        title_fi="Miten alku sujui?",
        title_sv="Hur gick starten?",
        purpose_fi="Kysymme kaikilta.",
        purpose_sv="Vi frågar alla.",
        audience="open",
        closes_on="2024-03-25",
        q1_title_fi="Alku sujui",
        q1_title_sv="Starten gick bra",
    )
    await coordinator.press('main form button[value="save"]')
    await coordinator.follow('$="/open"')
    await coordinator.press()


async def answer_the_survey(respondent: Walker) -> None:
    await respondent.open("/surveys")
    await respondent.choose("Hur gick starten?" if respondent.language == "sv" else "Miten alku sujui?")
    if await respondent.page.locator('main a[href$="/answer"]').count():
        await respondent.follow('$="/answer"')
    await respondent.page.locator('main input[type="radio"][value="4"]').check()
    await respondent.press()


async def close_and_publish(coordinator: Walker) -> None:
    await coordinator.open("/surveys")
    await coordinator.choose("Miten alku sujui?")
    await coordinator.follow('$="/close"')
    await coordinator.press()
    await coordinator.reload_until('$="/publish"')
    await coordinator.follow('$="/publish"')
    await coordinator.press()


async def read_the_results(reader: Walker) -> None:
    await reader.open("/surveys")
    await reader.follow('$="/results"')

    assert "Starten gick bra" in await reader.text()
    assert await reader.page.locator("main table").count() > 0
