"""Every page there is, in a browser, on a desk and on a phone, by turns in Finnish and in Swedish."""

import re
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest_asyncio
from fastapi import APIRouter
from playwright.async_api import Browser
from starlette.routing import Route, compile_path

from poyta import demo, targets
from poyta.embedded.stack import Stack
from poyta.migrate import read_instances
from poyta.story.east_uusimaa import WORDS, application_of
from poyta.story.teller import Teller, set_clock
from shared.chassis.clock import system_clock
from shared.chassis.principals import ANYONE, MEMBER, Principal, Role
from tests.browser.walker import NARROW, WIDE, Walker, enter, open_browser

DOORS = (
    *("/", "/members", "/members/me", "/members/people", "/members/interests", "/members/sign-in"),
    *("/members/organisations/registered", "/meetings", "/surveys"),
)
TABLE = "/members/bodies/kumppanuuspoyta"
CALLS = {"/members/calls": "/members/api/calls"}
LISTS = CALLS | {
    "/meetings": "/meetings/api/meetings",
    "/meetings/topics": "/meetings/api/topics",
    "/surveys": "/surveys/api/surveys",
}
REGIONAL = "members,meetings,surveys,notifications"
FEW = {"fi": "Hakemuksia tuli vähän.", "sv": "Ansökningarna var få."}
LETTERS = ("/members/applications", "/members/drafts")
ELSEWHERE = (
    # Walked in tests/browser:
    "/members/calls/{call_id}/confirm",
    "/members/calls/{call_id}/done",
    "/members/sign-in/{token}",
    "/meetings/{meeting_id}/memo/publish",
    "/surveys/answer/{token}",
    "/surveys/{survey_id}/publish",
    # Read in tests/members/test_body_browser.py and test_people_browser.py:
    "/members/address/{token}",
    "/members/deputies/{deputy_id}/end",
    "/members/deputies/{deputy_id}/resign",
    "/members/seats/{seat_id}/deputy",
    # Read without a browser in tests/notifications:
    "/notifications/stop/{token}",
    # Only of the national instance, read in tests/national:
    "/members/bodies/{slug}/regions",
    "/members/support",
    "/members/support/new",
    "/members/support/{adviser_id}",
    # No pages of ours: the session as JSON, and the way to the provider of the staff's sign-in and back.
    "/members/session",
    "/members/staff",
    "/members/staff/callback",
)
FILES = re.compile(r"\.\w+$|/export$|/attachments/\{|/calendar")
LINKS = """async address => {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const links = page.querySelectorAll("main a[href], nav a[href]");
    return [answer.ok, answer.status, [...links].map(link => link.getAttribute("href"))];
}"""
SHOWN = """() => {
    const links = document.querySelectorAll("main a[href], nav a[href]");
    return [...links].map(link => link.getAttribute("href"));
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as opened:
        yield opened


async def test_every_page_there_is_can_be_read_by_everyone(demo_stack: Stack, browser: Browser) -> None:
    coordinator = await enter(browser, demo_stack, demo.HOST_REGION, "sv")
    reader = Reader(coordinator, {path: compile_path(path)[0] for path in routes()})
    instance = read_instances(demo_stack.instances)[demo.HOST_REGION]
    async with Teller(
        instance, demo_stack.port("front"), demo_stack.clock_file, demo_stack.mail_dir
    ) as teller:
        await sign_in(coordinator, demo_stack)
        await reader.read([*DOORS, *await prepared(teller), *await listed(teller, LISTS)])
        reader.walker = await enter(browser, demo_stack, demo.HOST_REGION, "sv")
        await sign_in(reader.walker, demo_stack, "member")
        themes = [f"{TABLE}/themes/{theme}" for theme in WORDS["applications"]]
        await reader.read([*("/members/me", "/members/matters", "/members/news/new"), *themes])
        reader.walker = coordinator
        meetings = await items(teller, LISTS["/meetings"])
        unwritten = next(one["id"] for one in meetings if one["state"] == "convened")
        # When the call that is open has closed, its selection begins; then it is returned to be revised.
        later = system_clock() + timedelta(weeks=4)
        set_clock(demo_stack.clock_file, later)
        teller.goes_on(later)
        await sign_in(coordinator, demo_stack)
        await reader.read(await listed(teller, CALLS))
        await teller.put(f"/meetings/api/meetings/{unwritten}/memo", {"summary": FEW})
        await reader.read([f"/meetings/{unwritten}/memo"])
        for call in await items(teller, CALLS["/members/calls"]):
            if call["state"] == "closed":
                await reader.read([f"/members/calls/{call['id']}/reasons"])
                await teller.post(f"/members/api/calls/{call['id']}/return", {"reason": FEW})
        await reader.read(await listed(teller, CALLS))
    demo_stack.clock_file.unlink()

    assert sorted(set(reader.pages) - reader.seen) == sorted(ELSEWHERE)


@dataclass
class Reader:
    """One who follows every link that leads to a page of another kind."""

    walker: Walker
    pages: dict[str, re.Pattern[str]]
    seen: set[str] = field(default_factory=set)

    async def read(self, doors: list[str]) -> None:
        """Read a page of each kind that links from some pages lead to."""
        opened: set[str] = set()
        waiting = deque(doors)
        while waiting:
            path = waiting.popleft()
            kind = self.kind(path)
            if kind is None or path in opened or (kind in self.seen and path not in doors):
                continue
            opened.add(path)
            hrefs = await (self.links(path) if kind in self.seen else self.look(path))
            waiting.extend(href.split("#")[0] for href in hrefs if href.startswith("/"))
            self.seen.add(kind)

    def kind(self, path: str) -> str | None:
        """Return what kind of page is at a path; None when it is no page."""
        place = path.partition("?")[0]
        return next((kind for kind, pattern in self.pages.items() if pattern.match(place)), None)

    async def links(self, path: str) -> list[str]:
        """Return where a page leads to, without showing it."""
        ok, status, hrefs = await self.walker.page.evaluate(LINKS, self.walker.base + path)
        assert ok, f"{path} answered {status}"
        return list(hrefs)

    async def look(self, path: str) -> list[str]:
        """Look a page over on a desk and on a phone, every other one in Swedish; return where it leads to."""
        self.walker.language = "fi" if len(self.seen) % 2 else "sv"
        self.walker.widths, self.walker.axe = (WIDE, NARROW), True
        self.walker.seen.clear()
        await self.walker.open(f"{path}{'&' if '?' in path else '?'}lang={self.walker.language}")
        return list(await self.walker.page.evaluate(SHOWN))


async def prepared(teller: Teller) -> list[str]:
    """Prepare what the demo has none of, and return where links to it begin."""
    bodies = await items(teller, "/members/api/bodies")
    seats = await items(teller, "/members/api/bodies/kumppanuuspoyta/composition")
    body_id = next(one["id"] for one in bodies if one["slug"] == "kumppanuuspoyta")
    await drafted(teller, body_id)
    found = [
        *(f"/members/bodies/{one['slug']}" for one in bodies),
        *(f"/members/seats/{one['id']}" for one in seats),
        *await spoken_to_the_table(teller, body_id, seats[0]),
        *await kept_in_the_directory(teller),
        *await behind_new_letters(teller),
    ]
    left = {"on": (teller.now - timedelta(days=1)).date().isoformat()}
    await teller.post(f"/members/api/seats/{seats[-1]['id']}/vacate", left)
    return found


async def drafted(teller: Teller, body_id: str) -> None:
    """Draft a call, a meeting, a survey, a topic and a proposal to another organ."""

    def on(weeks: int) -> str:
        return (teller.now + timedelta(weeks=weeks)).date().isoformat()

    call = WORDS["supplementary_call"] | {"criteria": WORDS["call"]["criteria"], "deadline": on(3)}
    call |= {"opens": f"{on(1)}T09:00:00+02:00", "term_starts": on(8), "term_ends": on(60)}
    await teller.post("/members/api/bodies/kumppanuuspoyta/calls", call)
    meeting = {"body_id": body_id, "title": {"fi": "Ylimääräinen kokous"}, "agenda": []}
    meeting |= {"starts": f"{on(9)}T13:00:00+02:00", "ends": f"{on(9)}T14:00:00+02:00"}
    meeting |= {"mode": "in_person", "place": {"fi": "Porvoo"}}
    await teller.post("/meetings/api/meetings", meeting)
    topic = {"body_id": body_id, "title": {"fi": "Uusi aihe"}, "category": "other", "level": "region"}
    await teller.post("/meetings/api/topics", topic)
    proposal = {"organ": {"fi": "Neuvosto", "sv": "Rådet"}, "addressee": "Liitto", "words": FEW}
    proposal |= {"name": "Malli Malli", "email": "malli@example.org", "language": "fi", "agreed": True}
    proposal |= {"represents": "Malli ry", "term_starts": on(8), "term_ends": on(60)}
    await teller.post("/members/api/bodies/kumppanuuspoyta/initiatives", proposal)
    survey = WORDS["open_survey"] | {"audience": "open", "min_group": 5, "closes_on": on(2)}
    await teller.post("/surveys/api/surveys", survey)


async def kept_in_the_directory(teller: Teller) -> list[str]:
    """Bring a file in, and give an organisation a contact and another one to merge with."""
    file = {"file": ("lista.csv", b"nimi;kotikunta\nMallien Malli ry;Porvoo\n", "text/csv")}
    brought = await teller.ask("POST", "/members/api/imports", 202, files=file)
    one, other = (await items(teller, "/members/api/organisations"))[:2]
    person, again = (await items(teller, "/members/api/people"))[:2]
    contact = {"role": "Toiminnanjohtaja", "email": "toiminta@example.org"}
    await teller.post(f"/members/api/organisations/{one['id']}/contacts", contact)
    return [
        f"/members/organisations/{one['id']}",
        f"/members/organisations/{one['id']}/merges/{other['id']}",
        f"/members/people/{person['person_id']}/merges/{again['person_id']}",
        f"/members/organisations/many?ids={one['id']}",
        f"/members/organisations/imports/{brought['id']}",
    ]


async def behind_new_letters(teller: Teller) -> list[str]:
    """Apply and save a draft in the call that is open; return what the links of the letters lead to."""
    calls = await items(teller, CALLS["/members/calls"])
    call_api = next(f"/members/api/calls/{one['id']}" for one in calls if one["state"] == "open")
    applicant = application_of(90, "Malli 90 ry", "moniala")
    draft = {name: applicant[name] for name in ("name", "email", "language")} | {"fields": {}}
    before = set(behind_letters(teller))
    await teller.post(f"{call_api}/drafts", draft, who=ANYONE)
    await teller.post(f"{call_api}/applications", applicant, who=ANYONE)

    async def links() -> list[str] | None:
        found = [path for path in behind_letters(teller) if path not in before]
        return found if {path.rpartition("/")[0] for path in found} == {*LETTERS} else None

    return await teller.until("letters with links to a draft and an application", links)


async def spoken_to_the_table(teller: Teller, body_id: str, seat: Mapping[str, Any]) -> list[str]:
    """Let organisations, the county and a member say something; return where it can be read."""
    roles = frozenset([Role(MEMBER, UUID(body_id))])
    who = Principal(person_id=UUID(seat["person"]["id"]), name="", roles=roles)
    words = {"title": FEW, "text": FEW}
    theme_api = f"/members/api/bodies/kumppanuuspoyta/themes/{seat['theme']}"
    matter = {"organisation": "Malli ry", "name": "Malli Malli", "email": "malli@example.org"}
    matter |= {"language": "fi", "title": "Asia", "words": "Asiamme on tämä."}
    sent = await teller.post(f"{theme_api}/matters", matter, who=ANYONE)
    news = await teller.post("/members/api/news", words, who=who)
    report = await teller.post(f"{theme_api}/reports", words, who=who)
    request = words | {"body_id": body_id, "direction": "county_asks", "asked_by": "Alue"}
    request |= {"addressed_to": "Pöytä", "wanted_by": (teller.now + timedelta(weeks=2)).date().isoformat()}
    asked = [await teller.post("/meetings/api/requests", request) for _ in range(2)]
    await teller.post(f"/meetings/api/requests/{asked[0]['id']}/reply", {"reply": FEW})
    return [
        f"/members/sent-matters/{sent['token']}",
        f"/members/matters/{sent['matter_id']}",
        f"/members/news/{news['id']}",
        f"/members/reports/{report['id']}",
        *(f"/meetings/requests/{one['id']}" for one in asked),
    ]


async def listed(teller: Teller, lists: Mapping[str, str]) -> list[str]:
    """Return the pages of what is in some lists, of every state."""
    return [f"{path}/{one['id']}" for path, api in lists.items() for one in (await items(teller, api))[:12]]


async def items(teller: Teller, api: str) -> list[dict[str, Any]]:
    """Return what is in a list, whatever it calls its items."""
    told: dict[str, Any] = await teller.get(api)
    return told["items"] if "items" in told else next(p for p in told.values() if isinstance(p, list))


def behind_letters(teller: Teller) -> list[str]:
    """Return the pages that the links of letters to applicants lead to."""
    return [f"{path}/{token}" for path in LETTERS for token in teller.tokens(f"{path}/")]


async def sign_in(walker: Walker, stack: Stack, persona: str = "coordinator") -> None:
    links = [line.split()[-1] for line in await demo.sign_in_links(stack) if line.startswith(persona)]
    await walker.page.goto(links[0])
    async with walker.page.expect_navigation():
        await walker.page.locator("main form button").click()


def routes() -> list[str]:
    """Return the paths of the pages of a region that are read."""
    found = [path for module in targets.modules(REGIONAL) for path in sorted(_paths(module.pages))]
    return [path for path in found if not FILES.search(path)]


def _paths(router: APIRouter) -> Iterator[str]:
    for route in router.routes:
        if inner := getattr(route, "original_router", None):
            yield from _paths(inner)
        elif isinstance(route, Route) and "GET" in (route.methods or ()):
            yield route.path
