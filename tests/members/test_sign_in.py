"""Signing in by a one-time link."""

from datetime import timedelta

from services.members.people import commands
from shared.chassis import links
from shared.chassis.principals import CHAIR, Role
from shared.contracts.members import SignInRequested
from tests.members import acts
from tests.members.acts import ok
from tests.region import Region


async def _known(region: Region, email: str, **facts: str) -> str:
    person = {"name": "Edustaja IU-01", "email": email, "language": "sv"} | facts
    return str(
        ok(await region.client("coordinator").post("/members/api/people", json=person), 201)["person_id"]
    )


async def _link(region: Region, email: str) -> str:
    ok(await region.client().post("/members/api/sign-ins", json={"email": email}), 202)
    await region.settled()
    asked = (await region.events(SignInRequested))[-1]
    return links.sign(region.instance, "sign-in", {"id": str(asked.sign_in_id)}, until=asked.until)


async def test_an_unknown_address_gets_the_same_answer_and_no_link(region: Region) -> None:
    await _known(region, "known@example.org")
    before = len(await region.events(SignInRequested))

    known = await region.client().post("/members/api/sign-ins", json={"email": "known@example.org"})
    unknown = await region.client().post("/members/api/sign-ins", json={"email": "nobody@example.org"})

    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    await region.settled()
    assert len(await region.events(SignInRequested)) == before + 1


async def test_a_link_signs_in_once_with_the_roles_of_today(region: Region) -> None:
    person_id = await _known(region, "once@example.org")
    coordinator = region.client("coordinator")
    body_id = ok(await coordinator.post("/members/api/bodies", json=acts.table()), 201)["id"]
    role = {"role": "chair", "body_id": body_id}
    ok(await coordinator.post(f"/members/api/people/{person_id}/roles", json=role), 204)
    ok(await coordinator.post(f"/members/api/people/{person_id}/roles", json=role), 204)
    token = await _link(region, "once@example.org")

    session = ok(await region.client().post(f"/members/api/sign-ins/{token}"))
    again = await region.client().post(f"/members/api/sign-ins/{token}")
    me = ok(
        await region.client().get("/members/api/me", headers={"authorization": f"Bearer {session['token']}"})
    )

    assert again.status_code == 410
    assert me == {
        "person_id": person_id,
        "name": "Edustaja IU-01",
        "email": "once@example.org",
        "language": "sv",
        "languages": [],
        "roles": [{"name": CHAIR, "body_id": body_id}],
    }


async def test_an_old_link_is_refused(region: Region) -> None:
    await _known(region, "late@example.org")
    token = await _link(region, "late@example.org")
    now = region.clock()

    region.clock.set((now + timedelta(minutes=31)).isoformat())
    late = await region.client().post(f"/members/api/sign-ins/{token}")
    region.clock.set(now.isoformat())

    assert late.status_code == 410


async def test_at_most_five_links_are_open_at_once(region: Region) -> None:
    person_id = await _known(region, "eager@example.org")

    for _ in range(7):
        ok(await region.client().post("/members/api/sign-ins", json={"email": "eager@example.org"}), 202)

    await region.settled()
    asked = [str(event.person_id) for event in await region.events(SignInRequested)]
    assert asked.count(person_id) == 5


async def test_the_page_of_a_link_has_a_button_and_only_the_button_signs_in(region: Region) -> None:
    await _known(region, "page@example.org")
    anyone = region.client()
    await anyone.post("/members/sign-in", data={"email": "page@example.org", "next": "/members/calls"})
    await region.settled()
    asked = (await region.events(SignInRequested))[-1]
    token = links.sign(region.instance, "sign-in", {"id": str(asked.sign_in_id)}, until=asked.until)

    looked = await anyone.get(f"/members/sign-in/{token}")
    looked_again = await anyone.get(f"/members/sign-in/{token}")
    pressed = await anyone.post(f"/members/sign-in/{token}")

    assert (looked.status_code, looked_again.status_code) == (200, 200)
    assert "set-cookie" not in looked.headers
    assert (pressed.status_code, pressed.headers["location"]) == (303, "/members/calls")
    cookie = pressed.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("session=", "httponly", "samesite=lax", "path=/"))


async def test_a_link_never_leads_to_another_site(region: Region) -> None:
    answers = [
        (await region.client().get("/members/sign-in", params={"next": onward})).status_code
        for onward in ("//evil.example", "https://evil.example", "/\\evil.example", "/members/me")
    ]

    assert answers == [422, 422, 422, 200]


async def test_a_coordinator_cannot_make_coordinators_but_the_operator_can(region: Region) -> None:
    person_id = await _known(region, "new@example.org")
    path = f"/members/api/people/{person_id}/roles"

    refused = await region.client("coordinator").post(path, json={"role": "coordinator"})
    given = await region.client("operator").post(path, json={"role": "coordinator"})

    assert (refused.status_code, given.status_code) == (403, 204)


async def test_a_public_form_cannot_rename_a_known_person(region: Region) -> None:
    person_id = await _known(region, "named@example.org")

    again = await _known(region, "NAMED@example.org", name="Joku Muu")

    assert again == person_id
    names = await region.rows("members", "SELECT name FROM person WHERE email = 'named@example.org'")
    assert [row["name"] for row in names] == ["Edustaja IU-01"]


async def test_the_composition_root_can_make_people_and_roles(region: Region) -> None:
    station = region.process._stations[region.instance.slug, "members"]
    async with station.transactions.begin() as tx:
        person = await commands.know(tx, "Koordinaattori", "root@example.org", "fi", tx.at)
        await commands.grant(tx, person.id, "coordinator", None, tx.at)
        await tx.flush()
        who = await commands.principal(tx, person.id, tx.at)

    assert who.roles == frozenset([Role("coordinator")])
