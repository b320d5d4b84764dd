"""People known only by a call: they leave by themselves, or are forgotten in time."""

from datetime import date, timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from services.members.people import commands as people
from shared.chassis import links
from shared.contracts.members import SignInRequested
from shared.contracts.people import PersonErased
from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
DRAFTED, CHOOSES = "luonnos@example.org", "valitsija@example.org"
APPLIED, REJECTED, VERIFIED = (f"edustaja-{number}@example.org" for number in range(1, 4))


class Story:
    """What the steps hand to each other."""

    call_id: UUID
    ids: dict[str, str]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(region: Region) -> Story:
    told = Story()
    told.call_id = await acts.open_call(region, on="2023-01-10T12:00:00+02:00")
    anyone, coordinator = region.client(), region.client("coordinator")
    path = f"/members/api/calls/{told.call_id}"
    told.ids = {}
    for number, email in enumerate((APPLIED, REJECTED, VERIFIED), start=1):
        receipt = ok(await anyone.post(f"{path}/applications", json=acts.offer(number, "vammaiset")), 201)
        told.ids[email] = receipt["application_id"]
    fourth = ok(await anyone.post(f"{path}/applications", json=acts.offer(4, "vammaiset")), 201)
    told.ids["selected"] = fourth["application_id"]
    draft = {"name": "Luonnostelija", "email": DRAFTED, "language": "fi", "fields": {"grounds": "Ehkä."}}
    ok(await anyone.post(f"{path}/drafts", json=draft), 201)
    selector = {"name": "Ulkopuolinen Valitsija", "email": CHOOSES, "language": "fi"}
    ok(await coordinator.post(f"{path}/selectors", json=selector), 201)
    (checked,) = await region.rows(
        "members", "SELECT organisation_id FROM application WHERE id = $1", UUID(told.ids[VERIFIED])
    )
    ok(await coordinator.post(f"/members/api/organisations/{checked['organisation_id']}/verification"))
    await region.settled()
    return told


async def known(region: Region) -> set[str]:
    rows = await region.rows("members", "SELECT email FROM person WHERE erased IS NULL")
    return {row["email"] for row in rows}


async def contacts(region: Region) -> set[str]:
    rows = await region.rows(
        "members", "SELECT p.email FROM organisation o JOIN person p ON p.id = o.contact_person_id"
    )
    return {row["email"] for row in rows}


async def sign_in(region: Region, email: str) -> dict[str, str]:
    """Ask for a link, use it, and return the header that signs in."""
    ok(await region.client().post("/members/api/sign-ins", json={"email": email}), 202)
    await region.settled()
    asked = (await region.events(SignInRequested))[-1]
    token = links.sign(region.instance, "sign-in", {"id": str(asked.sign_in_id)}, until=asked.until)
    session = ok(await region.client().post(f"/members/api/sign-ins/{token}"))
    return {"authorization": f"Bearer {session['token']}"}


@pytest.mark.parametrize("email", [APPLIED, DRAFTED, CHOOSES])
async def test_whoever_is_known_by_a_call_alone_signs_in_with_the_address_and_has_it_all_erased(
    region: Region, story: Story, email: str
) -> None:
    anyone, who = region.client(), await sign_in(region, email)

    told = await anyone.get("/members/me", headers=who)
    ok(await anyone.post("/members/api/me/erasure", headers=who), 204)
    await region.settled()

    assert told.status_code == 200
    assert email in told.text
    assert email not in await known(region)
    left = (
        "SELECT 1 FROM application_draft UNION ALL SELECT 1 FROM application WHERE id = $1 AND erased IS NULL"
    )
    found = await region.rows("members", left, UUID(story.ids[APPLIED]))
    assert len(found) == (1 if email == APPLIED else 0)


async def test_the_page_of_an_application_says_where_everything_can_be_seen_and_erased(
    region: Region, story: Story
) -> None:
    token = links.sign(region.instance, "application", {"id": story.ids[REJECTED]})

    page = await region.client().get(f"/members/applications/{token}?lang=fi")

    assert "voit poistattaa ne" in page.text
    assert 'href="/members/me"' in page.text


async def test_half_a_year_after_the_decision_a_rejected_applicant_is_no_contact_any_more(
    region: Region, story: Story
) -> None:
    region.clock.set("2023-02-06T10:00:00+02:00")
    coordinator, path = region.client("coordinator"), f"/members/api/calls/{story.call_id}"
    fates = {story.ids["selected"]: "selected"}
    outcomes = [
        {"application_id": one, "outcome": fates.get(one, "rejected")}
        for email, one in story.ids.items()
        if email != APPLIED
    ]
    ok(await coordinator.put(f"{path}/selection", json={"outcomes": outcomes}))
    ok(await coordinator.post(f"{path}/confirmation"))
    before = await contacts(region)
    region.clock.set("2023-08-07T10:00:00+03:00")
    await region.settled()
    await region.settled()

    assert before == {REJECTED, VERIFIED, "edustaja-4@example.org"}
    assert await contacts(region) == {VERIFIED, "edustaja-4@example.org"}


async def test_two_years_later_the_rejected_applicant_is_forgotten(region: Region, story: Story) -> None:
    erased = len(await region.events(PersonErased))
    for day in ("2025-01-10", "2025-02-20"):
        await night(region, day)

    assert len(await region.events(PersonErased)) == erased + 1
    assert await known(region) == {VERIFIED, "edustaja-4@example.org"}


async def night(region: Region, day: str) -> None:
    """Let the nightly work of a day be done."""
    station = region.process._stations[region.instance.slug, "members"]
    region.clock.set((date.fromisoformat(day) - timedelta(days=1)).isoformat() + "T12:00:00+02:00")
    async with station.transactions.begin() as tx:
        await people.keep_time(tx, tx.at)
    region.clock.set(f"{day}T04:00:00+02:00")
    region.process.wake()
    await region.settled()
