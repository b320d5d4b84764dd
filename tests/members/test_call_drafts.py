"""Applications that are begun, saved, reminded of, sent or erased."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from shared.contracts.members import DraftReminded, DraftSaved
from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

SERVICE = ("members", "notifications")
REGION = "ita-uusimaa"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def call_id(region: Region) -> UUID:
    return await acts.open_call(region, on="2023-01-05T12:00:00+02:00")


def half(which: int, /, **other: Any) -> dict[str, Any]:
    """Return a form that is far from ready: no theme, no promise, a number that is wrong."""
    return {
        "name": f"Edustaja {which}",
        "email": f"edustaja-{which}@example.org",
        "language": "sv",
        "organisation": f"Malliyhdistys {which} ry",
        "number": "ei vielä",
        "grounds": "Ensimmäinen rivi.\n\nToinen kappale, jota ei saa hukata.",
    } | other


async def drafts(region: Region) -> int:
    return int((await region.rows("members", "SELECT count(*) FROM application_draft"))[0][0])


async def test_nothing_typed_is_lost_on_the_way(region: Region, call_id: UUID) -> None:
    anyone = region.client()

    saved = await anyone.post(f"/members/calls/{call_id}/drafts", data=half(1))
    link = saved.headers["location"]
    shown = await region.client().get(f"{link}?lang=fi")
    grown = half(1) | {"number": "101.101", "scope": "regional", "alternative_themes": ["moniala", ""]}
    again = await anyone.post(f"{link}/save", data=grown)
    later = await region.client().get(f"{link}?lang=fi")

    assert [r.status_code for r in (saved, shown, again, later)] == [303, 200, 303, 200]
    assert "ei vielä" in shown.text
    assert "Toinen kappale, jota ei saa hukata." in shown.text
    assert "101.101" in later.text
    assert '<option value="moniala" selected' in later.text
    await region.settled()
    assert len(await region.events(DraftSaved)) == 1


async def test_a_draft_that_is_sent_is_an_application_and_no_draft_any_more(
    region: Region, call_id: UUID
) -> None:
    anyone = region.client()
    begun = await anyone.post(f"/members/calls/{call_id}/drafts", data=half(2))
    link = begun.headers["location"]
    faulty = await anyone.post(f"{link}?lang=fi", data=half(2, grounds="Uusi teksti"))
    kept = await anyone.get(link)
    whole = acts.offer(2, "vammaiset", language="sv") | {"commits": "1"}

    sent = await anyone.post(link, data=whole)
    gone = await anyone.get(f"{link}?lang=fi")

    assert (faulty.status_code, sent.status_code) == (422, 303)
    assert "Uusi teksti" in kept.text
    assert sent.headers["location"].startswith("/members/applications/")
    assert gone.status_code == 410
    assert await region.rows("members", "SELECT 1 FROM application WHERE name = 'Malliyhdistys 2 ry'")


async def test_a_draft_needs_a_name_and_an_address_and_an_address_has_few(
    region: Region, call_id: UUID
) -> None:
    anyone = region.client()
    path = f"/members/calls/{call_id}/drafts"

    nobody = await anyone.post(path, data=half(3, email="ei osoite"))
    answers = [await anyone.post(path, data=half(3)) for _ in range(4)]

    assert nobody.status_code == 422
    assert "Toinen kappale, jota ei saa hukata." in nobody.text
    assert [answer.status_code for answer in answers] == [303, 303, 303, 422]


async def test_a_draft_may_hold_anything_and_only_its_link_opens_it(region: Region, call_id: UUID) -> None:
    anyone = region.client()
    odd = half(4) | {"grounds": "a\x00b\u0007c", "strange": "x"}
    body = {"name": "E", "email": "edustaja-4@example.org", "language": "fi", "fields": odd}
    begun = ok(await anyone.post(f"/members/api/calls/{call_id}/drafts", json=body), 201)

    found = ok(await anyone.get(f"/members/api/drafts/{begun['token']}"))
    forged = await anyone.get(f"/members/api/drafts/{begun['token'][::-1]}")
    erased = await anyone.delete(f"/members/api/drafts/{begun['token']}")
    gone = await anyone.get(f"/members/api/drafts/{begun['token']}")

    assert (found["fields"]["grounds"], "strange" in found["fields"]) == ("abc", False)
    assert [r.status_code for r in (forged, erased, gone)] == [410, 204, 410]


async def test_five_unsent_drafts_get_five_reminders_a_week_before_the_deadline(
    region: Region, call_id: UUID
) -> None:
    left = await drafts(region)
    for number in range(5 - left):
        ok(await region.client().post(f"/members/calls/{call_id}/drafts", data=half(20 + number)), 303)
    region.clock.set("2023-01-13T23:59:00+02:00")
    await region.settled()
    before = len(await region.events(DraftReminded))

    region.clock.set("2023-01-14T00:00:00+02:00")
    await region.settled()
    await region.settled()

    assert (await drafts(region), before) == (5, 0)
    assert len(await region.events(DraftReminded)) == 5
    rows = await region.rows(
        "notifications", "SELECT count(*) FROM emails WHERE letter = 'application_reminder'"
    )
    assert rows[0][0] == 5


async def test_a_draft_sent_too_late_is_answered_kindly_and_erased_in_30_days(
    region: Region, call_id: UUID
) -> None:
    anyone = region.client()
    begun = await anyone.post(f"/members/calls/{call_id}/drafts", data=half(50))
    link = begun.headers["location"]
    region.clock.set("2023-01-21T00:00:30+02:00")
    whole = acts.offer(50, "vammaiset") | {"commits": "1"}

    late = await anyone.post(f"{link}?lang=fi", data=whole)
    region.clock.set("2023-02-19T23:59:00+02:00")
    await region.settled()
    kept = await anyone.get(link)
    region.clock.set("2023-02-20T00:00:00+02:00")
    await region.settled()
    await region.settled()

    assert (late.status_code, kept.status_code) == (409, 200)
    assert await drafts(region) == 0
    assert (await anyone.get(link)).status_code == 410


async def test_a_draft_of_a_cancelled_call_is_erased_in_30_days(region: Region) -> None:
    region.clock.set("2023-04-03T10:00:00+03:00")
    coordinator = region.client("coordinator")
    dates = {
        "opens": "2023-04-03T09:00:00+03:00",
        "deadline": "2023-06-20",
        "term_starts": "2023-08-01",
        "term_ends": "2025-07-31",
    }
    written = ok(
        await coordinator.post("/members/api/bodies/kumppanuuspoyta/calls", json=acts.call() | dates), 201
    )
    path = f"/members/api/calls/{written['id']}"
    ok(await coordinator.post(f"{path}/publication"))
    body = {"name": "Luonnos", "email": "luonnos@example.org", "language": "fi", "fields": {}}
    ok(await region.client().post(f"{path}/drafts", json=body), 201)
    ok(await coordinator.post(f"{path}/cancellation", json={"reason": {"fi": "Ei nyt."}}))

    region.clock.set("2023-05-02T10:00:00+03:00")
    await region.settled()
    before = await drafts(region)
    region.clock.set("2023-05-03T10:00:01+03:00")
    await region.settled()
    await region.settled()

    assert (before, await drafts(region)) == (1, 0)
