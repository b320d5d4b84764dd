"""A person at a browser: opens, fills in, presses, and has every page looked over."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import quote

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from poyta.embedded import chromium
from poyta.embedded.stack import Stack

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE, NARROW = 1280, 320
AXE = Axe().axe_script
# What passes is not told, and nothing is fetched again: that is most of the time a page takes.
FAULTS = {"resultTypes": ["violations"], "preload": False}
KINDS = 'names => names.map(name => document.querySelector(`main [name="${name}"]`)?.type)'
LETTER_SECONDS = 30.0
MOST_TABS = 100
SEEN = "one => ['outlineStyle', 'boxShadow'].some(line => getComputedStyle(one)[line] !== 'none')"
FORWARD = 'main form button:is([data-kind="primary"], [data-kind="danger"])'


@dataclass
class Walker:
    """One person, in one browser window, reading one language."""

    page: Page
    base: str
    mailbox: str
    language: str
    seen: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    widths: tuple[int, ...] = (NARROW, WIDE)
    axe: bool = True
    """axe takes most of the time: where a walk is walked in several languages, it looks over one of them."""

    async def open(self, path: str, status: int = 200) -> None:
        """Go to a page of the region, or to a whole address, and check what status it answers with."""
        answer = await self.page.goto(path if path.startswith("http") else self.base + path)
        assert answer is None or answer.status == status, f"{path} answered {answer.status}"
        await self.look_over()

    async def follow(self, href: str) -> None:
        """Click the first link in the main part whose address fits a CSS test, as `$="/apply"`."""
        link = self.page.locator(f"main a[href{href}]")
        assert await link.count(), f"no link {href} on {self.page.url}: {await self.text()}"
        await link.first.click()
        await self.look_over()

    async def choose(self, words: str) -> None:
        """Click the link in the main part that says these words."""
        await self.page.locator("main").get_by_role("link", name=words).first.click()
        await self.look_over()

    async def reload_until(self, href: str) -> None:
        """Reload the page until it has a link like this: another service or a timer is to act first."""
        deadline = monotonic() + LETTER_SECONDS
        while not await self.page.locator(f"main a[href{href}]").count():
            assert monotonic() < deadline, f"no link {href} on {self.page.url}"
            await self.page.reload()

    async def fill(self, **values: str) -> None:
        """Fill in fields by their names: text, dates, the chosen of several, ticks (a tick is `on`)."""
        kinds = await self.page.evaluate(KINDS, list(values))
        for (name, value), kind in zip(values.items(), kinds, strict=True):
            found = self.page.locator(f'main [name="{name}"]')
            if kind == "radio":
                await self.page.locator(f'main [name="{name}"][value="{value}"]').check()
            elif kind == "checkbox":
                await found.check()
            elif kind == "select-one":
                await found.select_option(value)
            else:
                await found.fill(value)

    async def press(self, selector: str = FORWARD) -> None:
        """Press a button and wait for what comes."""
        button = self.page.locator(selector).last
        assert await button.count(), f"no button on {self.page.url}: {await self.text()}"
        async with self.page.expect_navigation():
            await button.click()
        await self.look_over()

    async def skip(self) -> None:
        """Go past the head of the page as a keyboard does: the first Tab leads to the content."""
        await self.page.keyboard.press("Tab")
        await self.page.keyboard.press("Enter")
        assert self.page.url.endswith("#content"), f"no way past the head of {self.page.url}"

    async def reach(self, selector: str) -> None:
        """Press Tab until what fits has the focus, and check that the eye finds it."""
        for _ in range(MOST_TABS):
            await self.page.keyboard.press("Tab")
            focused = self.page.locator(":focus-visible")
            if await focused.count() and await focused.evaluate("(one, css) => one.matches(css)", selector):
                assert await focused.evaluate(SEEN), f"nothing shows the focus on {selector}"
                return
        raise AssertionError(f"Tab does not lead to {selector} on {self.page.url}")

    async def type(self, **values: str) -> None:
        """Fill in fields in their order by the keyboard alone: Tab, letters, Space and arrows."""
        kinds = await self.page.evaluate(KINDS, list(values))
        for (name, value), kind in zip(values.items(), kinds, strict=True):
            await self.reach(f'main [name="{name}"]')
            if kind not in ("radio", "checkbox"):
                await self.page.keyboard.type(value)
                continue
            await self.page.keyboard.press("Space")
            chosen = self.page.locator(f'main [name="{name}"]:focus')
            while kind == "radio" and await chosen.input_value() != value:
                await self.page.keyboard.press("ArrowDown")

    async def enter(self) -> None:
        """Press the button forward by the keyboard alone, and wait for what comes."""
        await self.reach(FORWARD)
        async with self.page.expect_navigation():
            await self.page.keyboard.press("Enter")
        await self.look_over()

    async def text(self) -> str:
        """Return what the page says."""
        return await self.page.inner_text("body")

    async def open_letter(self, address: str, link: str) -> str:
        """Wait for a new letter to an address with a link like this, follow it, and return the letter."""
        deadline = monotonic() + LETTER_SECONDS
        while monotonic() < deadline:
            await self.page.goto(f"{self.mailbox}?to={quote(address)}")
            names = await self.page.locator("ul.mails a").evaluate_all("all => all.map(a => a.href)")
            for name in names:
                if name in self.read:
                    continue
                await self.page.goto(name)
                found = self.page.locator(f'a[href*="{link}"]').first
                if await found.count():
                    self.read.add(name)
                    text = await self.page.inner_text("main")
                    await found.click()
                    await self.look_over()
                    return text
        raise AssertionError(f"no letter to {address} with {link}")

    async def fit(self, width: int) -> None:
        """Make the window so many pixels wide, and check that the page fits into it."""
        await self.page.set_viewport_size({"width": width, "height": 900})
        overflows = await self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        assert not overflows, f"{self.page.url} is wider than {width} px"

    async def look_over(self) -> None:
        """Check the page: it fits narrow and wide, speaks the language and passes axe."""
        path = self.page.url.split("?")[0]
        if path in self.seen:
            return
        self.seen.add(path)
        await self.page.wait_for_load_state()
        for width in self.widths:
            await self.fit(width)
        if self.widths and self.axe:
            await self.page.evaluate(AXE)
            found = await self.page.evaluate("async options => (await axe.run(options)).violations", FAULTS)
            violations = [(item["id"], item["nodes"][0]["html"]) for item in found]
            assert violations == [], path
        if self.base in path:
            assert await self.page.evaluate("document.documentElement.lang") == self.language


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Start the browser of the tests."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(chromium.find()), args=list(FLAGS))
        yield browser
        await browser.close()


async def enter(browser: Browser, stack: Stack, slug: str, language: str) -> Walker:
    """Let a person come with an own browser profile that asks for a language."""
    context = await browser.new_context(locale=language, timezone_id="Europe/Helsinki")
    page = await context.new_page()
    page.set_default_timeout(15_000)
    return Walker(page, stack.url(slug, ""), stack.mailbox_url, language, axe=language == "fi")
