"""Keeping the directory: contacts by role, what became of an entry, its history, and many at once."""

from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from PIL import Image
from sqlalchemy import event

from services.members.entries import commands, queries
from services.members.entries.commands import ListChanged
from services.members.entries.schemas import FoundIn, ManyIn
from services.members.organisations.queries import Wanted
from services.members.places.model import Municipalities
from shared.contracts.members import OrganisationRegistered
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
PATH = "/members/api/organisations"
PAGE = "/members/organisations"
FACTS = {
    "name": "Muistava Yhdistys ry",
    "scope": "local",
    "municipality": "638",
    "contact_email": "muistava@example.org",
    "themes": ["vammaiset"],
    "target_groups": ["perheet"],
    "languages": ["fi", "sv"],
    "web": "https://muistava.example.org",
    "address": "Mannerheiminkatu 1, 06100 Porvoo",
    "register_class": "Sosiaali- ja terveysyhdistykset",
    "public_funding": True,
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def entry(region: Region) -> str:
    person = {"name": "Kaisa Koordinaattori", "email": "kaisa@example.org", "language": "fi"}
    coordinator = region.client("coordinator")
    known = ok(await coordinator.post("/members/api/people", json=person), 201)
    keeper = region.client("coordinator", person_id=UUID(known["person_id"]))
    return str(ok(await keeper.post(PATH, json=FACTS), 201)["id"])


async def keeper(region: Region) -> Any:
    (row,) = await region.rows("members", "SELECT id FROM person WHERE email = 'kaisa@example.org'")
    return region.client("coordinator", person_id=row["id"])


async def test_the_new_facts_are_kept_and_who_verified_them_is_on_the_page(
    region: Region, entry: str
) -> None:
    told = ok(await region.client("coordinator").get(f"{PATH}/{entry}"))
    page = (await region.client("coordinator").get(f"{PAGE}/{entry}?lang=fi")).text

    assert {name: told[name] for name in FACTS} == FACTS
    assert told["status"] == "active"
    for words in ("Vahvisti Kaisa Koordinaattori", "suomi, ruotsi", "Lapsiperheet", FACTS["web"]):
        assert words in page
    assert [one["name"] for one in (await found(region, target_group="perheet"))] == [FACTS["name"]]


async def found(region: Region, **filters: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = ok(await region.client("coordinator").get(PATH, params=filters))["items"]
    return items


async def test_a_contact_is_named_only_by_consent(region: Region, entry: str) -> None:
    coordinator, path = region.client("coordinator"), f"{PAGE}/{entry}/contacts"
    written = {"role": "Puheenjohtaja", "name": "Pirkko Puhe", "email": "pirkko@example.org"}

    refused = await coordinator.post(f"{path}/new?lang=fi", data=written)
    added = await coordinator.post(f"{path}/new", data=written | {"agreed": "1"})
    nameless = await coordinator.post(f"{path}/new", data={"role": "Toimisto", "phone": "019 123"})
    page = (await coordinator.get(f"{PAGE}/{entry}?lang=fi")).text
    items = ok(await coordinator.get(f"{PATH}/{entry}/contacts"))["items"]
    removed = await coordinator.post(f"{path}/{items[1]['id']}/remove")
    strange = await region.client("member").get(f"{path}/new")

    assert [one.status_code for one in (refused, added, nameless, removed, strange)] == [
        *(422, 303, 303, 303),
        404,
    ]
    assert [(one["role"], one["name"], bool(one["agreed"])) for one in items] == [
        ("Puheenjohtaja", "Pirkko Puhe", True),
        ("Toimisto", "", False),
    ]
    assert "Pirkko Puhe" in page
    left = ok(await coordinator.get(f"{PATH}/{entry}/contacts"))["items"]
    assert [one["role"] for one in left] == ["Puheenjohtaja"]


async def test_an_erased_person_is_a_contact_by_role_nowhere(region: Region, entry: str) -> None:
    coordinator = region.client("coordinator")
    person = {"name": "Pirkko Puhe", "email": "pirkko@example.org", "language": "fi"}
    known = ok(await coordinator.post("/members/api/people", json=person), 201)

    ok(await coordinator.post(f"/members/api/people/{known['person_id']}/erasure"), 204)

    assert await region.rows("members", "SELECT role FROM role_contact WHERE name <> ''") == []


async def test_the_history_tells_who_changed_what_and_of_contacts_only_that(
    region: Region, entry: str
) -> None:
    who = await keeper(region)
    ok(await who.patch(f"{PATH}/{entry}", json={"municipality": "753", "contact_phone": "040 555"}))

    told = ok(await region.client("coordinator").get(f"{PATH}/{entry}/history"))
    page = (await region.client("coordinator").get(f"{PAGE}/{entry}/history?lang=fi")).text

    (row,) = await region.rows("members", "SELECT id FROM person WHERE email = 'kaisa@example.org'")
    changes = [(one["field"], one["before"], one["after"], one["by"]) for one in told["items"]]
    assert changes == [
        ("contact_phone", None, None, str(row["id"])),
        ("municipality", "638", "753", str(row["id"])),
    ]
    assert told["total"] == 2
    for words in ("Kaisa Koordinaattori", "Porvoo", "Sipoo", "Puhelin"):
        assert words in page
    assert "040 555" not in page


async def test_a_dissolved_organisation_has_a_day_and_a_successor_and_gets_no_letters(
    region: Region, entry: str
) -> None:
    coordinator = region.client("coordinator")
    after = {"name": "Jatkava Yhdistys ry", "scope": "local", "register_number": "123.456"}
    successor = ok(await coordinator.post(PATH, json=after), 201)
    path = f"{PAGE}/{entry}/status"

    dayless = await coordinator.post(path, data={"status": "dissolved"})
    unknown = await coordinator.post(
        f"{path}?lang=fi", data={"status": "dissolved", "dissolved_on": "2023-01-31", "successor": "Ei ry"}
    )
    said = {"status": "dissolved", "dissolved_on": "2023-01-31", "successor": "123.456"}
    saved = await coordinator.post(path, data=said)
    page = (await coordinator.get(f"{PAGE}/{entry}?lang=fi")).text
    await region.settled()

    assert [one.status_code for one in (dayless, unknown, saved)] == [422, 422, 303]
    assert "Jatkava Yhdistys ry" in page
    assert "31.1.2023" in page
    told = ok(await coordinator.get(f"{PATH}/{entry}"))
    assert (told["dissolved_on"], told["successor_id"]) == ("2023-01-31", successor["id"])
    assert FACTS["name"] not in [one["name"] for one in await found(region, q="Muistava")]
    assert [one["name"] for one in await found(region, q="Muistava", status="dissolved")] == [FACTS["name"]]
    last = [e for e in await region.events(OrganisationRegistered) if str(e.organisation_id) == entry][-1]
    assert last.contact_person_id is None


async def test_everything_the_filters_find_is_changed_as_the_preview_said(region: Region) -> None:
    coordinator, filters = region.client("coordinator"), {"q": "Rajattu", "scope": "local"}
    for number in range(55):
        facts = {"name": f"Rajattu {number} ry", "scope": "local" if number else "national"}
        facts["themes"] = ["vammaiset"] if number == 1 else []
        ok(await coordinator.post(PATH, json=facts), 201)
    said = {"what": "add_theme", "theme": "vammaiset"}

    listed = await coordinator.get(f"{PAGE}?lang=fi", params=filters)
    asked = await coordinator.get(f"{PAGE}/many/found?lang=fi", params=filters)
    preview = await coordinator.post(
        f"{PAGE}/many/found/preview", params={**filters, "lang": "fi"}, data=said
    )
    told = ok(await coordinator.post(f"{PATH}/changes/found/preview", params=filters, json=said))
    ok(await coordinator.post(PATH, json={"name": "Rajattu uusi ry", "scope": "local"}), 201)
    stale = await coordinator.post(f"{PAGE}/many/found", params=filters, data=said | {"seen": told["seen"]})
    seen = ok(await coordinator.post(f"{PATH}/changes/found/preview", params=filters, json=said))["seen"]
    done = await coordinator.post(f"{PAGE}/many/found", params=filters, data=said | {"seen": seen})
    again = ok(await coordinator.post(f"{PATH}/changes/found/preview", params=filters, json=said))
    member = await region.client("member").get(f"{PAGE}/many/found", params=filters)

    assert "/members/organisations/many/found?q=Rajattu&amp;scope=local" in listed.text
    assert "54 järjestöä on valittu" in asked.text
    assert ("Muuttuvia järjestöjä: 53." in preview.text, "Rajattu 54 ry" in preview.text) == (True, True)
    assert "Rajattu 1 ry" not in preview.text
    assert (told["chosen"], told["changed"], len(told["names"])) == (54, 53, 53)
    assert (stale.status_code, done.status_code, member.status_code) == (409, 303, 404)
    assert done.headers["location"] == f"{PAGE}?q=Rajattu&scope=local"
    assert (again["chosen"], again["changed"]) == (55, 0)
    outside = ok(await coordinator.get(PATH, params={"q": "Rajattu", "scope": "national"}))["items"]
    assert [one["themes"] for one in outside] == [[]]


async def test_what_is_only_written_nearly_so_is_not_changed(region: Region) -> None:
    coordinator, said = region.client("coordinator"), {"what": "add_theme", "theme": "vammaiset"}
    ok(await coordinator.post(PATH, json={"name": "Väärinkirjoitettu ry", "scope": "local"}), 201)
    filters = {"q": "Vääränkirjoitetty"}

    listed = ok(await coordinator.get(PATH, params=filters))
    told = ok(await coordinator.post(f"{PATH}/changes/found/preview", params=filters, json=said))
    asked = await coordinator.get(f"{PAGE}/many/found?lang=fi", params=filters)

    assert ([one["name"] for one in listed["items"]], listed["near"]) == (["Väärinkirjoitettu ry"], True)
    assert (told["chosen"], told["changed"], told["names"]) == (0, 0, [])
    assert (asked.status_code, "Väärinkirjoitettu ry" in asked.text) == (200, False)


async def test_what_someone_else_changes_meanwhile_is_not_lost(region: Region) -> None:
    coordinator = region.client("coordinator")
    made = ok(await coordinator.post(PATH, json={"name": "Yhtaikainen ry", "scope": "local"}), 201)
    station = region.process._stations[region.instance.slug, "members"]
    places, wanted = Municipalities([]), Wanted(words="Yhtaikainen")
    many = ManyIn(ids=[UUID(made["id"])], what="add_theme", theme="vammaiset")
    other = {"ids": [made["id"]], "what": "add_theme", "theme": "nuoret"}

    async with station.transactions.begin() as tx:
        looked = await queries.found(tx, wanted)
        ok(await coordinator.post(f"{PATH}/changes", json=other))
        await commands.change_many(tx, many, places, by=None, at=tx.at)
    both = [one["themes"] for one in await found(region, q="Yhtaikainen")]
    preview: dict[str, Any] = {"what": "remove_theme", "theme": "nuoret"}
    seen = ok(
        await coordinator.post(f"{PATH}/changes/found/preview", params={"q": "Yhtaikainen"}, json=preview)
    )["seen"]
    async with station.transactions.begin() as tx:
        looked = await queries.found(tx, wanted)
        ok(await coordinator.post(f"{PATH}/changes", json=other | {"what": "remove_theme"}))
        with pytest.raises(ListChanged):
            await commands.change_found(tx, wanted, FoundIn(**preview, seen=seen), places, by=None, at=tx.at)

    assert (len(looked), both) == (1, [["nuoret", "vammaiset"]])


async def test_however_many_are_changed_they_are_written_together(region: Region) -> None:
    coordinator = region.client("coordinator")
    written: list[str] = []
    for number in range(5):
        ok(await coordinator.post(PATH, json={"name": f"Kimppakyyti {number} ry", "scope": "local"}), 201)
    filters, said = {"q": "Kimppakyyti"}, {"what": "add_theme", "theme": "vammaiset"}
    seen = ok(await coordinator.post(f"{PATH}/changes/found/preview", params=filters, json=said))["seen"]
    engine = region.process._stations[region.instance.slug, "members"].database.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(("UPDATE organisation", "INSERT INTO fact_change")):
            written.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    done = ok(await coordinator.post(f"{PATH}/changes/found", params=filters, json=said | {"seen": seen}))
    event.remove(engine, "before_cursor_execute", note)

    assert (done, len(written)) == ({"chosen": 5, "changed": 5}, 2)


async def test_several_are_changed_at_once_after_a_look_at_how_many(region: Region) -> None:
    coordinator = region.client("coordinator")
    ids = []
    for number, themes in enumerate((["vammaiset"], [], ["nuoret"])):
        facts = {"name": f"Joukko {number} ry", "scope": "local", "themes": themes}
        ids.append(ok(await coordinator.post(PATH, json=facts), 201)["id"])

    asked = await coordinator.get(f"{PAGE}/many?lang=fi", params={"ids": ids})
    preview = await coordinator.post(
        f"{PAGE}/many/preview?lang=fi", data={"ids": ids, "what": "add_theme", "theme": "vammaiset"}
    )
    untouched = [one["themes"] for one in await found(region, q="Joukko")]
    done = await coordinator.post(
        f"{PAGE}/many", data={"chosen": ",".join(ids), "what": "add_theme", "theme": "vammaiset"}
    )
    strange = await region.client("member").post(f"{PAGE}/many", data={"chosen": ids[0], "what": "verify"})
    by_json = ok(
        await coordinator.post(f"{PATH}/changes", json={"ids": ids, "what": "status", "status": "passive"})
    )

    assert [one.status_code for one in (asked, preview, done, strange)] == [200, 200, 303, 404]
    assert "3 järjestöä on valittu" in asked.text
    assert "Muuttuvia järjestöjä: 2." in preview.text
    assert sorted(untouched) == [[], ["nuoret"], ["vammaiset"]]
    assert by_json == {"chosen": 3, "changed": 3}
    changed = {one["name"]: (one["themes"], one["status"]) for one in await found(region, q="Joukko")}
    assert changed == {
        "Joukko 0 ry": (["vammaiset"], "passive"),
        "Joukko 1 ry": (["vammaiset"], "passive"),
        "Joukko 2 ry": (["nuoret", "vammaiset"], "passive"),
    }
    (history,) = await region.rows(
        "members",
        "SELECT count(*) AS n FROM fact_change WHERE field = 'themes' AND organisation_id = ANY($1)",
        [UUID(one) for one in ids],
    )
    assert history["n"] == 2


async def test_those_of_the_same_name_in_a_municipality_or_at_the_same_address_are_suggested(
    region: Region,
) -> None:
    coordinator = region.client("coordinator")
    for facts in (
        {"name": "Sama Nimi ry", "municipality": "638"},
        {"name": "Aivan Muu ry", "contact_email": "sama@example.org"},
    ):
        ok(await coordinator.post(PATH, json={"scope": "local"} | facts), 201)

    asked = {"name": "Toisin Kutsuttu ry", "email": "SAMA@example.org"}
    by_address = ok(await coordinator.get(f"{PATH}/alike", params=asked))["items"]
    by_place = ok(
        await coordinator.get(f"{PATH}/alike", params={"name": "SAMA-NIMI", "municipality": "638"})
    )["items"]

    assert [one["name"] for one in by_address] == ["Aivan Muu ry"]
    assert [one["name"] for one in by_place] == ["Sama Nimi ry"]


async def test_a_logo_is_a_picture_that_whoever_keeps_the_directory_gives_and_takes_away(
    region: Region,
) -> None:
    coordinator, member = region.client("coordinator"), region.client("member", body_id=uuid4())
    key = ok(await coordinator.post(PATH, json={"name": "Kuvaton ry", "scope": "local"}), 201)["id"]
    here, door = f"/members/organisations/{key}", f"{PATH}/{key}/logo"
    written = BytesIO()
    Image.new("L", (20, 20)).save(written, "PNG")
    picture = {"file": ("logo.png", written.getvalue())}
    large = {"file": ("logo.png", written.getvalue() + bytes(2_000_000))}

    refused = [await coordinator.put(door, files=sent) for sent in (large, {"file": ("a.png", b"teksti")})]
    marked = await coordinator.post(f"{here}/logo?lang=sv", files={"file": ("a.png", b"teksti")})
    ok(await coordinator.put(door, files=picture), 204)
    kept_out = [
        *[await member.put(door, files=picture), await member.delete(door)],
        *[await member.post(f"{here}/logo", files=picture), await member.post(f"{here}/logo/remove")],
    ]
    still = await member.get(f"{here}/logo.png")
    ok(await coordinator.delete(door), 204)
    gone = await member.get(f"{here}/logo.png")
    ok(await coordinator.put(door, files=picture), 204)
    removed = await coordinator.post(f"{here}/logo/remove")
    gone_too = await coordinator.get(f"{here}/logo.png")

    assert [(one.status_code, one.json()["type"]) for one in refused] == [
        (422, "/problems/members/logo-not-taken")
    ] * 2
    assert marked.status_code == 422
    assert 'aria-describedby="h-file e-file" aria-invalid="true"' in marked.text
    assert "Välj en PNG- eller JPEG-bild på högst 2 megabyte." in marked.text
    assert [one.status_code for one in kept_out] == [404] * 4
    assert [one.status_code for one in (still, gone, removed, gone_too)] == [200, 404, 303, 404]
