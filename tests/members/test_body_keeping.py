"""Bodies are configuration, and what they were stays known."""

from typing import Any
from uuid import UUID

from services.members.charters import queries as charters
from services.members.kinds import commands
from shared.contracts.members import BodyChanged
from tests.members.acts import ok
from tests.region import Region

REGION = "keski-suomi"


async def test_a_body_is_set_up_from_a_template_in_the_browser(region: Region) -> None:
    region.clock.set("2019-02-01T10:00:00+02:00")
    coordinator = region.client("coordinator")
    form = {
        "template": "keski-suomi-kumppanuuspoyta",
        "slug": "kumppanuuspoyta",
        "name_fi": "Järjestöjen ja maakunnan kumppanuuspöytä",
        "purpose_fi": "Yhteinen pöytä.",
        "starts": "2019-02-11",
        "ends": "2020-12-31",
        "convenor": "Maakuntavalmistelu",
    }

    choices = await coordinator.get("/members/bodies/new?lang=fi")
    shown = await coordinator.get("/members/bodies/new?template=keski-suomi-kumppanuuspoyta&lang=fi")
    half = await coordinator.post("/members/bodies/new", data=form | {"ends": ""})
    made = await coordinator.post("/members/bodies/new", data=form)
    again = await coordinator.post("/members/bodies/new", data=form)

    assert "JANEn työvaliokunta" in choices.text
    assert "Asukas- ja kylätoiminta (1)" in shown.text
    assert (half.status_code, made.status_code, again.status_code) == (422, 303, 422)
    assert made.headers["location"] == "/members/bodies/kumppanuuspoyta"
    body = ok(await coordinator.get("/members/api/bodies/kumppanuuspoyta"))
    assert (body["state"], body["starts_on"], body["seats"]) == ("planned", "2019-02-11", 12)
    assert [theme["slug"] for theme in body["themes"]][:2] == ["potilaat", "vammaiset"]


async def test_the_convenor_changes_from_a_day_and_both_are_known(region: Region) -> None:
    region.clock.set("2019-03-20T10:00:00+02:00")
    coordinator = region.client("coordinator")
    keeping = "/members/api/bodies/kumppanuuspoyta/keeping"

    changed = await coordinator.post(
        "/members/bodies/kumppanuuspoyta/partners",
        data={"role": "convenor", "represents": "Keski-Suomen liitto", "starts": "2019-03-22"},
    )

    assert changed.status_code == 303
    kept = {
        day: [one["represents"] for one in ok(await coordinator.get(keeping, params={"on": day}))["partners"]]
        for day in ("2019-03-21", "2019-03-22")
    }
    assert kept == {"2019-03-21": ["Maakuntavalmistelu"], "2019-03-22": ["Keski-Suomen liitto"]}
    page = await region.client().get("/members/bodies/kumppanuuspoyta/history?on=2019-03-21&lang=fi")
    assert "Maakuntavalmistelu" in page.text
    await region.settled()
    assert (await region.events(BodyChanged))[-1].convenor == "Maakuntavalmistelu"
    region.clock.set("2019-03-22T00:00:01+02:00")
    await region.settled()
    assert (await region.events(BodyChanged))[-1].convenor == "Keski-Suomen liitto"


async def test_the_standing_partner_is_replaced_and_the_body_goes_on(region: Region) -> None:
    coordinator = region.client("coordinator")
    body = "/members/api/bodies/kumppanuuspoyta"
    before = ok(await coordinator.get(body))
    partner = {"role": "standing_partner", "represents": "Maakuntavalmistelu", "starts": "2019-02-11"}
    first = ok(await coordinator.post(f"{body}/partners", json=partner), 201)

    ok(await coordinator.post(f"{body}/partners/{first['id']}/end", json={"on": "2019-05-31"}), 204)
    partner |= {"represents": "Keski-Suomen sairaanhoitopiiri", "starts": "2019-06-01"}
    ok(await coordinator.post(f"{body}/partners", json=partner), 201)

    standing = {
        day: [
            one["represents"]
            for one in ok(await coordinator.get(f"{body}/keeping", params={"on": day}))["partners"]
            if one["role"] == "standing_partner"
        ]
        for day in ("2019-05-31", "2019-06-01")
    }
    assert standing == {
        "2019-05-31": ["Maakuntavalmistelu"],
        "2019-06-01": ["Keski-Suomen sairaanhoitopiiri"],
    }
    after = ok(await coordinator.get(body))
    assert [after[name] for name in ("id", "state", "seats")] == [before[n] for n in ("id", "state", "seats")]


async def test_a_later_convenor_cannot_begin_before_the_earlier_one(region: Region) -> None:
    coordinator = region.client("coordinator")

    refused = await coordinator.post(
        "/members/api/bodies/kumppanuuspoyta/partners",
        json={"role": "convenor", "represents": "Joku muu", "starts": "2019-01-01"},
    )

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/members/not-before-earlier")


async def test_a_region_adds_a_kind_of_body_without_code(region: Region) -> None:
    coordinator = region.client("coordinator")
    kind = {"slug": "theme_network", "name": {"fi": "teemaverkosto", "sv": "temanätverk"}}
    body = {"slug": "verkosto", "kind": "theme_network", "name": {"fi": "V"}, "purpose": {"fi": "V"}}

    unknown = await coordinator.post("/members/api/bodies", json=body)
    ok(await coordinator.post("/members/api/body-kinds", json=kind), 201)
    twice = await coordinator.post("/members/api/body-kinds", json=kind)
    ok(await coordinator.post("/members/api/bodies", json=body), 201)

    assert (unknown.status_code, twice.status_code) == (422, 409)
    page = await region.client().get("/members/bodies/verkosto?lang=sv")
    assert "temanätverk" in page.text
    assert (await region.client().post("/members/api/body-kinds", json=kind)).status_code == 401


async def test_a_pause_has_a_day_of_review_and_every_change_is_kept(region: Region) -> None:
    coordinator = region.client("coordinator")
    form: dict[str, Any] = {
        "name_fi": "V",
        "purpose_fi": "Uusi tarkoitus",
        "cadence_min": "1",
        "cadence_max": "2",
        "modes": ["teams", "hybrid"],
        "deputies": "1",
        "term_months": "12",
        "state": "paused",
    }

    without = await coordinator.post("/members/bodies/verkosto/edit", data=form)
    paused = await coordinator.post("/members/bodies/verkosto/edit", data=form | {"review_on": "2019-09-01"})
    resumed = await coordinator.patch("/members/api/bodies/verkosto", json={"state": "active"})
    wrong = await coordinator.patch("/members/api/bodies/verkosto", json={"review_on": "2019-09-01"})

    assert (without.status_code, paused.status_code) == (422, 303)
    assert (ok(resumed)["review_on"], wrong.status_code) == (None, 422)
    editions = ok(await coordinator.get("/members/api/bodies/verkosto/editions"))["items"]
    assert [(one["facts"]["state"], one["facts"].get("review_on")) for one in editions] == [
        ("active", None),
        ("paused", "2019-09-01"),
        ("active", None),
    ]
    assert editions[-1]["facts"]["purpose"] == {"fi": "V"}
    history = await region.client().get("/members/bodies/verkosto/history?lang=fi")
    assert history.status_code == 200


async def test_an_assembly_elects_a_table_and_stands_elsewhere(region: Region) -> None:
    coordinator = region.client("coordinator")
    template = {"template": "keski-suomi-jarjestoareena", "slug": "jarjestoareena"}
    words = {"name_fi": "Järjestöareena", "purpose_fi": "Järjestöjen oma kokous."}

    made = await coordinator.post("/members/bodies/new", data=template | words)
    stands = await coordinator.post(
        "/members/bodies/jarjestoareena/capacities",
        data={"name_fi": "POKAT-teemaryhmä", "given_by": "Liitto"},
    )

    assert (made.status_code, stands.status_code) == (303, 303)
    body = ok(await coordinator.get("/members/api/bodies/jarjestoareena"))
    assert (body["elects"], body["founding"]["year"]) == (["kumppanuuspoyta"], 2008)
    assert [one["name"] for one in body["capacities"]] == [{"fi": "POKAT-teemaryhmä"}]
    page = await region.client().get("/members/bodies/jarjestoareena?lang=fi")
    assert "POKAT-teemaryhmä" in page.text
    for path in ("edit", "keeping"):
        assert (await coordinator.get(f"/members/bodies/jarjestoareena/{path}")).status_code == 200
        assert (
            await region.client("member").get(f"/members/bodies/jarjestoareena/{path}")
        ).status_code == 404


async def test_a_body_leads_to_those_around_it_and_they_lead_back(region: Region) -> None:
    coordinator = region.client("coordinator")
    group = {"slug": "alatyoryhma", "kind": "sub_group", "parent": "kumppanuuspoyta", "state": "planned"}
    words = {"name": {"fi": "Alatyöryhmä yksi"}, "purpose": {"fi": "Valmistelee."}}
    ok(await coordinator.post("/members/api/bodies", json=group | words), 201)

    async def page(slug: str) -> str:
        return (await region.client().get(f"/members/bodies/{slug}?lang=fi")).text

    table = await page("kumppanuuspoyta")
    for tie, slug in (("Alatyöryhmä", "alatyoryhma"), ("Valitsija", "jarjestoareena")):
        assert f'{tie}: <a href="/members/bodies/{slug}">' in table
    assert 'Kuuluu toimielimeen: <a href="/members/bodies/kumppanuuspoyta">' in await page("alatyoryhma")
    assert 'Valitsee: <a href="/members/bodies/kumppanuuspoyta">' in await page("jarjestoareena")
    listed = ok(await region.client().get("/members/api/bodies"))["items"]
    assert listed[0]["kind"] == "partnership_table"
    states = [one["state"] for one in listed if one["kind"] != "partnership_table"]
    assert states == sorted(states, key=("active", "planned", "paused", "ended").index)


async def test_a_coordinator_of_one_body_changes_that_one_only(region: Region) -> None:
    body = ok(await region.client().get("/members/api/bodies/verkosto"))
    own = region.client("coordinator", body_id=UUID(body["id"]))

    seen = [await own.get(f"/members/bodies/{slug}/edit") for slug in ("verkosto", "jarjestoareena")]

    assert [one.status_code for one in seen] == [200, 404]
    assert (await own.get("/members/bodies/new")).status_code == 404


async def test_a_kind_is_renamed_moved_and_ended_and_its_bodies_stay(region: Region) -> None:
    coordinator = region.client("coordinator")
    kinds, page = "/members/api/body-kinds", "/members/kinds/theme_network"
    name = {"fi": "teemaverkko", "sv": "temanät"}
    body = {"slug": "toinen", "kind": "theme_network", "name": {"fi": "T"}, "purpose": {"fi": "T"}}
    before = [one["slug"] for one in ok(await region.client().get(kinds))["items"]]

    renamed = await coordinator.post(page, data={"name_fi": name["fi"], "name_sv": name["sv"]})
    nameless = await coordinator.post(page, data={})
    moved = await coordinator.post(f"{page}/move", data={"up": "1"})
    ended = await coordinator.post(f"{page}/end")
    await region.settled()

    assert [one.status_code for one in (renamed, nameless, moved, ended)] == [303, 422, 303, 303]
    items = ok(await region.client().get(kinds))["items"]
    assert [one["slug"] for one in items] == [*before[:-2], before[-1], before[-2]]
    (kind,) = [one for one in items if one["slug"] == "theme_network"]
    assert (kind["name"], bool(kind["ended"])) == (name, True)
    told = (await region.events(BodyChanged))[-1]
    assert (told.slug, told.kind_name) == ("verkosto", name)
    history = await region.client().get("/members/bodies/verkosto/history?lang=fi")
    assert "lajin nimi" in history.text
    offered = (await coordinator.get("/members/bodies/new?lang=fi")).text
    assert "kind=theme_network" not in offered
    # Nothing new is of a kind that has ended, but what is of it can be changed and stays so.
    assert (await coordinator.post("/members/api/bodies", json=body)).status_code == 422
    kept = await coordinator.patch("/members/api/bodies/verkosto", json={"kind": "theme_network"})
    assert ok(kept)["kind"] == "theme_network"
    ok(await coordinator.post(f"{kinds}/theme_network/reopening"))
    ok(await coordinator.post("/members/api/bodies", json=body), 201)
    strangers = [await region.client().post(f"{kinds}/theme_network/{what}") for what in ("end", "reopening")]
    assert [one.status_code for one in strangers] == [401, 401]
    chair = region.client("chair")
    doors = ("/members/kinds", page, *(f"{page}/{what}" for what in ("move", "end", "reopen")))
    assert [(await chair.post(door, data={"up": "1"})).status_code for door in doors] == [404] * 5
    assert (await coordinator.put(f"{kinds}/nothing_here", json={"name": name})).status_code == 404


async def test_kinds_that_two_put_in_order_at_once_have_a_place_each(region: Region) -> None:
    coordinator, kinds = region.client("coordinator"), "/members/api/body-kinds"
    station = region.process._stations[region.instance.slug, "members"]
    first, second, third, *rest = [one["slug"] for one in ok(await coordinator.get(kinds))["items"]]

    async with station.transactions.begin() as tx:
        seen = await charters.kinds(tx)
        ok(await coordinator.post(f"{kinds}/{third}/move", json={"up": True}))
        await commands.move(tx, first, up=False)

    assert [one.slug for one in seen] == [first, second, third, *rest]
    assert [one["slug"] for one in ok(await coordinator.get(kinds))["items"]] == [third, first, second, *rest]


async def test_the_kind_and_the_power_to_decide_are_changed_on_the_page(region: Region) -> None:
    coordinator = region.client("coordinator")
    form: dict[str, Any] = {"name_fi": "V", "purpose_fi": "V", "cadence_min": "1", "cadence_max": "6"}
    form |= {"term_months": "24", "state": "active", "kind": "working_committee", "decision_power": "1"}

    shown = await coordinator.get("/members/bodies/verkosto/edit?lang=fi")
    changed = await coordinator.post("/members/bodies/verkosto/edit", data=form)
    unknown = await coordinator.post("/members/bodies/verkosto/edit", data=form | {"kind": "no_such"})
    body = ok(await coordinator.get("/members/api/bodies/verkosto"))
    editions = ok(await coordinator.get("/members/api/bodies/verkosto/editions"))["items"]

    assert '<option value="theme_network" selected>' in shown.text
    assert (changed.status_code, unknown.status_code) == (303, 422)
    assert (body["kind"], body["decision_power"]) == ("working_committee", True)
    assert [(one["facts"]["kind"], one["facts"]["decision_power"]) for one in editions[:2]] == [
        ("working_committee", True),
        ("theme_network", False),
    ]
    back = {"kind": "theme_network", "decision_power": False}
    ok(await coordinator.patch("/members/api/bodies/verkosto", json=back))
