"""A coordinator's whole call in a browser, in Finnish and in Swedish: 27 applications, one by keyboard."""

from collections.abc import AsyncIterator
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from poyta import people
from poyta.migrate import read_instances
from poyta.story import table
from poyta.story.east_uusimaa import LANGUAGES, WORDS, Applicant, application_of
from poyta.story.teller import Teller, set_clock
from shared.chassis.clock import HELSINKI, file_clock
from shared.chassis.principals import COORDINATOR
from tests.browser.walker import Walker, enter, open_browser
from tests.journey import SECOND, Journey

OPENS = datetime(2024, 4, 2, 9, tzinfo=HELSINKI)
CLOSED = datetime(2024, 4, 24, 9, tzinfo=HELSINKI)
TITLE = {"fi": "Hae pöytään keväällä", "sv": "Sök till bordet i vår"}
SEND = """async ([address, told]) => {
    const headers = {"content-type": "application/json"};
    const answer = await fetch(address, {method: "POST", headers, body: JSON.stringify(told)});
    return answer.status;
}"""
CLICKING = 4
"""Every fourth applicant fills in the form by clicking; for the others a program applies.

The first one has no mouse; nor has the coordinator who publishes and confirms.
"""
FATES = {"selected": 13, "reserve": 6, "rejected": 7}


@pytest_asyncio.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as opened:
        yield opened


@pytest.fixture(params=["fi", "sv"])
def language(request: pytest.FixtureRequest) -> str:
    """The language the coordinator works in."""
    return str(request.param)


@pytest_asyncio.fixture
async def coordinator(journey: Journey, browser: Browser, language: str) -> AsyncIterator[Walker]:
    """A coordinator at a browser, and a body without seats yet at `/members/bodies/<language>-poyta`."""
    before, clock_file = journey.teller.now, journey.stack.clock_file
    set_clock(clock_file, OPENS)
    instance = read_instances(journey.stack.instances)[SECOND]
    async with Teller(instance, journey.stack.port("front"), clock_file, journey.stack.mail_dir) as teller:
        teller.goes_on(OPENS)
        teller.coordinator = await people.grant(
            instance,
            file_clock(clock_file),
            name=f"Koordinaattori {language}",
            email=address(language),
            language=language,
            role=COORDINATOR,
        )
        body: dict[str, Any] = WORDS["body"] | {"slug": f"{language}-poyta", "terms": []}
        await table.set_up(teller, body)
    walker = await enter(browser, journey.stack, SECOND, language)
    await sign_in(walker)
    yield walker
    set_clock(clock_file, before)


async def test_a_call_goes_from_publishing_to_27_applications_to_26_letters(
    journey: Journey, browser: Browser, coordinator: Walker, language: str
) -> None:
    await publish(coordinator)
    applicants = journey.story.applicants
    call = coordinator.page.url
    # Nobody signs in to apply: one window in each language does for them all.
    windows = {one: await enter(browser, journey.stack, SECOND, one) for one in LANGUAGES}
    for place, applicant in enumerate(applicants):
        if place % CLICKING and applicant.fate != "withdrawn":
            await send(windows[applicants[0].language], call, applicant, language)
            continue
        walker = windows[applicant.language]
        await apply(walker, call, applicant, language, by_keyboard=place == 0)
        if applicant.fate == "withdrawn":
            await walker.follow('$="/withdraw"')
            await walker.press()
        # What the next ones see is the same page.
        walker.widths = ()

    set_clock(journey.stack.clock_file, CLOSED)
    await sign_in(coordinator)
    await coordinator.open(f"{call}/applications")
    assert (
        await coordinator.page.locator('main ul.list a[href*="/applications/"]').count()
        == len(applicants)
        == 27
    )

    await coordinator.follow('$="/selection"')
    await select(coordinator, applicants)
    before = mails(journey)
    await coordinator.skip()
    await coordinator.enter()
    assert {fate: sum(one.outcome == fate for one in applicants) for fate in FATES} == FATES

    async def written() -> list[str] | None:
        receivers = sorted(to for name, to in mails(journey).items() if name not in before)
        return receivers if len(receivers) >= sum(FATES.values()) else None

    told = await journey.teller.until("the letters of the outcome", written)
    assert told == sorted(email(one, language) for one in applicants if one.fate != "withdrawn")


async def sign_in(coordinator: Walker) -> None:
    await coordinator.open("/members/sign-in")
    await coordinator.fill(email=address(coordinator.language))
    await coordinator.press()
    await coordinator.open_letter(address(coordinator.language), "/members/sign-in/")
    await coordinator.press()


async def publish(coordinator: Walker) -> None:
    await coordinator.open(f"/members/bodies/{coordinator.language}-poyta")
    await coordinator.follow('*="/members/calls/new"')
    await coordinator.fill(
        title_fi=TITLE["fi"],
        title_sv=TITLE["sv"],
        text_fi="Pöytä kokoontuu neljästi vuodessa.",
        text_sv="Bordet samlas fyra gånger om året.",
        criteria_fi="Laaja näkemys",
        criteria_sv="Bred syn",
        opens="2024-04-02T09:00",
        deadline="2024-04-23",
        term_starts="2024-06-01",
        term_ends="2026-05-31",
    )
    await coordinator.press()
    await coordinator.follow('$="/publish"')
    await coordinator.enter()


async def apply(applicant: Walker, call: str, who: Applicant, language: str, *, by_keyboard: bool) -> None:
    await applicant.open(f"{call}/apply")
    fields = {
        "organisation": who.organisation,
        "scope": who.scope,
        "name": f"Edustaja {language}-{who.number:02d}",
        "email": email(who, language),
        "language": who.language,
        "theme": who.theme,
        "grounds": WORDS["grounds"][who.language],
        "commits": "on",
    }
    if by_keyboard:
        await applicant.skip()
        await applicant.type(**fields)
        await applicant.enter()
    else:
        await applicant.fill(**fields)
        await applicant.press()


async def send(window: Walker, call: str, who: Applicant, language: str) -> None:
    """Apply as a program does, from a window that has a page of the region open."""
    told = application_of(who.number, who.organisation, who.theme) | {
        "scope": who.scope,
        "name": f"Edustaja {language}-{who.number:02d}",
        "email": email(who, language),
        "language": who.language,
    }
    address = call.replace("/members/calls/", "/members/api/calls/") + "/applications"
    assert await window.page.evaluate(SEND, [address, told]) == 201


async def select(coordinator: Walker, applicants: list[Applicant]) -> None:
    for one in applicants:
        if one.fate != "withdrawn":
            candidate = coordinator.page.locator("main li", has_text=one.organisation)
            await candidate.locator(f'input[value="{one.outcome}"]').check()
    await coordinator.press('main form.workbench button[name="onward"]')
    assert "26" in await coordinator.text()


def mails(journey: Journey) -> dict[str, str]:
    """Return the receiver of each mail about the call, by the name of its file."""
    files = journey.stack.mail_dir.glob("*.eml")
    sent = {file.name: message_from_bytes(file.read_bytes(), policy=default) for file in files}
    about = {name: mail for name, mail in sent.items() if mail["subject"].endswith(tuple(TITLE.values()))}
    return {name: mail["to"].addresses[0].addr_spec for name, mail in about.items()}


def address(language: str) -> str:
    return f"koordinaattori-{language}@example.org"


def email(applicant: Applicant, language: str) -> str:
    return f"{language}-{applicant.number:02d}@example.org"
