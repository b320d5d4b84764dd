"""An adviser whom national proposes comes in only by the region's own word, and goes by national's."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import pytest_asyncio

from poyta import targets
from poyta.embedded.stack import Stack
from shared.chassis import links
from shared.contracts.people import SUPPORT, AdviserProposed, AdviserWithdrawn
from shared.contracts.register import AdviserDeclined, RoleGiven
from tests.members import bodies
from tests.members.acts import ok
from tests.members.land import ADVISER, Land
from tests.region import open_region

ROLE_LETTERS = ["person_added", "role_given"]
COORDINATOR = {"name": "Koordinaattori K-01", "email": "k-01@example.org", "language": "fi"}


@pytest_asyncio.fixture(scope="module")
async def land(stack: Stack) -> AsyncIterator[Land]:
    async with AsyncExitStack() as opened:
        modules, letters = targets.modules("members"), targets.modules("members,notifications")
        # The region is there before national, and must hear it all the same.
        lappi = await opened.enter_async_context(open_region(stack.servers, letters, "lappi"))
        national = await opened.enter_async_context(open_region(stack.servers, letters, "national"))
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
    assert await land.letters(COORDINATOR["email"]) == ["adviser_notice", *ROLE_LETTERS]


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


async def test_letting_in_a_second_time_changes_nothing_and_sends_no_letter(land: Land) -> None:
    adviser_id = await first(land)
    form = {"role": "secretary", "body_id": land.table}
    before = await land.roles(), await land.letters("t-01@example.org")

    again = await land.let_in(adviser_id)
    page = await land.lappi.client("coordinator").post(f"/members/advisers/{adviser_id}", data=form)
    await land.lappi.settled()

    assert (again.json()["type"], page.status_code) == ("/problems/members/adviser-let-in", 422)
    assert (await land.roles(), await land.letters("t-01@example.org")) == before


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


async def test_when_nobody_opens_the_link_it_can_be_sent_again(land: Land) -> None:
    adviser_id, button = await first(land), "Send a link to the new address"
    coordinator = land.lappi.client("coordinator")
    sent = (await coordinator.get("/members/advisers", params={"lang": "en"})).text
    refused = await coordinator.post(f"/members/api/advisers/{adviser_id}/address")

    land.set("2023-02-02T10:00:01+02:00")
    coordinator = land.lappi.client("coordinator")
    again = (await coordinator.get("/members/advisers", params={"lang": "en"})).text
    waits = ok(await coordinator.get("/members/api/advisers"))["waiting"]
    done = await coordinator.post(f"/members/api/advisers/{adviser_id}/address")
    await land.lappi.settled()
    land.set("2023-02-01T10:00:00+02:00")

    assert refused.json()["type"] == "/problems/members/adviser-not-moved"
    assert (button in sent, button in again, waits, done.status_code) == (False, True, 1, 200)


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
    coordinator, operator = land.lappi.client("coordinator"), land.national.client("operator")
    keeper = ok(await operator.post("/members/api/people", json=COORDINATOR), 201)
    roles = f"/members/api/people/{keeper['person_id']}/roles"
    ok(await operator.post(roles, json={"role": "coordinator"}), 204)

    ok(await coordinator.post(f"/members/api/advisers/{adviser_id}/declining"))
    told = await land.declined(adviser_id, ["lappi"])
    await land.change(adviser_id, regions=["lappi"], languages=["fi"])
    still = await land.seen(adviser_id)
    public = ok(await land.national.client().get("/members/api/support"))["items"]
    export = "/members/support/export?lang=fi"
    lists = [(await client.get(export)).text for client in (operator, land.national.client())]
    ok(await land.let_in(adviser_id))
    told_back = await land.declined(adviser_id, [])
    await land.national.settled()
    refused = await coordinator.post(f"/members/api/advisers/{adviser_id}/declining")

    assert (still["state"], still["languages"]) == ("declined", ["fi"])
    assert [page.count("alue ei päästä mukaan") for page in (told, told_back)] == [1, 0]
    assert {tuple(one["declined_by"]) for one in public} == {()}
    (row,) = [line for line in lists[0].splitlines() if "T-02" in line]
    assert row.endswith(";Lapin hyvinvointialue")
    assert ["Ei päästä" in one for one in lists] == [True, False]
    heard = [one for one in await land.national.events(AdviserDeclined) if str(one.adviser_id) == adviser_id]
    assert [str(one.person_id) for one in heard] == [keeper["person_id"]]
    assert await land.letters(COORDINATOR["email"], land.national) == ["adviser_notice", *ROLE_LETTERS]
    assert await land.roles("t-02@example.org") == [("member", None)]
    assert refused.json()["type"] == "/problems/members/adviser-let-in"


async def test_a_region_that_is_asked_anew_after_a_withdrawal_declines_nobody_yet(land: Land) -> None:
    adviser_id = await land.employ(name="Tukihenkilö T-08", email="t-08@example.org")
    ok(await land.lappi.client("coordinator").post(f"/members/api/advisers/{adviser_id}/declining"))
    await land.declined(adviser_id, ["lappi"])

    await land.change(adviser_id, regions=["kainuu"])
    await land.change(adviser_id, regions=["lappi", "kainuu"])

    await land.declined(adviser_id, [])
    assert (await land.seen(adviser_id))["state"] == "waiting"


async def test_whom_national_erases_the_region_forgets_too_though_they_were_there_today(land: Land) -> None:
    (here,) = await land.lappi.rows("members", "SELECT id FROM person WHERE email = 't-02@example.org'")
    told = {"phone": "040 123 4567", "agreed": ["telephone"]}
    ok(await land.lappi.client(person_id=here["id"]).put("/members/api/me/profile", json=told))
    await land.sign_in("t-02@example.org")
    (row,) = await land.national.rows("members", "SELECT id FROM person WHERE email = 't-02@example.org'")

    ok(await land.national.client("operator").post(f"/members/api/people/{row['id']}/erasure"), 204)
    await land.arrived()

    found = await land.lappi.rows("members", "SELECT 1 FROM person WHERE email = 't-02@example.org'")
    named = await land.lappi.rows("members", "SELECT 1 FROM proposed_adviser WHERE name = 'Tukihenkilö T-02'")
    kept = await land.national.events(AdviserProposed)
    assert (found, named) == ([], [])
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


async def test_a_region_that_is_covered_no_more_forgets_whom_national_erases(land: Land) -> None:
    adviser_id = await land.employ(name="Tukihenkilö T-04", email="t-04@example.org", regions=["lappi"])
    ok(await land.let_in(adviser_id))
    await land.change(adviser_id, regions=["kainuu"])
    query = "SELECT id FROM person WHERE email = 't-04@example.org'"
    (row,) = await land.national.rows("members", query)
    still = len(await land.lappi.rows("members", query))

    ok(await land.national.client("operator").post(f"/members/api/people/{row['id']}/erasure"), 204)
    await land.arrived()

    assert (still, await land.lappi.rows("members", query)) == (1, [])


async def test_letting_in_again_after_an_end_leaves_the_role_that_was(land: Land) -> None:
    facts = {"name": "Tukihenkilö T-05", "email": "t-05@example.org", "regions": ["lappi"]}
    adviser_id = await land.employ(**facts, ends="2023-03-31")
    ok(await land.let_in(adviser_id))

    land.set("2023-05-01T10:00:00+03:00")
    await land.change(adviser_id, regions=["lappi"], ends="2023-12-31")
    ok(await land.let_in(adviser_id))

    assert await land.roles("t-05@example.org") == [("member", "2023-03-31"), ("member", "2023-12-31")]


async def test_of_one_whose_time_has_passed_nobody_is_told(land: Land) -> None:
    facts = {"name": "Tukihenkilö T-06", "email": "t-06@example.org", "regions": ["lappi"]}
    adviser_id = await land.employ(**facts, ends="2023-03-31")

    assert ((await land.seen(adviser_id))["state"], await land.noticed(adviser_id)) == ("over", [])


async def test_a_proposal_that_comes_after_its_withdrawal_proposes_nobody(land: Land) -> None:
    one: dict[str, Any] = {"person_id": uuid4(), "adviser_id": uuid4(), "region": "lappi"}
    day, title = land.national.clock().date(), {"fi": "Aluetukihenkilö"}
    gone = AdviserWithdrawn(**one, version=2, ends=day)
    late = AdviserProposed(
        **one, version=1, name="Tukihenkilö T-07", email="t-07@example.org", language="fi",
        title=title, employer=title, languages=("fi",), starts=day, ends=None,
    )  # fmt: skip
    for event in (gone, late):
        await land.heard(event)

    kept = await land.lappi.rows(
        "members", "SELECT version, withdrawn, name FROM proposed_adviser WHERE id = $1", gone.adviser_id
    )
    await land.national.jetstream.purge_stream("PEOPLE", subject=gone.address("national"))
    assert [tuple(row) for row in kept] == [(2, True, "")]


async def first(land: Land) -> str:
    """Return the adviser of whom the first tests tell."""
    rows = await land.national.rows("members", "SELECT a.id::text FROM adviser a ORDER BY a.starts, a.id")
    known = [row["id"] for row in rows]
    told = await land.lappi.rows(
        "members", "SELECT id::text FROM proposed_adviser WHERE id = ANY($1::uuid[])", known
    )
    return str(told[0]["id"])
