"""The operators' pages in a browser: nothing axe complains of, nothing wider than the window."""

from os import environ
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Route

from tests.browser.walker import NARROW, WIDE, Walker, open_browser
from tests.national.test_operations import SLUG, Host, host, letter_id, registered, until

__all__ = ["host"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_the_pages_can_be_read_and_used_by_everyone(host: Host, language: str) -> None:
    (letter, *_) = await host.letters() or await host.dies(registered())
    await until(host.report, lambda found: found is not None and found["dead"] > 0)
    operator = host.operator
    operator.headers["accept-language"] = language

    async with open_browser() as browser:
        page = await (await browser.new_context()).new_page()
        await page.route("**/*", answering(operator))
        walker = Walker(page, str(operator.base_url).rstrip("/"), "", language)
        for path in ("", f"/{SLUG}", f"/{SLUG}/members/{letter_id(letter)}/discard"):
            await walker.open(f"/national/operations{path}")
            await keep(walker, path.rsplit("/", 1)[-1] or "all", language)
        await walker.press("main form.form button")
        found = await walker.text()

    assert {"fi": "Hylkää", "sv": "Förkasta", "en": "Discard"}[language] in found


def answering(client: httpx.AsyncClient) -> object:
    """Let the process in this test answer the browser, with the operator's session."""

    async def answer(route: Route) -> None:
        asked = route.request
        kept = {k: v for k, v in asked.headers.items() if k in ("content-type", "accept", "sec-fetch-site")}
        response = await client.request(asked.method, asked.url, content=asked.post_data_buffer, headers=kept)
        headers = {k: v for k, v in response.headers.items() if k != "content-length"}
        await route.fulfill(status=response.status_code, headers=headers, body=response.content)

    return answer


async def keep(walker: Walker, name: str, language: str) -> None:
    """Keep pictures when `POYTA_PICTURES` names a folder, for a person to look at."""
    if folder := environ.get("POYTA_PICTURES"):
        for width in (WIDE, NARROW):
            await walker.page.set_viewport_size({"width": width, "height": 900})
            file = Path(folder) / f"operations-{name}-{language}-{width}.png"
            await walker.page.screenshot(path=file, full_page=True)
