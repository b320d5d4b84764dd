"""An applicant adds files to an application in a browser, and those who select open them."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest
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
from tests.papers import pdf, words_of

START = datetime(2024, 9, 2, 9, tzinfo=HELSINKI)
SAID = {
    "fi": {
        "later": "voit lisätä avautuvalla sivulla liitteitä",
        "none": "Liitteitä ei ole.",
        "missing": "Valitse ensin tiedosto.",
        "unread": "Tiedostoa ei voi lukea",
        "added": "Tiedosto on lisätty.",
        "removed": "Tiedosto on poistettu.",
        "full": "Hakemuksessa on enintään viisi tiedostoa.",
    },
    "sv": {
        "later": "kan du lägga till bilagor på sidan som öppnas",
        "none": "Det finns inga bilagor.",
        "missing": "Välj först en fil.",
        "unread": "Filen går inte att läsa",
        "added": "Filen är tillagd.",
        "removed": "Filen är borttagen.",
        "full": "En ansökan har högst fem filer.",
    },
}


@pytest_asyncio.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as opened:
        yield opened


@pytest_asyncio.fixture(scope="module")
async def story(journey: Journey) -> AsyncIterator[tuple[Teller, str]]:
    """A body with an open call, and its coordinator; the clock is put back after."""
    before, clock_file = journey.teller.now, journey.stack.clock_file
    set_clock(clock_file, START)
    instance = read_instances(journey.stack.instances)[SECOND]
    async with Teller(instance, journey.stack.port("front"), clock_file, journey.stack.mail_dir) as teller:
        teller.goes_on(START)
        teller.coordinator = await people.grant(
            instance,
            file_clock(clock_file),
            name="Koordinaattori Liite",
            email="liite@example.org",
            language="fi",
            role=COORDINATOR,
        )
        body: dict[str, Any] = WORDS["body"] | {
            "slug": "liitepoyta",
            "themes": WORDS["body"]["themes"][:2],
            "terms": [{"starts": "2024-10-01", "ends": "2026-09-30"}],
        }
        await table.set_up(teller, body)
        words = {"fi": "Hae pöytään liitteineen", "sv": "Sök till bordet med bilagor"}
        call = {
            "title": words,
            "text": words,
            "criteria": [{"fi": "Laaja näkemys", "sv": "Bred syn"}],
            "opens": START.isoformat(),
            "deadline": "2024-09-12",
            "term_starts": "2024-10-01",
            "term_ends": "2026-09-30",
        }
        written = await teller.post("/members/api/bodies/liitepoyta/calls", call)
        await teller.post(f"/members/api/calls/{written['id']}/publication")
        yield teller, written["id"]
    set_clock(clock_file, before)


@pytest.mark.parametrize("language", ["fi", "sv"])
async def test_files_are_added_and_removed_behind_the_link_of_the_application(
    journey: Journey, browser: Browser, story: tuple[Teller, str], tmp_path: Path, language: str
) -> None:
    said, walker = SAID[language], await enter(browser, journey.stack, SECOND, language)
    await apply(walker, story[1], f"liite-{language}")

    await walker.follow('$="/attachments"')
    assert said["none"] in await walker.text()
    await walker.press()
    assert await walker.page.locator(".error-summary").inner_text() != ""
    assert said["missing"] in await walker.text()
    await send(walker, tmp_path, "ohjelma.pdf", b"no paper")
    assert said["unread"] in await walker.text()
    for number in range(5):
        await send(walker, tmp_path, f"ohjelma-{number}.pdf", pdf(f"Ohjelma {number}"))
        assert said["added"] in await walker.text()
    assert said["full"] in await walker.text()
    assert await walker.page.locator('main input[type="file"]').count() == 0
    walker.seen.clear()
    await walker.press('main form[action$="/remove"] button')

    assert said["removed"] in await walker.text()
    names = await walker.page.locator("main ul.list a").all_inner_texts()
    assert names == [f"ohjelma-{number}.pdf" for number in range(4)]
    assert words_of(await saved(walker, "ohjelma-0.pdf")) == "Ohjelma 0"


async def test_who_selects_opens_the_files_after_the_deadline_and_nothing_more_is_added(
    journey: Journey, browser: Browser, story: tuple[Teller, str], tmp_path: Path
) -> None:
    teller, call_id = story
    walker = await enter(browser, journey.stack, SECOND, "fi")
    await apply(walker, call_id, "luku")
    await walker.follow('$="/attachments"')
    await send(walker, tmp_path, "suositus.pdf", pdf("Suositus"))

    set_clock(journey.stack.clock_file, START + timedelta(days=14))
    coordinator = await enter(browser, journey.stack, SECOND, "fi")
    await sign_in(coordinator, teller)
    await coordinator.open(f"/members/calls/{call_id}/applications")
    await coordinator.choose("Malliyhdistys luku ry")
    await coordinator.follow('$="/attachments"')
    read = words_of(await saved(coordinator, "suositus.pdf"))
    await coordinator.follow('*="/applications/"')
    assert "Malliyhdistys luku ry" in await coordinator.page.inner_text("h1")
    await walker.page.reload()

    assert read == "Suositus"
    assert await walker.page.locator("main form").count() == 0
    assert words_of(await saved(walker, "suositus.pdf")) == "Suositus"
    set_clock(journey.stack.clock_file, START)


async def apply(walker: Walker, call_id: str, name: str) -> None:
    await walker.open(f"/members/calls/{call_id}/apply")
    assert SAID[walker.language]["later"] in await walker.text()
    assert await walker.page.locator(f'[name="language"][value="{walker.language}"]').is_checked()
    await walker.fill(
        organisation=f"Malliyhdistys {name} ry",
        scope="local",
        name="Liisa Liite",
        email=f"{name}@example.org",
        theme="ikaihmiset",
        grounds="Tunnemme alueen.",
        commits="on",
    )
    await walker.press()


async def send(walker: Walker, folder: Path, name: str, content: bytes) -> None:
    file = folder / name
    file.write_bytes(content)
    await walker.page.set_input_files('main input[type="file"]', file)
    await walker.press()


async def saved(walker: Walker, name: str) -> bytes:
    async with walker.page.expect_download() as coming:
        await walker.page.locator("main").get_by_role("link", name=name).click()
    download = await coming.value
    assert download.suggested_filename == name
    async with await anyio.open_file(await download.path(), "rb") as file:
        return await file.read()


async def sign_in(coordinator: Walker, teller: Teller) -> None:
    await coordinator.open("/members/sign-in")
    await coordinator.fill(email="liite@example.org")
    await coordinator.press()
    await coordinator.open_letter("liite@example.org", "/members/sign-in/")
    await coordinator.press()
