"""Applications are kept as long as they may be and no longer; what they counted stays true."""

from uuid import UUID

import pytest_asyncio

from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"

FATES = ["selected"] * 2 + ["reserve"] + ["rejected"] * 2


class Story:
    """What the steps hand to each other."""

    call_id: UUID
    tokens: list[str]
    counts: dict[str, object]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(region: Region) -> Story:
    told = Story()
    told.call_id = await acts.open_call(region, on="2023-01-10T12:00:00+02:00")
    path = f"/members/api/calls/{told.call_id}"
    ids = []
    told.tokens = []
    for number in range(6):
        offer = acts.offer(number, "vammaiset", grounds=f"Salaiset perustelut {number}")
        receipt = ok(await region.client().post(f"{path}/applications", json=offer), 201)
        ids.append(receipt["application_id"])
        told.tokens.append(receipt["token"])
    region.clock.set("2023-01-25T10:00:00+02:00")
    withdrawal = f"/members/api/applications/{ids[5]}/withdrawal"
    ok(await region.client().post(withdrawal, json={"token": told.tokens[5]}))
    region.clock.set("2023-02-06T10:00:00+02:00")
    coordinator = region.client("coordinator")
    for one in ids[:5]:
        body = {"scores": [{"criterion": 0, "points": 3, "comment": "Salainen huomio"}]}
        ok(await coordinator.put(f"/members/api/applications/{one}/scores", json=body), 204)
    outcomes = [{"application_id": one, "outcome": fate} for one, fate in zip(ids, FATES, strict=False)]
    ok(await coordinator.put(f"{path}/selection", json={"outcomes": outcomes}))
    ok(await coordinator.post(f"{path}/confirmation"))
    told.counts = ok(await coordinator.get(f"{path}/applications"))["counts"]
    return told


async def texts(region: Region) -> list[str]:
    rows = await region.rows("members", "SELECT grounds FROM application ORDER BY grounds")
    return [row["grounds"] for row in rows if row["grounds"]]


async def test_until_the_day_nothing_is_erased(region: Region, story: Story) -> None:
    region.clock.set("2023-08-05T23:59:00+03:00")
    await region.settled()

    assert len(await texts(region)) == 6


async def test_after_six_months_those_not_selected_are_erased_and_reserves_stay(
    region: Region, story: Story
) -> None:
    region.clock.set("2023-08-06T00:00:00+03:00")
    await region.settled()
    await region.settled()

    assert await texts(region) == [f"Salaiset perustelut {number}" for number in range(3)]
    erased = await region.rows(
        "members",
        "SELECT person_id, organisation_id, name, number, deputy_name FROM application"
        " WHERE erased IS NOT NULL",
    )
    assert {tuple(row) for row in erased} == {(None, None, "", "", "")}
    assert len(erased) == 3
    comments = await region.rows("members", "SELECT comment FROM score")
    assert len(comments) == 3


async def test_the_figures_stay_as_they_were(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    path = f"/members/api/calls/{story.call_id}"

    found = ok(await coordinator.get(f"{path}/applications"))
    selection = ok(await coordinator.get(f"{path}/selection"))

    assert found["counts"] == story.counts | {"erased": 3}
    assert selection["totals"] == {
        "received": 6,
        "selected": 2,
        "reserve": 1,
        "rejected": 2,
        "withdrawn": 1,
        "undecided": 0,
    }


async def test_the_pages_say_that_it_was_erased(region: Region, story: Story) -> None:
    coordinator = region.client("coordinator")
    path = f"/members/calls/{story.call_id}"
    items = ok(await coordinator.get(f"/members/api/calls/{story.call_id}/applications"))["items"]
    erased = next(one for one in items if one["erased"])

    own = await region.client().get(f"/members/applications/{story.tokens[4]}?lang=fi")
    shown = await coordinator.get(f"{path}/applications/{erased['id']}?lang=sv")
    pages = [await coordinator.get(f"{path}/{name}") for name in ("applications", "selection", "comparison")]

    assert "Hakemuksesi on poistettu" in own.text
    assert "Ansökan har raderats" in shown.text
    assert [page.status_code for page in pages] == [200, 200, 200]


async def test_reserves_wait_for_the_end_of_a_term_that_was_extended(region: Region, story: Story) -> None:
    region.clock.set("2025-02-03T10:00:00+02:00")
    coordinator = region.client("coordinator")
    (term,) = ok(await coordinator.get("/members/api/bodies/kumppanuuspoyta"))["terms"]
    longer = {"starts": "2023-03-01", "ends": "2025-03-31", "seats_follow": True}
    ok(await coordinator.put(f"/members/api/terms/{term['id']}", json=longer))

    region.clock.set("2025-03-01T00:00:00+02:00")
    await region.settled()
    await region.settled()

    assert len(await texts(region)) == 3


async def test_when_the_term_was_shortened_the_rest_is_erased_at_its_new_end(
    region: Region, story: Story
) -> None:
    region.clock.set("2025-03-02T10:00:00+02:00")
    coordinator = region.client("coordinator")
    (term,) = ok(await coordinator.get("/members/api/bodies/kumppanuuspoyta"))["terms"]
    shorter = {"starts": "2023-03-01", "ends": "2025-03-15", "seats_follow": True}
    ok(await coordinator.put(f"/members/api/terms/{term['id']}", json=shorter))
    left = []

    for moment in ("2025-03-15T23:59:59+02:00", "2025-03-16T00:00:00+02:00"):
        await region.settled()
        region.clock.set(moment)
        await region.settled()
        await region.settled()
        left.append(len(await texts(region)))

    assert left == [3, 0]
    seats = await region.rows("members", "SELECT count(*) FROM seat WHERE theme_id IS NOT NULL")
    assert seats[0][0] == 2


async def test_a_call_that_nobody_decides_keeps_its_applications_two_years_and_no_longer(
    region: Region, story: Story
) -> None:
    region.clock.set("2025-04-01T10:00:00+03:00")
    coordinator = region.client("coordinator")
    dates = {
        "opens": "2025-04-01T09:00:00+03:00",
        "deadline": "2025-04-20",
        "term_starts": "2025-05-01",
        "term_ends": "2027-04-30",
    }
    written = ok(
        await coordinator.post("/members/api/bodies/kumppanuuspoyta/calls", json=acts.call() | dates), 201
    )
    path = f"/members/api/calls/{written['id']}"
    ok(await coordinator.post(f"{path}/publication"))
    ok(await region.client().post(f"{path}/applications", json=acts.offer(1, "vammaiset")), 201)

    region.clock.set("2027-04-20T10:00:00+03:00")
    await region.settled()
    before = await texts(region)
    region.clock.set("2027-04-22T10:00:00+03:00")
    await region.settled()
    await region.settled()

    assert len(before) == 1
    assert await texts(region) == []
