"""Whom an applicant proposes as the deputy gets that place with the seat, in a body that has deputies."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio

from shared.contracts.cooperation import PledgeAsked
from shared.contracts.seats import DeputyNamed
from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
SERVICE = ("members", "notifications")
INCOMPLETE = (
    {"deputy_name": "Ilman Osoitetta"},
    {"deputy_email": "varalla@example.org"},
    {"deputy_name": "Edustaja 5", "deputy_email": "Edustaja-5@example.org"},
)
TERM = (date(2023, 3, 1), date(2025, 2, 28))


class Story:
    """What the steps hand to each other."""

    call_id: UUID
    ids: list[str]
    page: str
    incomplete: list[httpx.Response]
    form: httpx.Response


def proposed(number: int) -> dict[str, str]:
    return {"deputy_name": f"Varalla {number}", "deputy_email": f"varalla-{number}@example.org"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(region: Region) -> Story:
    told = Story()
    told.call_id = await acts.open_call(region, on="2023-01-10T12:00:00+02:00")
    coordinator, path = region.client("coordinator"), f"/members/api/calls/{told.call_id}"
    ok(await coordinator.patch("/members/api/bodies/kumppanuuspoyta", json={"deputies": True}))
    offers = [
        acts.offer(0, "vammaiset", language="sv", **proposed(0)),
        acts.offer(1, "vammaiset"),
        acts.offer(2, "vammaiset"),
        acts.offer(3, "vammaiset", **proposed(3)),
        acts.offer(4, "vammaiset", **proposed(4)),
    ]
    told.ids = [
        ok(await region.client().post(f"{path}/applications", json=one), 201)["application_id"]
        for one in offers
    ]
    told.incomplete = [
        await region.client().post(f"{path}/applications", json=acts.offer(5, "vammaiset", **deputy))
        for deputy in INCOMPLETE
    ]
    form = {name: str(value) for name, value in acts.offer(5, "vammaiset", **INCOMPLETE[0]).items()}
    told.form = await region.client().post(f"/members/calls/{told.call_id}/apply?lang=fi", data=form)
    region.clock.set("2023-02-06T10:00:00+02:00")
    coordinator = region.client("coordinator")
    fates = ["selected", "selected", "selected", "reserve", "rejected"]
    outcomes = [{"application_id": one, "outcome": fate} for one, fate in zip(told.ids, fates, strict=True)]
    ok(await coordinator.put(f"{path}/selection", json={"outcomes": outcomes}))
    told.page = (await coordinator.get(f"/members/calls/{told.call_id}/confirm?lang=fi")).text
    ok(await coordinator.post(f"{path}/confirmation"))
    await region.settled()
    return told


async def deputies(region: Region) -> list[tuple[Any, ...]]:
    found = await region.rows(
        "members",
        "SELECT a.id::text, p.name, p.language, d.starts, d.ends FROM deputy d"
        " JOIN person p ON p.id = d.person_id"
        " JOIN application a ON a.seat_id = d.seat_id ORDER BY p.name",
    )
    return [tuple(row) for row in found]


async def welcomed(region: Region) -> dict[str, str]:
    """Return who got which letter of welcome, by address."""
    found = await region.rows(
        "notifications",
        "SELECT r.email, e.letter FROM emails e JOIN recipients r USING (person_id)"
        " WHERE e.letter IN ('selection_selected', 'pledge_asked') ORDER BY r.email",
    )
    assert len({row["email"] for row in found}) == len(found)
    return {row["email"]: row["letter"] for row in found}


async def test_who_is_selected_gets_one_letter_with_the_outcome_and_the_welcome_and_the_deputy_a_welcome(
    region: Region, story: Story
) -> None:
    selected = {f"edustaja-{number}@example.org": "selection_selected" for number in range(3)}

    assert await welcomed(region) == selected | {"varalla-0@example.org": "pledge_asked"}
    asked = [(one.is_deputy, one.told) for one in await region.events(PledgeAsked)]
    assert sorted(asked) == [(False, True)] * 3 + [(True, False)]


async def test_a_deputy_without_an_own_address_is_asked_for_before_the_application_is_sent(
    story: Story,
) -> None:
    refused = [(one.status_code, one.json().get("type")) for one in story.incomplete]

    assert refused == [(422, "/problems/members/deputy-incomplete")] * 3
    assert story.form.status_code == 422
    assert "Anna varajäsenen nimi ja hänen oma sähköpostiosoitteensa" in story.form.text


async def test_the_page_says_how_many_deputies_get_a_place(story: Story) -> None:
    assert "1 hakemuksessa ehdotettu varajäsen saa varajäsenen paikan." in story.page


async def test_the_deputy_of_a_selected_application_has_the_place_for_the_whole_term(
    region: Region, story: Story
) -> None:
    assert await deputies(region) == [(story.ids[0], "Varalla 0", "sv", *TERM)]
    (named,) = await region.events(DeputyNamed)
    assert (named.starts, named.ends) == TERM
    roles = await region.rows(
        "members",
        "SELECT r.role, r.starts, r.ends FROM role_grant r JOIN person p ON p.id = r.person_id"
        " WHERE p.email = 'varalla-0@example.org'",
    )
    assert [tuple(row) for row in roles] == [("member", *TERM)]


async def test_a_reserve_who_takes_a_seat_brings_a_deputy_along(region: Region, story: Story) -> None:
    region.clock.set("2023-09-04T10:00:00+03:00")
    coordinator = region.client("coordinator")
    (seat,) = await region.rows(
        "members", "SELECT seat_id FROM application WHERE id = $1", UUID(story.ids[1])
    )
    path = f"/members/api/seats/{seat['seat_id']}"
    ok(await coordinator.post(f"{path}/vacate", json={"on": "2023-09-30"}))
    ok(await coordinator.post(f"{path}/fill", json={"on": "2023-10-01"}), 201)
    await region.settled()

    assert await deputies(region) == [
        (story.ids[0], "Varalla 0", "sv", *TERM),
        (story.ids[3], "Varalla 3", "fi", date(2023, 10, 1), TERM[1]),
    ]
    new = {"edustaja-3@example.org": "pledge_asked", "varalla-3@example.org": "pledge_asked"}
    assert {who: letter for who, letter in (await welcomed(region)).items() if "-3@" in who} == new
