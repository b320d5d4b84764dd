"""Who sat on a day: A-14 and the members' part of A-01, as page, CSV, PDF and coverage."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from tests.members import acts, bodies
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
HERE = "/members/bodies/kumppanuuspoyta"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def body(region: Region) -> dict[str, Any]:
    """The table of the scenario: 13 organisations and 2 county seats; one resigns, another takes over."""
    region.clock.set("2023-02-20T10:00:00+02:00")
    coordinator = region.client("coordinator")
    themes = [
        {"slug": slug, "name": acts.NAMES[slug], "target": 2, "protected": slug == "potilas-sairaus"}
        for slug in acts.NAMES
    ]
    made = await bodies.table(coordinator, themes=themes)
    slugs = [slug for slug in acts.NAMES for _ in range(3 if slug == "mielenterveys-paihde" else 2)]
    for number, slug in enumerate(slugs, start=1):
        language = "sv" if number in (1, 5, 9) else "fi"
        who = bodies.person(number, language=language)
        await bodies.seat(coordinator, "kumppanuuspoyta", number, theme=slug, person=who)
    for number in (14, 15):
        await bodies.seat(coordinator, "kumppanuuspoyta", number, kind="county", represents="Hyvinvointialue")
    region.clock.set("2023-08-30T10:00:00+03:00")
    coordinator = region.client("coordinator")
    composition = await coordinator.get("/members/api/bodies/kumppanuuspoyta/composition")
    leaving = next(seat for seat in ok(composition)["items"] if seat["theme"] == "vammaiset")
    ok(await coordinator.post(f"/members/api/seats/{leaving['id']}/vacate", json={"on": "2023-08-31"}))
    region.clock.set("2023-09-12T10:00:00+03:00")
    taken = {"theme": "vammaiset", "starts": "2023-09-12"}
    await bodies.seat(region.client("coordinator"), "kumppanuuspoyta", 16, **taken)
    return made


async def test_a_14_the_page_of_a_day_shows_14_and_of_a_later_one_15(
    region: Region, body: dict[str, Any]
) -> None:
    anyone = region.client()

    fourteen = await anyone.get(f"{HERE}/composition?on=2023-09-05&lang=fi")
    fifteen = await anyone.get(f"{HERE}/composition?on=2023-09-12&lang=fi")

    assert "5.9.2023: 14 paikkaa täytetty" in fourteen.text
    assert "12.9.2023: 15 paikkaa täytetty" in fifteen.text
    assert ("Malliyhdistys 16 ry" in fourteen.text, "Malliyhdistys 16 ry" in fifteen.text) == (False, True)
    assert ("Vapaat paikat" in fourteen.text, "Vapaat paikat" in fifteen.text) == (True, False)


async def test_a_01_anyone_sees_organisations_and_no_names_or_addresses(
    region: Region, body: dict[str, Any]
) -> None:
    anyone = region.client()
    pages = [
        await anyone.get(f"{HERE}{path}lang={language}")
        for path in ("?", "/composition?", "/offices?", "/coverage?", "/history?", "/roster.csv?")
        for language in ("fi", "sv")
    ]

    assert {page.status_code for page in pages} == {200}
    assert [page.url for page in pages if "Edustaja" in page.text or "@example.org" in page.text] == []
    assert [("Malliyhdistys 1 ry" in page.text) for page in pages[2:4]] == [True, True]
    assert (await anyone.get(f"{HERE}/interests")).status_code == 303


async def test_a_name_is_shown_by_consent_until_it_is_withdrawn_and_never_where_it_tells_of_health(
    region: Region, body: dict[str, Any]
) -> None:
    people = await region.rows("members", "SELECT id, name FROM person WHERE name LIKE 'Edustaja%'")
    ids = {row["name"]: row["id"] for row in people}
    body_id = UUID(body["id"])
    # The twelfth and the thirteenth sit for several branches, the tenth for patients.
    for name in ("Edustaja 12", "Edustaja 10"):
        member = region.client("member", body_id=body_id, person_id=ids[name])
        assert "Näytä nimeni kaikille" in (await member.get(f"{HERE}/composition?lang=fi")).text
        assert (await member.post(f"{HERE}/own-name", data={"allow": "1"})).status_code == 303

    shown = (await region.client().get(f"{HERE}/composition")).text
    member = region.client("member", body_id=body_id, person_id=ids["Edustaja 12"])
    await member.post(f"{HERE}/own-name", data={"allow": "0"})
    hidden = (await region.client().get(f"{HERE}/composition")).text
    stranger = region.client("member", body_id=body_id)

    assert [name in shown for name in ("Edustaja 12", "Edustaja 13", "Edustaja 10")] == [True, False, False]
    assert "Edustaja 12" not in hidden
    assert (await stranger.post(f"{HERE}/own-name", data={"allow": "1"})).status_code == 404
    kept = await region.rows("members", "SELECT given, withdrawn FROM name_consent ORDER BY withdrawn")
    assert [row["withdrawn"] is None for row in kept] == [False, True]


async def test_the_roster_is_a_tagged_pdf_in_both_languages(region: Region, body: dict[str, Any]) -> None:
    coordinator = region.client("coordinator")

    found = {
        language: await coordinator.get(f"{HERE}/roster.pdf?lang={language}") for language in ("fi", "sv")
    }

    for language, answer in found.items():
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        for mark in (b"/StructTreeRoot", b"pdfuaid", f"/Lang({language})".encode()):
            assert mark in answer.content.replace(b"/Lang (", b"/Lang(")
    assert found["fi"].content != found["sv"].content


async def test_the_roster_as_csv_has_names_for_those_at_the_table(
    region: Region, body: dict[str, Any]
) -> None:
    coordinator = region.client("coordinator")

    own = (await coordinator.get(f"{HERE}/roster.csv?lang=fi")).content.decode("utf-8-sig").splitlines()
    public = (await region.client().get(f"{HERE}/roster.csv?lang=fi")).content.decode("utf-8-sig")

    assert own[0] == "Edustaa;Teema tai osapuoli;Henkilö;Alkaen;Päättyy"
    assert len(own) == 1 + 15
    assert "Malliyhdistys 16 ry;Vammaisjärjestöt;Edustaja 16;12.9.2023;28.2.2025" in own
    assert public.splitlines()[0] == "Edustaa;Teema tai osapuoli;Alkaen;Päättyy"


async def test_coverage_counts_themes_against_targets_and_languages(
    region: Region, body: dict[str, Any]
) -> None:
    path = "/members/api/bodies/kumppanuuspoyta/coverage"
    coordinator = region.client("coordinator")

    gap = ok(await coordinator.get(path, params={"on": "2023-09-05"}))
    now = ok(await coordinator.get(path))
    public = ok(await region.client().get(path))
    page = await coordinator.get(f"{HERE}/coverage?lang=fi")
    table = (await coordinator.get(f"{HERE}/coverage.csv?lang=fi")).content.decode("utf-8-sig")

    assert (gap["filled"], gap["missing"], now["filled"], now["missing"]) == (14, 1, 15, 0)
    assert {one["slug"]: one["filled"] for one in now["themes"]}["mielenterveys-paihde"] == 3
    assert gap["parties"] == [
        {"party": "organisation", "target": 12, "filled": 12, "vacant": 1},
        {"party": "county", "target": 2, "filled": 2, "vacant": 0},
    ]
    assert now["languages"] == {"fi": 12, "sv": 3}
    assert "Osapuoli;hyvinvointialue;2;2" in table
    assert public["languages"] is None
    assert page.status_code == 200
    assert "Teema;Vammaisjärjestöt;2;2" in table


async def test_a_past_day_is_counted_with_the_themes_and_targets_of_that_day(
    region: Region, body: dict[str, Any]
) -> None:
    region.clock.set("2023-10-02T10:00:00+03:00")
    coordinator = region.client("coordinator")
    path = "/members/api/bodies/kumppanuuspoyta"
    themes = [
        {"slug": "vammaiset", "name": {"fi": "Uusi nimi", "sv": "Nytt namn"}, "target": 5},
        {"slug": "nuoret", "name": {"fi": "Nuoret", "sv": "Unga"}, "target": 4},
    ]
    before = ok(await coordinator.get(f"{path}/coverage"))
    ok(await coordinator.patch(path, json={"themes": themes, "parties": {"county": 3, "expert": 1}}))

    today = ok(await coordinator.get(f"{path}/coverage"))
    then, long_ago = [
        ok(await coordinator.get(f"{path}/coverage", params={"on": day}))
        for day in ("2023-10-01", "2023-02-01")
    ]
    composition = ok(await coordinator.get(f"{path}/composition", params={"on": "2023-10-01"}))
    pages = [
        (await coordinator.get(f"{HERE}{path}?on=2023-10-01&lang=fi")).text
        for path in ("", "/composition", "/coverage", "/coverage.csv", "/roster.csv")
    ]
    public = (await region.client().get(f"{HERE}/composition?on=2023-10-01")).text

    county, organisations = acts.TABLE["county_seats"], 2 * len(acts.TABLE["themes"])
    assert (before["missing"], then["missing"], today["missing"]) == (0, 0, 3 + 4 + 1 + 1)
    assert then == before | {"on": "2023-10-01"}
    assert {one["party"]: one["target"] for one in today["parties"]} == {
        "organisation": organisations + 7,
        "county": 3,
        "expert": 1,
    }
    assert {one["party"]: one["target"] for one in long_ago["parties"]} == {
        "organisation": organisations,
        "county": county,
    }
    assert composition["themes"] == before["themes"]
    assert [("Vammaisjärjestöt" in page, "Nuoret" in page, "Uusi nimi" in page) for page in pages] == (
        [(True, False, False)] * 5
    )
    assert "Edustaja 10" not in public


async def test_who_votes_and_what_a_seat_requires_is_said_of_a_party_and_shown_from_that_day_on(
    region: Region, body: dict[str, Any]
) -> None:
    region.clock.set("2023-11-06T10:00:00+02:00")
    coordinator, anyone = region.client("coordinator"), region.client()
    path, door = f"{HERE}/parties/county", "/members/api/bodies/kumppanuuspoyta/parties/organisation"
    rural = {
        "requirement_fi": "Oltava maaseutukunnasta",
        "requirement_sv": "Ska vara från en landsbygdskommun",
    }

    made_of = (await coordinator.get(f"{HERE}/made-of?lang=fi")).text
    shown = (await coordinator.get(f"{path}?lang=fi")).text
    changed = await coordinator.post(path, data=rural)
    said = ok(await coordinator.put(door, json={"voting": True, "requirement": {"fi": "Järjestö"}}))
    refused = [
        (
            await region.client("member", body_id=UUID(body["id"])).put(door, json={"voting": False})
        ).status_code,
        (await anyone.get(path)).status_code,
        (await coordinator.get(f"{HERE}/parties/kuninkaat")).status_code,
    ]
    now, then = [
        ok(await anyone.get("/members/api/bodies/kumppanuuspoyta/composition", params={"on": day}))["rules"]
        for day in ("2023-11-06", "2023-11-05")
    ]
    pages = {
        language: (await anyone.get(f"{HERE}/composition?lang={language}")).text for language in ("fi", "sv")
    }
    before = (await anyone.get(f"{HERE}/composition?on=2023-11-05&lang=fi")).text
    table = (await anyone.get(f"{HERE}/roster.csv?lang=fi")).content.decode("utf-8-sig").splitlines()
    region.clock.set("2023-11-08T10:00:00+02:00")
    votes = {"voting": True}
    later = ok(await region.client("coordinator").put(door.replace("organisation", "county"), json=votes))
    kept = ok(await anyone.get(f"{door.rpartition('/parties')[0]}/composition", params={"on": "2023-11-06"}))

    assert (f'href="{path}"' in made_of, 'name="voting" value="1" checked' in shown) == (True, True)
    assert (changed.status_code, refused) == (303, [404, 303, 404])
    county = {"voting": False, "requirement": {"fi": rural["requirement_fi"], "sv": rural["requirement_sv"]}}
    assert now["county"] == said["rules"]["county"] == county
    assert now["organisation"] == {"voting": True, "requirement": {"fi": "Järjestö"}}
    assert (later["rules"]["county"], kept["rules"]) == (votes | {"requirement": {}}, now)
    assert then == {kind: {"voting": True, "requirement": {}} for kind in now}
    assert "ei äänioikeutta. Oltava maaseutukunnasta" in pages["fi"]
    assert "ingen rösträtt. Ska vara från en landsbygdskommun" in pages["sv"]
    assert "äänioikeutta" not in before
    assert table[0].endswith(";Päättyy;Äänioikeus;Edellytys")
    assert {line.rsplit(";", 2)[1] for line in table[1:]} == {"kyllä", "ei"}
    assert [
        line
        for line in table
        if "hyvinvointialue" in line and not line.endswith(";ei;Oltava maaseutukunnasta")
    ] == []


async def test_who_has_sat_is_there_in_the_names_of_popolo_and_people_only_by_consent(
    region: Region, body: dict[str, Any]
) -> None:
    coordinator, path = region.client("coordinator"), "/members/api/bodies/kumppanuuspoyta"
    days = {"starts": "2023-12-01", "ends": "2024-11-30"}
    chair = bodies.person(13) | days | {"kind": "chair", "represents": "Malliyhdistys 13 ry"}
    ok(await coordinator.post(f"{path}/offices", json=chair), 201)
    ok(await coordinator.patch(path, json={"deputies": True}))
    seats = ok(await coordinator.get(f"{path}/composition"))["items"]
    seat = next(one for one in seats if one["represents"] == "Malliyhdistys 13 ry")
    deputy = bodies.person(30) | days
    ok(await coordinator.post(f"/members/api/seats/{seat['id']}/deputies", json=deputy), 201)
    never = await bodies.seat(coordinator, "kumppanuuspoyta", 31, theme="moniala", starts="2024-06-01")
    ok(await coordinator.post(f"/members/api/seats/{never['id']}/vacate", json={"on": "2024-01-01"}))
    holder = region.client("member", body_id=UUID(body["id"]), person_id=UUID(seat["person"]["id"]))
    ok(await holder.put(f"{path}/name-consent", json={"allow": True}), 204)

    public = await region.client().get("/members/api/popolo")
    told = ok(public)

    assert told["persons"] == [{"id": seat["person"]["id"], "name": "Edustaja 13"}]
    assert ok(await coordinator.get("/members/api/popolo")) == told
    organizations = {one["id"]: one for one in told["organizations"]}
    assert organizations[body["id"]] | {"other_names": []} == {
        "id": body["id"],
        "name": body["name"]["fi"],
        "classification": "partnership_table",
        "other_names": [],
        "parent_id": None,
    }
    mine = [
        one
        for one in told["memberships"]
        if organizations[one["on_behalf_of_id"]]["name"] == "Malliyhdistys 13 ry"
    ]
    post, person_id = f"{body['id']}/moniala", seat["person"]["id"]
    assert [
        (one["role"], one["person_id"], one["post_id"], one["start_date"], one["end_date"]) for one in mine
    ] == [
        ("member", person_id, post, "2023-03-01", "2025-02-28"),
        ("deputy", None, post, "2023-12-01", "2024-11-30"),
        ("chair", person_id, None, "2023-12-01", "2024-11-30"),
    ]
    assert {one["organization_id"] for one in told["memberships"]} == {body["id"]}
    disabled = [one for one in told["memberships"] if one["post_id"] == f"{body['id']}/vammaiset"]
    assert {("2023-03-01", "2023-08-31"), ("2023-09-12", "2025-02-28")} <= {
        (one["start_date"], one["end_date"]) for one in disabled
    }
    assert {one["label"] for one in told["posts"] if one["role"] == "county"} == {"county"}
    unsaid = ("Edustaja 10", "Edustaja 12", "Edustaja 30", "Malliyhdistys 31 ry", "@")
    assert [word for word in unsaid if word in public.text] == []


async def test_a_strange_day_or_body_is_refused(region: Region, body: dict[str, Any]) -> None:
    anyone = region.client()

    assert (await anyone.get(f"{HERE}/composition?on=eilen")).status_code == 422
    assert (await anyone.get("/members/bodies/ei-ole/composition")).status_code == 404
    assert (await anyone.get("/members/bodies/ei-ole/roster.pdf")).status_code == 404
