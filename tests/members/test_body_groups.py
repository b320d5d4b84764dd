"""A group draws its members from its parent."""

from typing import Any

import pytest_asyncio

from tests.members import acts, bodies
from tests.members.acts import ok
from tests.region import Region

REGION = "pohjois-karjala"
GROUP = "alatyoryhma"
PAGE = f"/members/bodies/{GROUP}"


class Seats:
    """A seat of the parent and the group's seats of the same organisation."""

    parent: dict[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seats(region: Region) -> Seats:
    region.clock.set("2023-03-01T10:00:00+02:00")
    coordinator = region.client("coordinator")
    await bodies.table(coordinator)
    starts, ends = acts.TABLE["term"]
    group = {"slug": GROUP, "kind": "sub_group", "parent": "kumppanuuspoyta", "name": {"fi": "Ryhmä"}}
    group |= {"purpose": {"fi": "Valmistelee."}, "terms": [{"starts": starts, "ends": ends}]}
    ok(await coordinator.post("/members/api/bodies", json=group), 201)
    found = Seats()
    found.parent = await bodies.seat(coordinator, "kumppanuuspoyta", 1)
    await bodies.seat(coordinator, "kumppanuuspoyta", 2)
    return found


def outsider(number: int) -> dict[str, Any]:
    starts, ends = acts.TABLE["term"]
    return {
        "kind": "organisation",
        "represents": f"Malliyhdistys {number} ry",
        "person": bodies.person(number),
        "starts": starts,
        "ends": ends,
    }


async def test_a_seat_of_a_group_is_refused_to_who_does_not_sit_in_the_parent(
    region: Region, seats: Seats
) -> None:
    coordinator = region.client("coordinator")
    person = outsider(9)["person"]
    typed = outsider(9) | person

    refused = await coordinator.post(f"/members/api/bodies/{GROUP}/seats", json=outsider(9))
    form = await coordinator.post(f"{PAGE}/appoint?lang=fi", data=typed)
    attends = await coordinator.post(
        f"/members/api/bodies/{GROUP}/seats", json=outsider(9) | {"kind": "attendee"}
    )

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/members/not-of-parent")
    assert (form.status_code, "Ryhmän paikan voi saada vain se" in form.text) == (422, True)
    assert attends.status_code == 201


async def test_a_member_of_the_parent_and_another_person_of_its_organisation_are_seated(
    region: Region, seats: Seats
) -> None:
    coordinator = region.client("coordinator")

    await bodies.seat(coordinator, GROUP, 1)
    await bodies.seat(coordinator, GROUP, 2, person=bodies.person(20))
    page = (await region.client().get(f"{PAGE}?lang=fi")).text

    assert "Jäsenet tulevat tästä toimielimestä: Itä-Uudenmaan" in page


async def test_who_lost_the_seat_in_the_parent_is_shown_to_the_coordinator_alone(
    region: Region, seats: Seats
) -> None:
    coordinator = region.client("coordinator")
    said = "Ei enää jäsen toimielimessä, johon ryhmä kuuluu"
    before = (await coordinator.get(f"{PAGE}?lang=fi")).text
    ok(await coordinator.post(f"/members/api/seats/{seats.parent['id']}/vacate", json={"on": "2023-05-31"}))

    region.clock.set("2023-06-01T10:00:00+03:00")
    coordinator = region.client("coordinator")
    after = (await coordinator.get(f"{PAGE}?lang=fi")).text
    anyone = (await region.client().get(f"{PAGE}?lang=fi")).text

    assert (said in before, said in after, said in anyone) == (False, True, False)
    listed = after[after.index(said) : after.index("</ul>", after.index(said))]
    assert ("Malliyhdistys 1 ry" in listed, "Malliyhdistys 2 ry" in listed) == (True, False)


async def test_a_charter_may_open_the_group_to_others_and_the_page_says_so(
    region: Region, seats: Seats
) -> None:
    coordinator = region.client("coordinator")
    ok(await coordinator.patch(f"/members/api/bodies/{GROUP}", json={"from_outside": True}))

    await bodies.seat(coordinator, GROUP, 9)
    page = (await coordinator.get(f"{PAGE}?lang=fi")).text

    assert "Ryhmässä voi olla muitakin kuin tämän toimielimen jäseniä" in page
    assert "Ei enää jäsen toimielimessä, johon ryhmä kuuluu" not in page
    history = ok(await coordinator.get(f"/members/api/bodies/{GROUP}/editions"))["items"]
    assert [one["facts"]["from_outside"] for one in history][:2] == [True, False]
