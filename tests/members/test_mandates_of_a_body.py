"""The coordinator of one body keeps the mandates of that body."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from tests.members import bodies
from tests.members.acts import ok
from tests.members.test_representation_names import MANDATE, given
from tests.region import Region

SERVICE = ("members", "notifications")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def body(region: Region) -> dict[str, Any]:
    """Set up a table."""
    region.clock.set("2023-03-08T12:00:00+02:00")
    return await bodies.table(region.client("coordinator"))


async def test_the_coordinator_of_a_body_keeps_its_mandates_and_no_others(
    region: Region, body: dict[str, Any]
) -> None:
    own = region.client("coordinator", body_id=UUID(body["id"]))
    new = bodies.person(57) | MANDATE | {"consents": False}
    form = {name: value for name, value in new.items() if name not in ("organ", "consents")}
    form["organ_fi"] = "Lautakunta"

    made = ok(await own.post("/members/api/mandates", json=new | {"body": "kumppanuuspoyta"}), 201)
    posted = await own.post("/members/representation/new", data=form | {"body": "kumppanuuspoyta"})
    refused = [
        (await own.post("/members/api/mandates", json=new)).status_code,
        (await own.post("/members/representation/new", data=form)).status_code,
    ]
    path, theirs = f"/members/api/mandates/{made['id']}", await given(region, 58)
    page = path.replace("/api/mandates/", "/representation/") + "/edit"
    changed = ok(await own.put(path, json=MANDATE | {"post": "chair", "consents": False}))
    strange = [
        (await own.put(theirs, json=MANDATE)).status_code,
        (await own.get(f"{theirs}/editions")).status_code,
        (await own.post(f"{theirs}/end", json={"on": "2024-06-30"})).status_code,
    ]
    for what in ("edit", "end"):
        door = f"{theirs.replace('/api/mandates/', '/representation/')}/{what}"
        strange += [(await own.get(door)).status_code, (await own.post(door)).status_code]
    register = await own.get("/members/representation?lang=fi")
    shown = await own.get(page)
    ok(await own.post(f"{path}/end", json={"on": "2024-06-30"}), 204)

    assert (posted.status_code, refused, strange) == (303, [404, 404], [404] * 7)
    assert (changed["post"], changed["name"], shown.status_code) == ("chair", "Edustaja 57", 200)
    assert (page in register.text, theirs.rsplit("/", 1)[1] in register.text) == (True, False)
    public = await region.client().get("/members/representation?lang=fi")
    assert ("Edustaja 57" in register.text, "Edustaja 57" in public.text) == (True, False)
    listed = await own.get("/members/representation/export?lang=fi")
    assert [f"Edustaja {number}" in listed.text for number in (57, 58)] == [True, False]
