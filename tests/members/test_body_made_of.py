"""Themes, parties, terms and starts of a body are changed on pages, and what they were stays known."""

from typing import Any

import pytest_asyncio

from shared.contracts.members import BodyChanged, SeatFilled
from shared.contracts.seats import DeputyNamed, DeputyReleased, InterestsAsked, TermEndingNoticed
from tests.members import acts, bodies
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
HERE, API = "/members/bodies/kumppanuuspoyta", "/members/api/bodies/kumppanuuspoyta"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def table(region: Region) -> dict[str, Any]:
    """A table with one seat filled, and a network without terms that is planned to begin."""
    region.clock.set("2023-03-01T10:00:00+02:00")
    operator = region.client("operator")
    made = await bodies.table(operator)
    await bodies.seat(operator, "kumppanuuspoyta", 1, theme="vammaiset")
    network = {"slug": "verkosto", "kind": "network", "name": {"fi": "V"}, "purpose": {"fi": "V"}}
    planned = {"state": "planned", "starts_on": "2023-09-01", "parent": "kumppanuuspoyta"}
    ok(await operator.post("/members/api/bodies", json=network | planned), 201)
    known = ok(await operator.post("/members/api/people", json=bodies.person(50)), 201)
    role = {"role": "coordinator"}
    ok(await operator.post(f"/members/api/people/{known['person_id']}/roles", json=role), 204)
    return made


async def test_themes_are_added_ordered_protected_and_retired_on_a_page(
    region: Region, table: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    before = [one["slug"] for one in table["themes"]]
    new = {"name_fi": "Nuoret", "name_sv": "Unga", "slug": "nuoret", "target": "2", "place": "1"}
    retired = {"name_fi": "Vammaisjärjestöt", "target": "2", "place": "200", "retired": "true"}

    shown = await coordinator.get(f"{HERE}/made-of?lang=fi")
    added = await coordinator.post(f"{HERE}/made-of", data=new | {"protected": "true"})
    twice = await coordinator.post(f"{HERE}/made-of", data=new)
    gone = await coordinator.post(f"{HERE}/made-of/vammaiset", data=retired)
    choices = (await coordinator.get(f"{HERE}/appoint?lang=fi")).text

    assert (shown.status_code, added.status_code, twice.status_code, gone.status_code) == (200, 303, 422, 303)
    body = ok(await coordinator.get(API))
    others = [slug for slug in before if slug != "vammaiset"]
    assert [one["slug"] for one in body["themes"]] == ["nuoret", *others, "vammaiset"]
    assert {one["slug"]: one["target"] for one in body["themes"]}["vammaiset"] == 0
    assert ('value="nuoret"' in choices, 'value="vammaiset"' in choices) == (True, False)
    rows = await region.rows("members", "SELECT protected FROM theme WHERE slug = 'nuoret'")
    assert [row["protected"] for row in rows] == [True]
    editions = ok(await coordinator.get(f"{API}/editions"))["items"]
    assert editions[0]["facts"]["themes"]["vammaiset"][1:] == [0, False, True]
    assert (await region.client("member").get(f"{HERE}/made-of")).status_code == 404


async def test_parties_grouping_and_parent_change_and_a_body_is_not_part_of_itself(
    region: Region, table: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")

    changed = await coordinator.post(f"{HERE}/shape", data={"grouping": "sectors", "county": "3"})
    circle = await coordinator.post(f"{HERE}/shape", data={"grouping": "themes", "parent": "verkosto"})
    apart = await coordinator.post("/members/bodies/verkosto/shape", data={"grouping": "themes"})

    assert [one.status_code for one in (changed, circle, apart)] == [303, 422, 303]
    body = ok(await coordinator.get(API))
    assert (body["parties"], body["grouping"]) == ({"county": 3}, "sectors")
    assert ok(await coordinator.get("/members/api/bodies/verkosto"))["parent"] is None
    editions = ok(await coordinator.get("/members/api/bodies/verkosto/editions"))["items"]
    assert [one["facts"]["parent"] for one in editions] == [None, table["id"]]


async def test_a_planned_body_is_at_work_from_its_first_day(region: Region, table: dict[str, Any]) -> None:
    states = []
    for moment in ("2023-08-31T23:59:00+03:00", "2023-09-01T00:00:01+03:00"):
        region.clock.set(moment)
        await region.settled()
        states.append(ok(await region.client().get("/members/api/bodies/verkosto"))["state"])

    assert states == ["planned", "active"]
    assert (await region.events(BodyChanged))[-1].state == "active"


async def test_a_term_is_added_and_extended_and_its_seats_follow(
    region: Region, table: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    term = ok(await coordinator.get(API))["terms"][0]
    path = f"/members/terms/{term['id']}"

    overlapping = await coordinator.post(f"{HERE}/terms", data={"starts": "2025-02-01", "ends": "2027-02-28"})
    short = await coordinator.post(path, data={"starts": "2023-03-01", "ends": "2024-12-31"})
    shown = await coordinator.get(f"{path}?lang=fi")
    extended = await coordinator.post(
        path, data={"starts": "2023-03-01", "ends": "2025-05-31", "seats_follow": "true"}
    )
    added = await coordinator.post(f"{HERE}/terms", data={"starts": "2025-06-01", "ends": "2027-05-31"})
    await region.settled()

    assert "1 paikka päättyy nyt toimikauden lopussa" in shown.text
    assert [one.status_code for one in (overlapping, short, extended, added)] == [422, 422, 303, 303]
    terms = ok(await coordinator.get(API))["terms"]
    assert [one["ends"] for one in terms] == ["2025-05-31", "2027-05-31"]
    assert [str(event.ends) for event in await region.events(SeatFilled)] == ["2025-02-28", "2025-05-31"]
    grants = await region.rows("members", "SELECT ends FROM role_grant WHERE seat_id IS NOT NULL")
    assert [str(row["ends"]) for row in grants] == ["2025-05-31"]


async def test_interests_are_asked_for_each_january_and_again_of_who_is_silent(
    region: Region, table: dict[str, Any]
) -> None:
    asked = []
    for moment in (
        "2024-01-15T08:59:00+02:00",
        "2024-01-15T09:00:01+02:00",
        "2024-02-14T09:00:02+02:00",
        "2024-03-20T09:00:00+02:00",
        "2025-01-15T09:00:01+02:00",
    ):
        region.clock.set(moment)
        await region.settled()
        asked.append(len(await region.events(InterestsAsked)))

    assert asked == [0, 1, 2, 2, 3]
    assert [event.year for event in await region.events(InterestsAsked)] == [2024, 2024, 2025]
    assert await region.events(TermEndingNoticed) == []


async def test_a_body_of_any_kind_is_set_up_on_a_page(region: Region, table: dict[str, Any]) -> None:
    coordinator = region.client("coordinator")
    kind = {"slug": "theme_group", "name": {"fi": "teemaryhmä", "sv": "temagrupp"}}
    ok(await coordinator.post("/members/api/body-kinds", json=kind), 201)
    form = {"kind": "theme_group", "slug": "ryhma", "name_fi": "Ryhmä", "purpose_fi": "Valmistelee."}

    choices = await coordinator.get("/members/bodies/new?lang=fi")
    shown = await coordinator.get("/members/bodies/new?kind=theme_group&lang=fi")
    unknown = await coordinator.post("/members/bodies/new", data=form | {"kind": "choir"})
    made = await coordinator.post("/members/bodies/new", data=form)

    assert 'href="/members/bodies/new?kind=theme_group"' in choices.text
    assert "teemaryhmä" in shown.text
    assert (unknown.status_code, made.headers["location"]) == (422, "/members/bodies/ryhma")
    assert ok(await coordinator.get("/members/api/bodies/ryhma"))["kind"] == "theme_group"


async def test_deputies_and_chosen_offices_go_on_into_the_next_term(
    region: Region, table: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    group = {
        "slug": "poyta-2",
        "kind": "network",
        "name": {"fi": "P"},
        "purpose": {"fi": "P"},
        "deputies": True,
    }
    term = {"starts": "2025-01-01", "ends": "2025-12-31"}
    ok(await coordinator.post("/members/api/bodies", json=group | {"terms": [term]}), 201)
    api, here = "/members/api/bodies/poyta-2", "/members/bodies/poyta-2"
    seat = await bodies.seat(coordinator, "poyta-2", 61, **term)
    ok(
        await coordinator.post(f"/members/api/seats/{seat['id']}/deputies", json=bodies.person(62) | term),
        201,
    )
    offices = [
        ok(
            await coordinator.post(
                f"{api}/offices",
                json=bodies.person(number) | term | {"kind": kind, "represents": f"M {number}"},
            ),
            201,
        )
        for number, kind in ((61, "chair"), (63, "secretary"))
    ]
    form = {
        "starts": "2026-01-01",
        "ends": "2026-12-31",
        "stays": [seat["id"]],
        "deputies": "true",
        "offices": [offices[1]["id"]],
    }

    first = await coordinator.get(f"{here}/rotation?lang=fi")
    preview = await coordinator.post(f"{here}/rotation/preview?lang=fi", data=form)
    done = await coordinator.post(f"{here}/rotation", data=form)

    assert f'value="{offices[0]["id"]}"' in first.text
    assert "Jatkavien varajäsenet jatkavat myös" in preview.text
    assert (f'value="{offices[1]["id"]}"' in preview.text, offices[0]["id"] in preview.text) == (True, False)
    assert done.status_code == 303
    later = ok(await coordinator.get(f"{api}/offices?on=2026-06-01"))["items"]
    assert [one["kind"] for one in later] == ["secretary"]
    (taken,) = ok(await coordinator.get(f"{api}/composition?on=2026-06-01"))["items"]
    deputies = ok(await coordinator.get(f"/members/api/seats/{taken['id']}/holders"))["deputies"]
    assert [(one["person"]["name"], one["ends"]) for one in deputies] == [("Edustaja 62", "2026-12-31")]
    assert taken["route"] == "carried"


async def test_deputies_follow_a_term_that_is_shortened_and_then_extended(
    region: Region, table: dict[str, Any]
) -> None:
    coordinator, api = region.client("coordinator"), "/members/api/bodies/poyta-2"
    term = ok(await coordinator.get(api))["terms"][-1]
    (seat,) = ok(await coordinator.get(f"{api}/composition?on=2026-06-01"))["items"]

    told = []
    for ends in ("2026-09-30", "2027-01-31"):
        change = {"starts": term["starts"], "ends": ends, "seats_follow": True}
        ok(await coordinator.put(f"/members/api/terms/{term['id']}", json=change))
        deputies = ok(await coordinator.get(f"/members/api/seats/{seat['id']}/holders"))["deputies"]
        told.append(sorted((one["starts"], one["ends"]) for one in deputies))
    await region.settled()

    first, then = ("2026-01-01", "2026-09-30"), ("2026-10-01", "2027-01-31")
    assert told == [[first], [first, then]]
    grants = await region.rows(
        "members",
        "SELECT r.starts, r.ends FROM role_grant r JOIN person p ON p.id = r.person_id"
        " WHERE p.email = 'edustaja-62@example.org' AND r.starts >= '2026-01-01' ORDER BY r.starts",
    )
    assert [(str(row["starts"]), str(row["ends"])) for row in grants] == [first, then]
    assert [str(one.ends) for one in await region.events(DeputyReleased)] == [first[1]]
    named = (await region.events(DeputyNamed))[-1]
    assert (str(named.starts), str(named.ends)) == then


async def test_a_retired_theme_is_in_no_new_call_unless_the_call_names_it(
    region: Region, table: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")
    days = {
        "opens": "2025-01-20T09:00:00+02:00",
        "deadline": "2025-02-10",
        "term_starts": "2025-03-01",
        "term_ends": "2025-05-31",
    }
    named = {"themes": [{"slug": "vammaiset", "name": acts.NAMES["vammaiset"], "target": 1}]}

    form = await coordinator.get("/members/calls/new?body=kumppanuuspoyta&lang=fi")
    plain = ok(await coordinator.post(f"{API}/calls", json=acts.call() | days), 201)
    asking = ok(await coordinator.post(f"{API}/calls", json=acts.call() | days | named), 201)
    path = f"/members/api/calls/{asking['id']}"
    ok(await coordinator.post(f"{path}/publication"))
    region.clock.set("2025-01-21T10:00:00+02:00")
    applied = ok(await region.client().post(f"{path}/applications", json=acts.offer(70, "vammaiset")), 201)
    region.clock.set("2025-02-11T10:00:00+02:00")
    coordinator = region.client("coordinator")
    chosen = {"outcomes": [{"application_id": applied["application_id"], "outcome": "selected"}]}
    ok(await coordinator.put(f"{path}/selection", json=chosen))
    ok(await coordinator.post(f"{path}/confirmation"))

    assert ("Nuoret: 2" in form.text, "Vammaisjärjestöt:" in form.text) == (True, False)
    slugs = [
        theme["slug"] for theme in ok(await coordinator.get(f"/members/api/calls/{plain['id']}"))["themes"]
    ]
    assert ("nuoret" in slugs, "vammaiset" in slugs) == (True, False)
    rows = await region.rows("members", "SELECT target, retired FROM theme WHERE slug = 'vammaiset'")
    assert [tuple(row) for row in rows] == [(1, False)]
