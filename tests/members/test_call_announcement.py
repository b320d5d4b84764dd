"""Telling the directory of a call by letter."""

from shared.contracts.members import CallAnnounced
from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"


async def test_the_directory_is_told_once_a_round_and_who_has_applied_is_not(
    region: Region,
) -> None:
    call_id = await acts.open_call(region, on="2023-01-10T12:00:00+02:00")
    coordinator = region.client("coordinator")
    for number in (71, 72):
        person = {"name": f"Edustaja {number}", "email": f"edustaja-{number}@example.org", "language": "fi"}
        known = ok(await coordinator.post("/members/api/people", json=person), 201)
        contact = {"contact_person_id": known["person_id"], "scope": "local"}
        directory = {"name": f"Malliyhdistys {number} ry", "number": f"{100 + number}.{100 + number}"}
        ok(await coordinator.post("/members/api/organisations", json=contact | directory), 201)
    ok(
        await region.client().post(
            f"/members/api/calls/{call_id}/applications", json=acts.offer(72, "vammaiset")
        ),
        201,
    )
    path = f"/members/calls/{call_id}/announce"

    asked = await coordinator.get(f"{path}?lang=fi")
    strange = await region.client("member").post(path)
    sent = await coordinator.post(path)
    again = await coordinator.post(path)
    page = await coordinator.get(f"/members/calls/{call_id}")

    assert [one.status_code for one in (asked, strange, sent, again)] == [200, 404, 303, 409]
    assert "lähtee 1 järjestölle." in asked.text
    assert path not in page.text
    await region.settled()
    told = [event.person_id for event in await region.events(CallAnnounced)]
    rows = await region.rows("members", "SELECT id FROM person WHERE email = 'edustaja-71@example.org'")
    assert told == [row["id"] for row in rows]
