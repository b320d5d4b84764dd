"""What the public form tells and keeps: nothing of others, how data is used, what is missing, consents."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from shared.chassis import links
from shared.contracts.members import ApplicationMoved, ApplicationReceived, SelectionConfirmed
from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

SERVICE = ("members", "notifications")
REGION = "ita-uusimaa"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def call_id(region: Region) -> UUID:
    return await acts.open_call(region, on="2023-01-10T12:00:00+02:00")


def typed(which: int, /, **other: Any) -> dict[str, Any]:
    return acts.offer(which, "vammaiset") | {"commits": "1"} | other


async def applications(region: Region, call_id: UUID) -> dict[str, dict[str, Any]]:
    """Return the applications by their address and organisation."""
    path = f"/members/api/calls/{call_id}/applications"
    items = ok(await region.client("coordinator").get(path))["items"]
    return {f"{one['email']} {one['organisation']}": one for one in items if one["withdrawn"] is None}


async def test_a_stranger_does_not_learn_who_has_applied_and_keeps_nobody_out(
    region: Region, call_id: UUID
) -> None:
    anyone, path = region.client(), f"/members/calls/{call_id}/apply"
    first = await anyone.post(path, data=typed(3))
    same_number = await anyone.post(path, data=typed(3, email="toinen@example.org"))
    same_person = await anyone.post(path, data=typed(3, number="", organisation="Ryhmä"))
    pressed_twice = await anyone.post(path, data=typed(3))

    receipts = [
        await anyone.get(f"{answer.headers['location']}?lang=fi") for answer in (same_number, same_person)
    ]
    found = await applications(region, call_id)
    page = await region.client("coordinator").get(f"/members/calls/{call_id}/applications?lang=fi")

    assert [r.status_code for r in (first, same_number, same_person, pressed_twice)] == [303] * 4
    for receipt in receipts:
        assert "Kiitos!" in receipt.text
        assert "kahdesti" not in receipt.text
    assert {who: one["repeats"] for who, one in found.items()} == {
        "edustaja-3@example.org Malliyhdistys 3 ry": False,
        "toinen@example.org Malliyhdistys 3 ry": True,
        "edustaja-3@example.org Ryhmä": True,
    }
    assert page.text.count("haettu kahdesti") == 2
    await region.settled()
    assert len(await region.events(ApplicationReceived)) == 3


async def test_the_own_page_does_not_tell_the_name_of_whoever_has_the_address(
    region: Region, call_id: UUID
) -> None:
    coordinator = region.client("coordinator")
    known = {"name": "Tunnettu Nimi", "email": "tunnettu@example.org", "language": "fi"}
    ok(await coordinator.post("/members/api/people", json=known), 201)

    sent = await region.client().post(
        f"/members/calls/{call_id}/apply", data=typed(5, name="Joku Muu", email=known["email"])
    )
    own = await region.client().get(sent.headers["location"])

    assert known["email"] in own.text
    assert known["name"] not in own.text


async def test_the_form_says_how_details_are_used_and_keeps_which_words_were_shown(
    region: Region, call_id: UUID
) -> None:
    anyone, path = region.client(), f"/members/calls/{call_id}/apply"
    form = await anyone.get(f"{path}?lang=sv")
    sent = await anyone.post(path, data=typed(31, notice_version="1"))
    await anyone.post(path, data=typed(32, notice_version="77"))
    own = await anyone.get(f"{sent.headers['location']}?lang=fi")

    found = await applications(region, call_id)

    assert "Personuppgiftsansvarig är välfärdsområdet." in form.text
    assert 'name="notice_version" value="1"' in form.text
    shown = [
        found[f"edustaja-{one}@example.org Malliyhdistys {one} ry"]["notice_version"] for one in (31, 32)
    ]
    assert shown == [1, None]
    assert "tietosuojaselosteen versio 1" in own.text


async def test_the_coordinator_sees_what_an_application_lacks(region: Region, call_id: UUID) -> None:
    coordinator = region.client("coordinator")
    path = f"/members/api/calls/{call_id}/applications"
    short = acts.offer(41, "moniala") | {"number": None, "grounds": "Lyhyt."}
    whole = acts.offer(42, "moniala", grounds="Tunnemme alueen. " * 10)
    ids = [ok(await region.client().post(path, json=one), 201)["application_id"] for one in (short, whole)]

    lacking = [ok(await coordinator.get(f"/members/api/applications/{one}"))["missing"] for one in ids]
    page = await coordinator.get(f"/members/calls/{call_id}/applications/{ids[0]}?lang=fi")

    assert lacking == [["number", "grounds"], []]
    assert "Mitä hakemuksesta puuttuu" in page.text


async def test_a_move_keeps_how_it_was_agreed_and_the_applicant_gets_a_letter(
    region: Region, call_id: UUID
) -> None:
    by = UUID(int=9)
    coordinator = region.client("coordinator", person_id=by)
    one = (await applications(region, call_id))["edustaja-42@example.org Malliyhdistys 42 ry"]
    page = f"/members/calls/{call_id}/applications/{one['id']}"
    said = {"theme": "ikaihmiset", "consent": "1", "how": "phone", "by": "Puheenjohtaja", "on": "2023-01-09"}

    silent = await coordinator.post(f"{page}/move", data={**said, "how": ""})
    moved = await coordinator.post(f"{page}/move", data=said)
    shown = await coordinator.get(f"{page}?lang=fi")
    await region.settled()
    (event,) = await region.events(ApplicationMoved)
    letters = await region.rows(
        "notifications", "SELECT person_id FROM emails WHERE letter = 'application_moved'"
    )
    kept = await region.rows(
        "members",
        "SELECT moved_by, consent_how, consent_by, consent_on::text FROM application WHERE id = $1",
        UUID(one["id"]),
    )

    assert (silent.status_code, moved.status_code) == (422, 303)
    assert tuple(kept[0]) == (by, "phone", "Puheenjohtaja", "2023-01-09")
    assert "puhelimessa" in shown.text
    assert "Puheenjohtaja" in shown.text
    assert "theme" not in event.model_dump()
    assert [str(row["person_id"]) for row in letters] == [str(event.person_id)]


async def test_an_answer_that_shows_the_application_is_a_reading_unless_it_is_the_applicants(
    region: Region, call_id: UUID
) -> None:
    by = UUID(int=10)
    coordinator = region.client("coordinator", person_id=by)
    sent = [
        ok(
            await region.client().post(
                f"/members/api/calls/{call_id}/applications", json=acts.offer(one, "moniala")
            ),
            201,
        )
        for one in (51, 52)
    ]
    paths = [f"/members/api/applications/{one['application_id']}" for one in sent]

    agreed = {"theme": "vammaiset", "consent": True, "how": "meeting"}
    ok(await coordinator.post(f"{paths[0]}/move", json=agreed))
    ok(await coordinator.post(f"{paths[0]}/withdrawal", json={}))
    ok(await region.client().post(f"{paths[1]}/withdrawal", json={"token": sent[1]["token"]}))

    ids = [UUID(one["application_id"]) for one in sent]
    query = "SELECT person_id, application_id FROM application_read WHERE application_id = ANY($1)"
    log = await region.rows("members", query, ids)
    assert [tuple(row) for row in log] == [(by, ids[0]), (by, ids[0])]


async def test_whoever_is_selected_twice_is_counted_on_the_page_that_confirms_and_hears_once(
    region: Region, call_id: UUID
) -> None:
    region.clock.set("2023-01-23T12:00:00+02:00")
    coordinator = region.client("coordinator")
    found = await applications(region, call_id)
    mine = {one["id"] for who, one in found.items() if "3 ry" in who or "Ryhmä" in who}
    fates = {one["id"]: "selected" if one["id"] in mine else "rejected" for one in found.values()}
    chosen = [{"application_id": one, "outcome": fate} for one, fate in fates.items()]
    path = f"/members/api/calls/{call_id}/selection"

    told = ok(await coordinator.put(path, json={"outcomes": chosen}))
    page = await coordinator.get(f"/members/calls/{call_id}/confirm?lang=fi")

    assert (len(mine), set(told["selected_twice"])) == (3, mine)
    assert told["letters"] == len({one["email"] for one in found.values()}) == len(found) - 1
    assert "3 valittua hakemusta on sellaisen järjestön tai henkilön" in page.text


async def test_reserves_are_asked_in_the_coordinators_order(region: Region, call_id: UUID) -> None:
    region.clock.set("2023-01-23T12:00:00+02:00")
    coordinator = region.client("coordinator")
    path = f"/members/api/calls/{call_id}"
    found = await applications(region, call_id)
    mine = {one["id"] for one in found.values() if one["theme"] == "vammaiset"}
    first = found["edustaja-3@example.org Ryhmä"]["id"]
    reserves = sorted(mine - {first})
    fates = {one["id"]: "rejected" for one in found.values()} | dict.fromkeys(reserves, "reserve")
    chosen = [{"application_id": one, "outcome": fate} for one, fate in (fates | {first: "selected"}).items()]
    ok(await coordinator.put(f"{path}/selection", json={"outcomes": chosen}))
    ok(await coordinator.post(f"{path}/confirmation"))
    await region.settled()
    (confirmed,) = await region.events(SelectionConfirmed)
    heard = {str(one.application_id) for one in confirmed.outcomes}
    assert set(fates) - heard == {found["edustaja-3@example.org Malliyhdistys 3 ry"]["id"]}
    assert [one.others for one in confirmed.outcomes if str(one.application_id) == first] == [1]
    assert sum(one.others for one in confirmed.outcomes) == 1
    seats = ok(await coordinator.get("/members/api/bodies/kumppanuuspoyta/composition?on=2023-03-02"))[
        "items"
    ]
    wanted = [reserves[-1], *reserves[:-1]]

    refused = await coordinator.put(f"{path}/reserves", json={"application_ids": [first]})
    page = await coordinator.get(f"/members/calls/{call_id}/reserves?lang=sv")
    typed_in = {f"rank-{UUID(one).hex}": str(place) for place, one in enumerate(wanted, 1)}
    saved = await coordinator.post(f"/members/calls/{call_id}/reserves", data=typed_in)
    own = links.sign(region.instance, "application", {"id": wanted[0]})
    fate = await region.client().get(f"/members/applications/{own}?lang=fi")
    told = ok(await coordinator.get(f"/members/api/seats/{seats[0]['id']}/reserves"))["items"]
    ok(await coordinator.post(f"/members/api/seats/{seats[0]['id']}/vacate", json={"on": "2023-03-31"}))
    filled = ok(
        await coordinator.post(f"/members/api/seats/{seats[0]['id']}/fill", json={"on": "2023-04-01"}), 201
    )

    assert (refused.status_code, saved.status_code) == (422, 303)
    assert "Reservernas ordning" in page.text
    assert "Järjestönne on varasijalla" in fate.text
    assert [one["application_id"] for one in told] == wanted
    assert [one["rank"] for one in told] == list(range(1, len(wanted) + 1))
    names = {one["id"]: one["organisation"] for one in found.values()}
    assert filled["represents"] == names[wanted[0]]
