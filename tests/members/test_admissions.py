"""An adviser whom national proposes comes in only by the region's own word, and goes by national's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from time import monotonic
from typing import Any

import httpx
import pytest_asyncio

from poyta import targets
from poyta.embedded.stack import Stack
from shared.chassis import links
from shared.contracts.people import SUPPORT, AdviserProposed
from shared.contracts.register import AdviserNoticed, RoleGiven
from tests.members import bodies
from tests.members.acts import ok
from tests.region import Region, open_region

WAIT_SECONDS = 20.0
ADVISER: dict[str, Any] = {
    "name": "Tukihenkilö T-01",
    "email": "t-01@example.org",
    "language": "fi",
    "kind": "adviser",
    "title": {"fi": "Järjestöasiantuntija", "sv": "Organisationssakkunnig"},
    "languages": ["fi", "sv"],
    "regions": ["lappi", "kainuu"],
    "starts": "2023-01-01",
}
WORK = {name: ADVISER[name] for name in ("kind", "title", "languages", "regions", "starts")}
COORDINATOR = {"name": "Koordinaattori K-01", "email": "k-01@example.org", "language": "fi"}


class Land:
    """The national instance and two regions, each with its own members, under one clock."""

    def __init__(self, national: Region, lappi: Region, kainuu: Region) -> None:
        self.national, self.lappi, self.kainuu = national, lappi, kainuu
        self.set("2023-02-01T10:00:00+02:00")
        self.table = ""

    def set(self, moment: str) -> None:
        for region in (self.national, self.lappi, self.kainuu):
            region.clock.set(moment)

    async def arrived(self) -> None:
        """Wait until what national tells is where it goes, and has been taken in."""
        await self.national.settled()
        stored = await self.national.jetstream.stream_info("PEOPLE", subjects_filter="people.national.>")
        told = await self.national.rows("members", "SELECT id::text, version FROM adviser")
        versions = {row["id"]: row["version"] for row in told}
        deadline = monotonic() + WAIT_SECONDS
        for subject in stored.state.subjects or {}:
            slug, adviser_id = subject.split(".")[2:]
            region = {"lappi": self.lappi, "kainuu": self.kainuu}[slug]
            message = await self.national.jetstream.get_msg("PEOPLE", subject=subject, direct=False)
            last = int((message.data or b"").split(b'"version":')[1].split(b",")[0])
            assert last <= versions[adviser_id]
            query = "SELECT version FROM proposed_adviser WHERE id = $1 AND version >= $2"
            while not await region.rows("members", query, adviser_id, last):
                assert monotonic() < deadline, f"{subject} has not come"
                await asyncio.sleep(0.02)
        await self.lappi.settled()
        await self.kainuu.settled()

    async def employ(self, **other: Any) -> str:
        """Write down an adviser in national; return the id."""
        made = ok(
            await self.national.client("operator").post("/members/api/support", json=ADVISER | other), 201
        )
        await self.arrived()
        return str(made["id"])

    async def change(self, adviser_id: str, **other: Any) -> None:
        ok(
            await self.national.client("operator").put(
                f"/members/api/support/{adviser_id}", json=WORK | other
            )
        )
        await self.arrived()

    async def seen(self, adviser_id: str, region: Region | None = None) -> dict[str, Any]:
        """Return what the region's coordinator sees of an adviser; nothing when that is not there."""
        found = ok(await (region or self.lappi).client("coordinator").get("/members/api/advisers"))
        items: list[dict[str, Any]] = found["items"]
        return next((one for one in items if one["adviser_id"] == adviser_id), {})

    async def let_in(self, adviser_id: str, role: str = "coordinator") -> httpx.Response:
        return await self.lappi.client(role).post(
            f"/members/api/advisers/{adviser_id}/letting-in", json={"body_id": self.table}
        )

    async def roles(self, email: str = "t-01@example.org") -> list[tuple[str, str | None]]:
        """Return the roles somebody has in Lappi, with the last day of each."""
        rows = await self.lappi.rows(
            "members",
            "SELECT role, g.ends::text FROM role_grant g JOIN person p ON p.id = g.person_id "
            "WHERE p.email = $1 AND g.ends >= g.starts IS NOT FALSE ORDER BY g.starts",
            email,
        )
        return [(row["role"], row["ends"]) for row in rows]

    async def noticed(self, adviser_id: str) -> list[str]:
        """Return what the region's coordinator was told of an adviser by letter."""
        told = await self.lappi.events(AdviserNoticed)
        return [one.what for one in told if str(one.adviser_id) == adviser_id]

    async def letters(self, email: str) -> list[str]:
        rows = await self.lappi.rows(
            "notifications",
            "SELECT letter FROM emails e JOIN recipients r ON r.person_id = e.person_id WHERE r.email = $1 "
            "ORDER BY e.letter",
            email,
        )
        return [row["letter"] for row in rows]


@pytest_asyncio.fixture(scope="module")
async def land(stack: Stack) -> AsyncIterator[Land]:
    async with AsyncExitStack() as opened:
        modules, letters = targets.modules("members"), targets.modules("members,notifications")
        # The region is there before national, and must hear it all the same.
        lappi = await opened.enter_async_context(open_region(stack.servers, letters, "lappi"))
        national = await opened.enter_async_context(open_region(stack.servers, modules, "national"))
        kainuu = await opened.enter_async_context(open_region(stack.servers, modules, "kainuu"))
        land = Land(national, lappi, kainuu)
        land.table = (await bodies.table(lappi.client("coordinator")))["id"]
        operator = lappi.client("operator")
        person = ok(await operator.post("/members/api/people", json=COORDINATOR), 201)
        role = {"role": "coordinator"}
        ok(await operator.post(f"/members/api/people/{person['person_id']}/roles", json=role), 204)
        yield land


async def test_who_is_proposed_waits_in_each_region_and_is_nobody_there_yet(land: Land) -> None:
    adviser_id = await land.employ()

    seen = await land.seen(adviser_id)
    assert (seen["name"], seen["email"], seen["state"]) == ("Tukihenkilö T-01", "t-01@example.org", "waiting")
    assert seen["employer"]["fi"] == "Kansallinen tukiorganisaatio"
    assert (await land.seen(adviser_id, land.kainuu))["state"] == "waiting"
    assert await land.lappi.rows("members", "SELECT 1 FROM person WHERE email = 't-01@example.org'") == []
    assert await land.noticed(adviser_id) == ["proposed"]
    assert await land.letters(COORDINATOR["email"]) == ["adviser_notice", "person_added", "role_given"]


async def test_the_front_page_says_so_to_the_coordinator_alone(land: Land) -> None:
    said = {}
    for role in (None, "member", "coordinator"):
        page = await land.lappi.client(role).get("/members", params={"lang": "en"})
        said[role] = "proposes 1 adviser for the region" in page.text

    assert said == {None: False, "member": False, "coordinator": True}


async def test_only_who_runs_the_region_sees_and_answers(land: Land) -> None:
    adviser_id = await first(land)
    answers = {}
    for role in (None, "member", "secretary", "chair"):
        client = land.lappi.client(role)
        answers[role] = {
            (await client.get("/members/api/advisers")).status_code,
            (await client.get("/members/advisers", headers={"accept": "application/json"})).status_code,
            (await client.post(f"/members/advisers/{adviser_id}/declining")).status_code,
            (await land.let_in(adviser_id, role or "")).status_code if role else 401,
        }

    assert answers.pop(None) <= {401, 303}
    assert answers == {"member": {404}, "secretary": {404}, "chair": {404}}


async def test_nobody_proposes_advisers_to_national_itself(land: Land) -> None:
    operator = land.national.client("operator")
    found = [
        (await operator.get(path)).status_code for path in ("/members/api/advisers", "/members/advisers")
    ]

    assert found == [404, 404]


async def test_the_page_says_what_letting_in_gives_before_it_does(land: Land) -> None:
    adviser_id = await first(land)
    coordinator = land.lappi.client("coordinator")

    listed = (await coordinator.get("/members/advisers", params={"lang": "en"})).text
    page = (await coordinator.get(f"/members/advisers/{adviser_id}", params={"lang": "en"})).text

    assert f'href="/members/advisers/{adviser_id}"' in listed
    for said in (
        "Tukihenkilö T-01",
        "t-01@example.org",
        "Järjestöasiantuntija",
        "National support organisation",
    ):
        assert said in page
    assert "until the national support or the region ends it" in page
    assert f'<option value="{land.table}" selected>' in page


async def test_one_click_makes_the_adviser_known_gives_the_role_and_sends_the_way_in(land: Land) -> None:
    adviser_id = await first(land)
    form = {"role": "member", "body_id": land.table}

    done = await land.lappi.client("coordinator").post(f"/members/advisers/{adviser_id}", data=form)
    await land.lappi.settled()

    seen = await land.seen(adviser_id)
    (given,) = [one for one in await land.lappi.events(RoleGiven) if str(one.person_id) == seen["person_id"]]
    assert (done.status_code, seen["state"], given.role) == (303, "let_in", "member")
    assert await land.roles() == [("member", None)]
    assert await land.letters("t-01@example.org") == ["role_given"]
    rows = await land.lappi.rows(
        "members",
        "SELECT title->>'fi' AS title, organisation FROM role_grant WHERE person_id = $1",
        seen["person_id"],
    )
    assert [tuple(row) for row in rows] == [("Järjestöasiantuntija", "Kansallinen tukiorganisaatio")]
    assert (await land.seen(adviser_id, land.kainuu))["state"] == "waiting"


async def test_a_name_corrected_in_national_follows_and_one_corrected_here_stays(land: Land) -> None:
    adviser_id = await first(land)
    (national,) = await land.national.rows("members", "SELECT person_id::text AS id FROM adviser")
    operator = land.national.client("operator")

    names = []
    for name in ("Tukihenkilö T-01 Uusi", "Tukihenkilö T-01 Vielä"):
        ok(await operator.patch(f"/members/api/people/{national['id']}", json={"name": name}))
        await land.arrived()
        person_id = (await land.seen(adviser_id))["person_id"]
        rows = await land.lappi.rows("members", "SELECT name FROM person WHERE id = $1", person_id)
        names.append(rows[0]["name"])
        here = {"name": "Paikallinen Nimi"}
        ok(await land.lappi.client("coordinator").patch(f"/members/api/people/{person_id}", json=here))

    assert names == ["Tukihenkilö T-01 Uusi", "Paikallinen Nimi"]


async def test_another_address_waits_for_the_regions_click_and_then_for_the_advisers(land: Land) -> None:
    adviser_id = await first(land)
    (national,) = await land.national.rows("members", "SELECT person_id::text AS id FROM adviser")
    await land.national.client(person_id=national["id"]).post(
        "/members/api/me/address", json={"email": "t-01-uusi@example.org"}
    )
    (asked,) = await land.national.rows(
        "members", "SELECT awaited_id::text AS id FROM person WHERE awaited_id IS NOT NULL"
    )
    token = links.sign(land.national.instance, "address", {"id": asked["id"]})
    await land.national.client().post(f"/members/address/{token}")
    await land.arrived()
    seen = await land.seen(adviser_id)

    done = ok(await land.lappi.client("coordinator").post(f"/members/api/advisers/{adviser_id}/address"))
    await land.lappi.settled()

    (person,) = await land.lappi.rows(
        "members", "SELECT email, awaited_email FROM person WHERE id = $1", seen["person_id"]
    )
    assert (seen["moved"], seen["email"], done["moved"]) == (True, "t-01-uusi@example.org", False)
    assert tuple(person) == ("t-01@example.org", "t-01-uusi@example.org")
    assert "moved" in await land.noticed(adviser_id)


async def test_a_shorter_time_ends_the_role_by_itself_and_the_coordinator_is_told(land: Land) -> None:
    adviser_id = await first(land)

    await land.change(adviser_id, ends="2023-03-31")

    assert await land.roles() == [("member", "2023-03-31")]
    assert (await land.noticed(adviser_id))[-1] == "ended"


async def test_a_longer_time_gives_nothing_before_the_region_says_so(land: Land) -> None:
    adviser_id = await first(land)

    await land.change(adviser_id, ends="2023-12-31")
    before, seen = await land.roles(), await land.seen(adviser_id)
    ok(await land.let_in(adviser_id))

    assert (before, seen["longer"]) == ([("member", "2023-03-31")], True)
    assert await land.roles() == [("member", "2023-12-31")]
    assert (await land.seen(adviser_id))["longer"] is False


async def test_when_national_ends_the_region_the_role_ends_at_once_and_the_name_is_gone(land: Land) -> None:
    adviser_id = await first(land)

    land.set("2023-03-01T10:00:00+02:00")
    await land.change(adviser_id, regions=["kainuu"])

    (row,) = await land.lappi.rows(
        "members", "SELECT name, email FROM proposed_adviser WHERE id = $1", adviser_id
    )
    assert await land.roles() == [("member", "2023-02-28")]
    assert await land.seen(adviser_id) == {}
    assert tuple(row) == ("", "")
    assert (await land.seen(adviser_id, land.kainuu))["name"] == "Tukihenkilö T-01 Vielä"
    assert (await land.noticed(adviser_id))[-1] == "ended"
    refused = await land.let_in(adviser_id)
    assert refused.json()["type"] == "/problems/members/adviser-not-proposed"


async def test_a_region_that_is_covered_again_is_asked_again(land: Land) -> None:
    adviser_id = await first(land)

    await land.change(adviser_id, regions=["lappi"])

    assert (await land.seen(adviser_id))["state"] == "waiting"
    assert await land.seen(adviser_id, land.kainuu) == {}


async def test_who_is_declined_stays_out_until_the_region_thinks_again(land: Land) -> None:
    adviser_id = await land.employ(name="Tukihenkilö T-02", email="t-02@example.org", regions=["lappi"])
    coordinator = land.lappi.client("coordinator")

    ok(await coordinator.post(f"/members/api/advisers/{adviser_id}/declining"))
    await land.change(adviser_id, regions=["lappi"], languages=["fi"])
    still = await land.seen(adviser_id)
    ok(await land.let_in(adviser_id))
    refused = await coordinator.post(f"/members/api/advisers/{adviser_id}/declining")

    assert (still["state"], still["languages"]) == ("declined", ["fi"])
    assert await land.roles("t-02@example.org") == [("member", None)]
    assert refused.json()["type"] == "/problems/members/adviser-let-in"


async def test_whom_national_erases_the_region_forgets_too(land: Land) -> None:
    (row,) = await land.national.rows("members", "SELECT id FROM person WHERE email = 't-02@example.org'")

    ok(await land.national.client("operator").post(f"/members/api/people/{row['id']}/erasure"), 204)
    await land.arrived()

    found = await land.lappi.rows("members", "SELECT 1 FROM person WHERE email = 't-02@example.org'")
    told = await land.lappi.rows("members", "SELECT 1 FROM proposed_adviser WHERE name = 'Tukihenkilö T-02'")
    kept = await land.national.events(AdviserProposed)
    assert (found, told) == ([], [])
    assert "T-02" not in str([one.model_dump() for one in kept])


async def test_whom_the_region_erases_no_later_word_brings_back(land: Land) -> None:
    adviser_id = await land.employ(name="Tukihenkilö T-03", email="t-03@example.org", regions=["lappi"])
    person_id = ok(await land.let_in(adviser_id))["person_id"]
    coordinator = land.lappi.client("coordinator")
    record = ok(await coordinator.get(f"/members/api/people/{person_id}/record"))
    page = (await coordinator.get(f"/members/people/{person_id}?lang=fi")).text

    ok(await coordinator.post(f"/members/api/people/{person_id}/erasure"), 204)
    await land.change(adviser_id, regions=["lappi"], languages=["fi"])

    (row,) = await land.lappi.rows(
        "members", "SELECT name, version FROM proposed_adviser WHERE id = $1", adviser_id
    )
    state = (await land.lappi.jetstream.stream_info(SUPPORT)).state
    assert [(one["name"], one["email"], one["title"]) for one in record["proposed_as"]] == [
        ("Tukihenkilö T-03", "t-03@example.org", ADVISER["title"])
    ]
    assert "Valtakunnallinen tuki ehdottaa: Tukihenkilö T-03, t-03@example.org" in page
    assert tuple(row) == ("", 2)
    assert await land.seen(adviser_id) == {}
    assert state.messages == 0


async def first(land: Land) -> str:
    """Return the adviser of whom the first tests tell."""
    rows = await land.national.rows("members", "SELECT a.id::text FROM adviser a ORDER BY a.starts, a.id")
    known = [row["id"] for row in rows]
    told = await land.lappi.rows(
        "members", "SELECT id::text FROM proposed_adviser WHERE id = ANY($1::uuid[])", known
    )
    return str(told[0]["id"])
