"""Who has had nothing to do with the table for two years is told so, and forgotten a month later."""

from datetime import date, timedelta
from uuid import UUID

import pytest_asyncio

from services.members.people import commands as people
from shared.chassis import links
from shared.contracts.members import ErasureNear, SignInRequested
from shared.contracts.people import PersonErased
from tests.members.acts import ok
from tests.notifications.conftest import Mail, mail, posted
from tests.privacy.search import messages_with, tables_with
from tests.region import Region

__all__ = ["mail"]

SERVICE = ("members", "notifications")
REGION = "ita-uusimaa"
IDLE, BACK, SEATED = "unohdettu@example.org", "palaaja@example.org", "luottamus@example.org"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def known(region: Region, mail: Mail) -> dict[str, str]:
    """Three people become known on 2.1.2023; one of them gets a role that does not end."""
    coordinator = region.client("coordinator")
    found = {}
    for email in (IDLE, BACK, SEATED):
        person = {"name": f"Henkilö {email[:5]}", "email": email, "language": "fi"}
        found[email] = ok(await coordinator.post("/members/api/people", json=person), 201)["person_id"]
    path = f"/members/api/people/{found[SEATED]}/roles"
    ok(await region.client("operator").post(path, json={"role": "coordinator"}), 204)
    await posted(region)
    mail.taken.clear()
    return found


async def test_nobody_hears_of_it_before_the_time_is_near(region: Region, known: dict[str, str]) -> None:
    await _night(region, "2024-12-03")

    assert await region.events(ErasureNear) == []


async def test_a_letter_tells_a_month_ahead_what_goes_and_how_to_stay(
    region: Region, known: dict[str, str], mail: Mail
) -> None:
    await _night(region, "2024-12-05")
    await _night(region, "2024-12-06")
    await posted(region)

    told = {str(event.person_id): event.on for event in await region.events(ErasureNear)}
    (letter,) = mail.to(IDLE)
    assert told == dict.fromkeys((known[IDLE], known[BACK]), date(2025, 1, 4))
    assert len(await region.events(ErasureNear)) == 2
    assert "4.1.2025" in letter["Subject"]
    assert "/members/sign-in" in letter.get_content()
    assert mail.to(SEATED) == []


async def test_signing_in_keeps_a_person_and_also_when_the_session_is_long_forgotten(
    region: Region, known: dict[str, str]
) -> None:
    anyone = region.client()
    ok(await anyone.post("/members/api/sign-ins", json={"email": BACK}), 202)
    await region.settled()
    asked = (await region.events(SignInRequested))[-1]
    token = links.sign(region.instance, "sign-in", {"id": str(asked.sign_in_id)}, until=asked.until)
    ok(await anyone.post(f"/members/api/sign-ins/{token}"))

    record = ok(await region.client("coordinator").get(f"/members/api/people/{known[BACK]}/record"))

    assert (record["seen"], record["leaving_on"]) == ("2024-12-06", None)


async def test_the_day_before_everyone_is_there_and_on_the_day_one_is_erased(
    region: Region, known: dict[str, str]
) -> None:
    await _night(region, "2025-01-03")
    before = await region.events(PersonErased)
    await _night(region, "2025-01-04")
    after = [str(event.person_id) for event in await region.events(PersonErased)]

    assert (before, after) == ([], [known[IDLE]])


async def test_a_tie_after_the_warning_takes_it_back(region: Region, known: dict[str, str]) -> None:
    await _night(region, "2026-11-10")
    warned = [str(event.person_id) for event in await region.events(ErasureNear)][2:]
    me = region.client("member", person_id=UUID(known[BACK]))
    ok(await me.put("/members/api/me/consents/directory"), 204)
    await _night(region, "2026-12-20")

    me = region.client("member", person_id=UUID(known[BACK]))
    assert warned == [known[BACK]]
    assert len(await region.events(PersonErased)) == 1
    assert ok(await me.get("/members/api/me/record"))["leaving_on"] is None


async def test_an_address_that_was_not_confirmed_is_forgotten_next_night(
    region: Region, known: dict[str, str], mail: Mail
) -> None:
    me = region.client("member", person_id=UUID(known[SEATED]))
    ok(await me.post("/members/api/me/address", json={"email": "erehdys@example.org"}), 202)
    await posted(region)
    before = await tables_with(region, "erehdys@example.org")
    await _night(region, "2026-12-22")
    await posted(region)

    assert before == ["members.person", "notifications.recipients"]
    assert await tables_with(region, "erehdys@example.org") == []
    assert await messages_with(region, "erehdys@example.org") == []


async def test_what_was_told_by_consent_is_forgotten_when_the_last_task_ends(
    region: Region, known: dict[str, str]
) -> None:
    people = {}
    for name, ends in (("idle", None), ("ending", "2027-02-15")):
        person = {"name": f"Kertoja {name}", "email": f"{name}@example.org", "language": "fi"}
        told = ok(await region.client("coordinator").post("/members/api/people", json=person), 201)
        people[name] = UUID(told["person_id"])
        role = {"role": "coordinator", "ends": ends}
        if ends:
            roles = f"/members/api/people/{people[name]}/roles"
            ok(await region.client("operator").post(roles, json=role), 204)
    people["staying"] = UUID(known[SEATED])
    profile = {"phone": "040 123 4567", "needs": "Tulkki.", "agreed": ["telephone", "accessibility"]}
    for person_id in people.values():
        me = region.client("member", person_id=person_id)
        ok(await me.put("/members/api/me/profile", json=profile))
    kept = {}

    for day in ("2027-01-10", "2027-02-01", "2027-02-15", "2027-02-16"):
        await _night(region, day)
        coordinator = region.client("coordinator")
        paths = {name: f"/members/api/people/{person_id}/profile" for name, person_id in people.items()}
        seen = {name: ok(await coordinator.get(path)) for name, path in paths.items()}
        kept[day] = [name for name, one in seen.items() if one["phone"] and one["needs"] and one["agreed"]]

    assert kept == {
        "2027-01-10": ["idle", "ending", "staying"],
        "2027-02-01": ["ending", "staying"],
        "2027-02-15": ["ending", "staying"],
        "2027-02-16": ["staying"],
    }
    assert [(one["phone"], one["needs"], one["agreed"]) for one in seen.values()][:2] == [("", "", [])] * 2


async def _night(region: Region, day: str) -> None:
    """Somebody signs in the day before, so that the night's work is due, and the night comes."""
    station = region.process._stations[region.instance.slug, "members"]
    region.clock.set((date.fromisoformat(day) - timedelta(days=1)).isoformat() + "T12:00:00+02:00")
    async with station.transactions.begin() as tx:
        await people.keep_time(tx, tx.at)
    region.clock.set(f"{day}T04:00:00+02:00")
    region.process.wake()
    await region.settled()
