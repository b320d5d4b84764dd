"""The directory: facts, verification, what resembles, and the form an organisation fills in itself."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest_asyncio
from PIL import Image

from services.members.imports import model as imports  # noqa: F401 - every table is looked at below
from services.members.merges import model as merges  # noqa: F401
from services.members.tables import Table
from shared.contracts.figures import FiguresCounted
from shared.contracts.members import OrganisationRegistered, RetentionDue
from tests.members.acts import ok
from tests.region import Region
from tests.schema import differences

REGION = "ita-uusimaa"
PATH = "/members/api/organisations"


def entry(name: str, **facts: Any) -> dict[str, Any]:
    """Return an organisation as it is posted."""
    return {"name": name, "scope": "local"} | facts


@pytest_asyncio.fixture(scope="module", autouse=True)
async def some(region: Region) -> None:
    """A few organisations as they are found in a directory."""
    coordinator = region.client("coordinator")
    for one in (
        entry("Porvoon Mielenterveysyhdistys ry", municipality="638", themes=["mielenterveys-paihde"]),
        entry(
            "Borgå Närståendevårdare rf",
            name_sv="Borgå Närståendevårdare rf",
            language="sv",
            municipality="638",
        ),
        entry("Loviisan Eläkeläiset ry", municipality="434", served=["434", "407"], themes=["ikaihmiset"]),
        entry("Sipoon kyläyhdistys ry", municipality="753", activities=["kohtaamispaikka"]),
        entry("Vanhempien Ryhmä", legal_form="group", description="Vertaistukea nuorten vanhemmille."),
    ):
        ok(await coordinator.post(PATH, json=one), 201)


async def found(region: Region, q: str, **filters: str) -> tuple[list[str], bool]:
    answer = ok(await region.client("coordinator").get(PATH, params={"q": q, **filters}))
    return [item["name"] for item in answer["items"]], answer["near"]


async def test_the_schema_is_what_the_models_say(region: Region) -> None:
    url = region.instance.credentials["members"].database_url

    mine = (
        "organisation",
        "keyword",
        "directory_setting",
        "import_",
        "column_mapping",
        "merge",
        "told_figures",
    )
    assert [
        change for change in await differences(url, Table.metadata) if any(name in change for name in mine)
    ] == []


async def test_every_fact_is_kept_and_told_without_the_contact(region: Region) -> None:
    facts = {
        "name": "Kaikki Tiedot ry",
        "name_sv": "Alla Uppgifter rf",
        "short_name": "KT",
        "business_id": "2077474-0",
        "register_number": "123.456",
        "legal_form": "association",
        "scope": "regional",
        "municipality": "638",
        "served": ["638", "753"],
        "sectors": ["sote"],
        "themes": ["vammaiset", "potilas-sairaus"],
        "activities": ["vertaistuki"],
        "produces_services": True,
        "members": 1200,
        "volunteers": 40,
        "peer_supporters": 12,
        "professionals": 3,
        "contact_role": "Toiminnanjohtaja",
        "contact_email": "toimisto@example.org",
        "contact_phone": "+358 40 000",
        "description": "Kaksi\n\nkappaletta.",
        "language": "sv",
    }
    coordinator = region.client("coordinator", person_id=(me := uuid4()))

    made = ok(await coordinator.post(PATH, json=facts), 201)
    shown = ok(await coordinator.get(f"{PATH}/{made['id']}"))
    await region.settled()
    told = (await region.events(OrganisationRegistered))[-1]

    assert {name: shown[name] for name in facts} == facts
    assert (shown["source"], shown["verified_by"]) == ("coordinator", str(me))
    assert (told.municipality, told.themes, told.members) == ("638", ("vammaiset", "potilas-sairaus"), 1200)
    assert "toimisto@example.org" not in told.model_dump_json()


async def test_inflected_words_find_in_finnish_and_in_swedish(region: Region) -> None:
    assert await found(region, "mielenterveysyhdistyksen") == (["Porvoon Mielenterveysyhdistys ry"], False)
    assert await found(region, "eläkeläisille") == (["Loviisan Eläkeläiset ry"], False)
    assert await found(region, "närståendevårdarna") == (["Borgå Närståendevårdare rf"], False)
    assert await found(region, "nuorille vertaistuki") == (["Vanhempien Ryhmä"], False)


async def test_a_part_of_a_compound_a_number_a_theme_and_a_place_find(region: Region) -> None:
    assert await found(region, "terveysyhdis") == (["Porvoon Mielenterveysyhdistys ry"], False)
    assert (await found(region, "2077474"))[0] == ["Kaikki Tiedot ry"]
    assert (await found(region, "ikäihmiset"))[0] == ["Loviisan Eläkeläiset ry"]
    assert (await found(region, "äldre"))[0] == ["Loviisan Eläkeläiset ry"]
    assert (await found(region, "lovisa"))[0] == ["Loviisan Eläkeläiset ry"]
    assert (await found(region, "", municipality="407"))[0] == ["Loviisan Eläkeläiset ry"]
    assert (await found(region, "", activity="kohtaamispaikka"))[0] == ["Sipoon kyläyhdistys ry"]


async def test_a_typing_error_finds_what_is_nearly_so_and_says_so(region: Region) -> None:
    assert await found(region, "mielentervesyhdistys") == (["Porvoon Mielenterveysyhdistys ry"], True)
    assert await found(region, "qwertyuiop") == ([], False)


async def test_odd_searches_are_answered(region: Region) -> None:
    coordinator = region.client("coordinator")
    odd = ["'", "\\", "a:*", "&|!()<->", "%_", "'':*", "ry' | 'x", "- . /", "ä" * 200]

    answers = [(await coordinator.get(PATH, params={"q": words})).status_code for words in odd]

    assert answers == [200] * len(odd)


async def test_an_organisation_registers_itself_and_waits_to_be_verified(region: Region) -> None:
    coordinator = region.client("coordinator")
    form = {
        "name": "Uusi Tulokas ry",
        "scope": "local",
        "language": "fi",
        "business_id": "0116297-6",
        "themes": ["nuoret"],
    }

    sent = await region.client().post("/members/organisations/register", data=form)
    again = await region.client().post("/members/organisations/register", data=form)
    waiting = ok(await coordinator.get(PATH, params={"verified": "no"}))["items"]
    one = next(item for item in waiting if item["name"] == "Uusi Tulokas ry")
    verified = await coordinator.post(f"/members/organisations/{one['id']}/verify")
    after = ok(await coordinator.get(f"{PATH}/{one['id']}"))

    assert (sent.status_code, again.status_code, verified.status_code) == (303, 422, 303)
    assert (one["source"], one["verified"], one["themes"]) == ("form", None, ["nuoret"])
    assert after["verified"] is not None
    assert (await region.client().get(f"/members/organisations/{one['id']}")).status_code == 303


async def test_what_was_verified_a_year_ago_is_listed_to_be_verified_again(region: Region) -> None:
    coordinator = region.client("coordinator")
    now = region.clock()
    old = ok(await coordinator.post(PATH, json=entry("Vanha Tieto ry")), 201)
    region.clock.set((now + timedelta(days=364)).isoformat())
    early = (await found(region, "", verified="old"))[0]
    region.clock.set((now + timedelta(days=366)).isoformat())

    late = (await found(region, "", verified="old"))[0]
    ok(await region.client("coordinator").post(f"{PATH}/{old['id']}/verification"))
    again = (await found(region, "", verified="old"))[0]
    region.clock.set(now.isoformat())

    assert early == []
    assert "Vanha Tieto ry" in late
    assert "Vanha Tieto ry" not in again


async def test_those_that_resemble_are_shown_before_one_more_is_saved(region: Region) -> None:
    coordinator = region.client("coordinator")
    form = entry("Sipoon kylayhdistys r.y.", language="fi")
    alike = ok(await coordinator.get(f"{PATH}/alike", params={"name": form["name"]}))["items"]

    asked = await coordinator.post("/members/organisations/new", data=form)
    sure = await coordinator.post("/members/organisations/new", data=form | {"sure": "1"})

    assert [one["name"] for one in alike] == ["Sipoon kyläyhdistys ry"]
    assert (asked.status_code, sure.status_code) == (422, 303)
    assert "Sipoon kyläyhdistys ry" in asked.text


async def test_an_entry_is_corrected_in_the_page_and_an_emptied_field_is_empty(region: Region) -> None:
    coordinator = region.client("coordinator")
    made = ok(
        await coordinator.post(PATH, json=entry("Korjattava ry", short_name="K", themes=["nuoret"])), 201
    )
    here = f"/members/organisations/{made['id']}"

    shown = await coordinator.get(f"{here}/edit")
    sent = await coordinator.post(
        f"{here}/edit", data={"name": "Korjattu ry", "scope": "national", "language": "sv"}
    )
    after = ok(await coordinator.get(f"{PATH}/{made['id']}"))

    assert (shown.status_code, sent.status_code) == (200, 303)
    assert (after["name"], after["short_name"], after["themes"], after["version"]) == (
        "Korjattu ry",
        "",
        [],
        2,
    )
    assert after["verified"] == made["verified"]


async def test_an_unknown_municipality_or_word_is_refused(region: Region) -> None:
    coordinator = region.client("coordinator")

    answers = [
        (await coordinator.post(PATH, json=entry("Ei Tule ry", **facts))).json()["type"]
        for facts in ({"municipality": "999"}, {"served": ["638", "998"]}, {"themes": ["ei-ole"]})
    ]

    assert answers == [
        "/problems/members/municipality-unknown",
        "/problems/members/municipality-unknown",
        "/problems/members/keyword-unknown",
    ]


async def test_tags_of_expertise_are_off_until_the_region_takes_them_into_use(region: Region) -> None:
    coordinator = region.client("coordinator")
    tagged = entry("Asiantuntija ry", expertise=["omaishoito"])

    refused = await coordinator.post(PATH, json=tagged)
    hidden = await coordinator.get("/members/organisations/new?lang=fi")
    ok(await coordinator.put("/members/api/directory-settings", json={"expertise": True}))
    taken = await coordinator.post(PATH, json=tagged)
    offered = await coordinator.get("/members/organisations/new?lang=fi")
    await coordinator.post("/members/organisations/settings", data={})
    after = ok(await coordinator.get("/members/api/keywords"))["expertise"]

    assert (refused.status_code, taken.status_code, after) == (409, 201, False)
    assert ("Omaishoito" in hidden.text, "Omaishoito" in offered.text) == (False, True)


async def test_the_region_keeps_its_own_words(region: Region) -> None:
    coordinator = region.client("coordinator")
    word = {"kind": "theme", "slug": "kylat", "name_fi": "Kylät", "name_sv": "Byar"}

    added = await coordinator.post("/members/organisations/words", data=word)
    twice = await coordinator.post("/members/organisations/words", data=word)
    made = ok(await coordinator.post(PATH, json=entry("Kylien Liitto ry", themes=["kylat"])), 201)
    listed = ok(await coordinator.get("/members/api/keywords"))["items"]
    known = next(item for item in listed if item["slug"] == "kylat")
    ended = await coordinator.post(f"/members/organisations/words/{known['id']}/end")
    after = [item["slug"] for item in ok(await coordinator.get("/members/api/keywords"))["items"]]
    kept = await coordinator.get(f"/members/organisations/{made['id']}?lang=sv")

    assert (added.status_code, twice.status_code, ended.status_code) == (303, 422, 303)
    assert "kylat" not in after
    assert "Byar" in kept.text


async def test_key_figures_are_summed_and_told_when_five_organisations_stand_behind_them(
    region: Region,
) -> None:
    before = await sums(region)
    told = len(await region.events(FiguresCounted))
    coordinator, made = region.client("coordinator"), []
    for number in range(5):
        figures = {"volunteers": 10} | ({"peer_supporters": 2} if number < 3 else {})
        added = await coordinator.post(PATH, json=entry(f"Lukuyhdistys {number} ry", **figures))
        made.append(ok(added, 201)["id"])
    nationwide = entry("Koko Maan Luku ry", volunteers=1000) | {"scope": "national"}
    ok(await coordinator.post(PATH, json=nationwide), 201)
    unverified = entry("Itse Ilmoittautunut ry", volunteers=5000)
    ok(await region.client().post(f"{PATH}/registrations", json=unverified), 201)
    gone, twin = [
        ok(await coordinator.post(PATH, json=entry(name, volunteers=7000)), 201)["id"]
        for name in ("Purettu Luku ry", "Kahdesti Luku ry")
    ]
    dissolved = {"status": "dissolved", "dissolved_on": "2022-12-31"}
    ok(await coordinator.put(f"{PATH}/{gone}/status", json=dissolved))
    ok(await coordinator.post(f"{PATH}/{made[0]}/merges", json={"merged_id": twin}), 201)

    after = await sums(region)
    for _ in range(2):
        await region.arrives(RetentionDue())
    (public,) = (await region.events(FiguresCounted))[told:]
    page = (await coordinator.get("/members/organisations/figures?lang=fi")).text

    grown = {name: [after[name][n] - before[name][n] for n in (0, 1)] for name in after}
    assert (grown["volunteers"], grown["peer_supporters"], grown["members"]) == ([50, 5], [6, 3], [0, 0])
    assert {one.name: [one.total, one.organisations] for one in public.figures} == {
        "volunteers": after["volunteers"]
    }
    assert "Vapaaehtoisia" in page


async def sums(region: Region) -> dict[str, list[int]]:
    items = ok(await region.client("coordinator").get(f"{PATH}/figures"))["items"]
    return {one["name"]: [one["total"], one["organisations"]] for one in items}


async def test_the_directory_is_the_coordinators_alone(region: Region) -> None:
    made = ok(await region.client("coordinator").post(PATH, json=entry("Salattu ry")), 201)
    reads = ["", f"/{made['id']}", f"/{made['id']}/merges", "/alike?name=Salattu", "/figures"]
    pages = [
        "",
        f"/{made['id']}",
        f"/{made['id']}/edit",
        "/new",
        "/imports",
        "/export",
        "/words",
        "/figures",
        f"/{made['id']}/merges",
    ]

    for who, status in ((region.client(), 401), (region.client("member", body_id=uuid4()), 404)):
        assert [(await who.get(PATH + path)).status_code for path in reads] == [status] * len(reads)
    for who, status in ((region.client(), 303), (region.client("member", body_id=uuid4()), 404)):
        answers = [(await who.get("/members/organisations" + path)).status_code for path in pages]
        assert answers == [status] * len(pages)


async def test_every_page_is_there_in_every_language(region: Region) -> None:
    coordinator = region.client("coordinator")
    one = ok(await coordinator.get(PATH, params={"q": "Kaikki Tiedot"}))["items"][0]["id"]
    pages = [
        "",
        "/new",
        "/register",
        "/registered",
        "/words",
        "/figures",
        "/imports",
        f"/{one}",
        f"/{one}/edit",
        f"/{one}/merges",
    ]

    for language in ("fi", "sv", "en"):
        answers = [
            (await coordinator.get(f"/members/organisations{page}?lang={language}")).status_code
            for page in pages
        ]
        assert answers == [200] * len(pages)


async def test_a_logo_is_drawn_anew_small_and_without_what_the_file_told(region: Region) -> None:
    coordinator = region.client("coordinator")
    key = ok(await coordinator.post(PATH, json=entry("Kuvallinen ry")), 201)["id"]
    here, door = f"/members/organisations/{key}", f"{PATH}/{key}/logo"
    exif = Image.Exif()
    exif[0x010E], exif[0x8825] = "Salainen paikka", {1: "N", 2: (60.0, 23.0, 0.0)}
    photo, mark = BytesIO(), BytesIO()
    Image.new("RGB", (900, 300), "teal").save(photo, "JPEG", exif=exif)
    Image.new("RGBA", (40, 40)).save(mark, "PNG")

    before = await region.client().get(f"{here}/logo.png")
    ok(await coordinator.put(door, files={"file": ("kuva.jpg", photo.getvalue())}), 204)
    shown = await region.client().get(f"{here}/logo.png")
    etag = {"if-none-match": shown.headers["etag"]}
    same = await region.client().get(f"{here}/logo.png", headers=etag)
    beside = await coordinator.get(here)
    posted = await coordinator.post(f"{here}/logo", files={"file": ("merkki", mark.getvalue())})
    other = await region.client().get(f"{here}/logo.png", headers=etag)

    drawn = Image.open(BytesIO(shown.content))
    assert (drawn.format, drawn.size, drawn.info, dict(drawn.getexif())) == ("PNG", (256, 85), {}, {})
    assert b"Salainen" not in shown.content
    told = [shown.headers[name] for name in ("content-type", "cache-control", "x-content-type-options")]
    assert told == ["image/png", "public, no-cache", "nosniff"]
    assert [one.status_code for one in (before, same, posted, other)] == [404, 304, 303, 200]
    assert Image.open(BytesIO(other.content)).getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert f'<img src="{here}/logo.png" alt="" width="96" height="96">' in beside.text
