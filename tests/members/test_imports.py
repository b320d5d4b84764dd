"""A file of organisations: read as spreadsheets write it, previewed, and saved whole or not at all."""

import asyncio
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from services.members.imports.schemas import HEADINGS, recognise
from services.members.organisations.forms import LABELS
from services.members.sheets import model as sheets
from services.members.sheets.model import SheetTooLarge, SheetUnreadable
from shared.chassis.pages import Pages
from shared.contracts.members import OrganisationRegistered
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
PATH = "/members/api/imports"
PAGES = "/members/organisations/imports"
HEADING = "Nimi;Y-tunnus;Kotikunta;Toimii;Teemat;Jäsenmäärä;Sähköposti"


def lines(*rows: str) -> bytes:
    return "\r\n".join((HEADING, *rows)).encode()


async def bring(region: Region, content: bytes, name: str = "lista.csv") -> str:
    """Bring a file and wait until it waits for a word."""
    coordinator = region.client("coordinator")
    brought = ok(await coordinator.post(PATH, files={"file": (name, content)}), 202)
    await rested(region, brought["id"])
    return str(brought["id"])


async def rested(region: Region, import_id: str) -> dict[str, Any]:
    coordinator = region.client("coordinator")
    for _ in range(400):
        file: dict[str, Any] = ok(await coordinator.get(f"{PATH}/{import_id}"))
        if file["state"] not in ("uploaded", "mapped", "confirmed"):
            return file
        await asyncio.sleep(0.05)
    raise AssertionError(file)


async def save(region: Region, import_id: str) -> dict[str, Any]:
    ok(await region.client("coordinator").post(f"{PATH}/{import_id}/confirmation"), 202)
    return await rested(region, import_id)


async def names(region: Region, q: str) -> list[str]:
    found = ok(await region.client("coordinator").get("/members/api/organisations", params={"q": q}))
    return [] if found["near"] else sorted(item["name"] for item in found["items"])


@pytest.mark.parametrize(
    "content",
    [
        "Nimi;Kotikunta\r\nTähtiö ry;Porvoo\r\n".encode(),
        "Nimi,Kotikunta\nTähtiö ry,Porvoo\n".encode(),
        "\ufeffNimi;Kotikunta\r\nTähtiö ry;Porvoo".encode(),
        "Nimi;Kotikunta\r\nTähtiö ry;Porvoo\r\n".encode("cp1252"),
        "Nimi\tKotikunta\r\nTähtiö ry\tPorvoo\r\n".encode("utf-16"),
        '"Nimi";"Kotikunta"\n"Tähtiö ry";"Porvoo"\n\n\n'.encode(),
    ],
    ids=["semicolon", "comma", "mark", "windows-1252", "utf-16", "quoted"],
)
def test_a_file_is_read_as_spreadsheets_write_it(content: bytes) -> None:
    assert sheets.read(content) == [["Nimi", "Kotikunta"], ["Tähtiö ry", "Porvoo"]]


def test_a_comma_inside_text_does_not_part_columns() -> None:
    content = b"Nimi;Kuvaus\nYksi ry;a, b, c, d\nKaksi ry;e, f\n"

    assert sheets.read(content)[1] == ["Yksi ry", "a, b, c, d"]


def test_a_workbook_is_read_as_it_looks() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Nimi", "Jäsenmäärä", "Tuottaa"])
    book.active.append(["Tähtiö ry", 1200.0, True])
    out = io.BytesIO()
    book.save(out)

    assert sheets.read(out.getvalue()) == [["Nimi", "Jäsenmäärä", "Tuottaa"], ["Tähtiö ry", "1200", "1"]]


def test_what_cannot_be_read_is_refused() -> None:
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    wide = ";".join(["x"] * 101).encode()

    for content in (out.getvalue()[:-200], b"PK\x03\x04 nothing", b"a;b\n\0;c\n"):
        with pytest.raises(SheetUnreadable):
            sheets.read(content)
    with pytest.raises(SheetTooLarge):
        sheets.read(wide)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_that_goes_out_becomes_a_formula_and_all_come_back(kind: str) -> None:
    rows = [["Nimi", "Luku"], *([text, 5] for text in ("=1+1", "+358 40", "-x", "@SUM(A1)", "ö;ä\"'"))]

    content = sheets.write(kind, "Lista", rows)

    assert [row[0] for row in sheets.read(content)] == [row[0] for row in rows]
    if kind == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        assert [line[0] for line in content.decode("utf-8-sig").splitlines()[1:5]] == ["'"] * 4
    else:
        cells = openpyxl.load_workbook(io.BytesIO(content)).active
        assert [cell.data_type for cell in cells["A"]] == ["s"] * len(rows)


def test_the_headings_we_write_are_known_in_every_language(region: Region) -> None:
    pages = Pages(region.modules[0].folder, "test")

    for language in ("fi", "sv", "en"):
        written = [pages.catalogues[language].gettext(label) for label in LABELS.values()]
        assert list(recognise(written).values()) == list(LABELS)
    assert set(LABELS) == set(HEADINGS)


async def test_a_right_file_is_previewed_and_then_saved(region: Region) -> None:
    content = lines(
        "Ensimmäinen Tuotu ry;2077474-0;Porvoo;Paikallinen;Ikäihmiset, Vammaiset ihmiset;1 200;eka@example.org",  # noqa: E501
        "Toinen Tuotu rf;;Lovisa;regional;;;",
    )
    coordinator = region.client("coordinator")
    brought = ok(
        await coordinator.post(PATH, files={"file": ("lista.csv", content)}, data={"verified": "true"}), 202
    )

    preview = await rested(region, brought["id"])
    before = await names(region, "Tuotu")
    saved = await save(region, brought["id"])
    await region.settled()

    assert (preview["state"], preview["rows"], preview["errors"]) == ("checked", 2, 0)
    assert before == []
    assert (saved["state"], saved["added"], saved["updated"]) == ("saved", 2, 0)
    assert await names(region, "Tuotu") == ["Ensimmäinen Tuotu ry", "Toinen Tuotu rf"]
    one = ok(await coordinator.get("/members/api/organisations?q=2077474-0"))["items"][0]
    facts = ("municipality", "scope", "themes", "members", "contact_email", "source")
    assert [one[name] for name in facts] == [
        "638",
        "local",
        ["ikaihmiset", "vammaiset"],
        1200,
        "eka@example.org",
        "file",
    ]
    assert one["verified"] is not None
    told = [event.name for event in await region.events(OrganisationRegistered)]
    assert sorted(told[-2:]) == ["Ensimmäinen Tuotu ry", "Toinen Tuotu rf"]
    left = await region.rows("members", "SELECT count(*) FROM import_row")
    assert left[0][0] == 0


async def test_one_wrong_row_keeps_every_row_out_and_each_row_says_why(region: Region) -> None:
    content = lines(
        "Oikein Oleva ry;;Porvoo;local;;;",
        ";0116297-6;Porvoo;local;;;",
        "Väärä Tunnus ry;1234567-8;Atlantis;local;;paljon;ei osoite",
        "Outo Teema ry;;;local;avaruus;;",
    )
    coordinator = region.client("coordinator")

    import_id = await bring(region, content)
    refused = await coordinator.post(f"{PATH}/{import_id}/confirmation")
    wrong = ok(await coordinator.get(f"{PATH}/{import_id}/rows?which=errors"))
    page = await coordinator.get(f"{PAGES}/{import_id}?lang=fi")

    assert refused.status_code == 409
    assert {row["number"]: sorted(error["field"] for error in row["errors"]) for row in wrong["items"]} == {
        3: ["name"],
        4: ["business_id", "contact_email", "members", "municipality"],
        5: ["themes"],
    }
    assert "”Atlantis” ei ole tuttu täällä" in page.text
    assert "Tarkista Y-tunnus" in page.text
    assert await names(region, "Oikein Oleva") == []


async def test_the_same_organisation_twice_in_one_file_is_wrong(region: Region) -> None:
    import_id = await bring(
        region,
        lines(
            "Kerran ry;0116297-6;;;;;",
            "Toisin ry;0116297-6;;;;;",
            "Nimi ry;;Porvoo;;;;",
            "nimi ry;;Porvoo;;;;",
        ),
    )

    rows = ok(await region.client("coordinator").get(f"{PATH}/{import_id}/rows?which=errors"))["items"]

    assert [(row["number"], row["errors"][0]["ctx"]) for row in rows] == [(3, {"row": 2}), (5, {"row": 4})]


async def test_known_organisations_are_found_and_left_updated_or_added(region: Region) -> None:
    coordinator = region.client("coordinator")
    for name, number in (
        ("Numeron Mukaan ry", "1572860-0"),
        ("Sama Nimi ry", None),
        ("Melkein Samanniminen ry", None),
    ):
        known = {
            "name": name,
            "business_id": number,
            "scope": "local",
            "short_name": "säilyy",
            "municipality": "753",
        }
        ok(await coordinator.post("/members/api/organisations", json=known), 201)
    content = lines(
        "Uusi Nimi Numerolle ry;1572860-0;Porvoo;;;;",
        "sama nimi r.y.;;Porvoo;;;;",
        "Melkien Samanniminen ry;;;;;;",
        "Aivan Tuntematon ry;;;;;;",
    )

    import_id = await bring(region, content)
    rows = ok(await coordinator.get(f"{PATH}/{import_id}/rows"))["items"]
    taken = await coordinator.put(f"{PATH}/{import_id}/rows/2", json={"action": "add"})
    ok(await coordinator.put(f"{PATH}/{import_id}/rows/2", json={"action": "update"}))
    chosen = await coordinator.post(f"{PAGES}/{import_id}/rows", data={"row-3": "add", "row-4": "skip"})
    odd = await coordinator.post(f"{PAGES}/{import_id}/rows", data={"row-3": "eat"})
    saved = await save(region, import_id)

    assert [(row["match_by"], row["action"]) for row in rows] == [
        ("number", "skip"),
        ("name", "skip"),
        ("alike", "add"),
        (None, "add"),
    ]
    assert (taken.status_code, chosen.status_code, odd.status_code) == (409, 303, 422)
    assert (saved["added"], saved["updated"]) == (2, 1)
    one = ok(await coordinator.get("/members/api/organisations?q=1572860"))["items"][0]
    assert (one["name"], one["municipality"], one["short_name"], one["version"]) == (
        "Uusi Nimi Numerolle ry",
        "638",
        "säilyy",
        2,
    )
    assert await names(region, "Samanniminen") == ["Melkein Samanniminen ry"]


async def test_columns_are_chosen_once_and_remembered(region: Region) -> None:
    coordinator = region.client("coordinator")
    content = "Mikä;Missä;Turha\nSarakkeinen ry;Porvoo;x\n".encode()
    import_id = await bring(region, content)
    asked = ok(await coordinator.get(f"{PATH}/{import_id}"))
    nameless = await coordinator.post(f"{PAGES}/{import_id}/columns", data={"column-1": "municipality"})

    page = await coordinator.get(f"{PAGES}/{import_id}")
    await coordinator.post(
        f"{PAGES}/{import_id}/columns", data={"column-0": "name", "column-1": "municipality"}
    )
    checked = await rested(region, import_id)
    again = ok(await coordinator.get(f"{PATH}/{await bring(region, content)}"))

    assert (asked["state"], page.status_code, nameless.status_code) == ("columns", 200, 422)
    assert (checked["state"], again["state"]) == ("checked", "checked")
    assert again["columns"] == {"0": "name", "1": "municipality"}


async def test_a_directory_that_changes_under_the_file_is_checked_again(region: Region) -> None:
    coordinator = region.client("coordinator")
    import_id = await bring(region, lines("Ehtii Väliin ry;0201256-6;;;;;", "Jää Odottamaan ry;;;;;;"))
    first = {"name": "Nopeampi ry", "business_id": "0201256-6", "scope": "local"}
    ok(await coordinator.post("/members/api/organisations", json=first), 201)

    after = await save(region, import_id)

    assert (after["state"], after["matches"]) == ("checked", 1)
    assert await names(region, "Odottamaan") == []


async def test_a_file_that_cannot_be_read_says_so_in_its_page(region: Region) -> None:
    coordinator = region.client("coordinator")

    import_id = await bring(region, b"PK\x03\x04 this is no workbook", "rikki.xlsx")
    page = await coordinator.get(f"{PAGES}/{import_id}?lang=sv")
    empty = await coordinator.post(PAGES, files={"file": ("tyhja.csv", b"")})
    large = await coordinator.post(PATH, files={"file": ("suuri.csv", b"x" * 11_000_000)})

    assert "Filen kunde inte läsas" in page.text
    assert (empty.status_code, large.status_code) == (422, 413)


async def test_only_a_file_may_be_larger_than_other_requests(region: Region) -> None:
    coordinator = region.client("coordinator")
    rows = lines(*(f"Iso Tiedosto {number} ry;;;;;;{'x' * 900}" for number in range(2_200)))

    brought = await coordinator.post(PATH, files={"file": ("iso.csv", rows)})
    other = await coordinator.post("/members/api/organisations", content=rows)
    ok(await coordinator.delete(f"{PATH}/{brought.json()['id']}"), 204)

    assert (brought.status_code, other.status_code) == (202, 413)


async def test_a_file_nobody_comes_back_to_is_forgotten(region: Region) -> None:
    now = region.clock()
    import_id = await bring(region, lines("Unohdettu ry;;;;;;"))
    region.clock.set((now + timedelta(days=8)).isoformat())

    await region.settled()
    for _ in range(100):
        left = await region.rows("members", "SELECT 1 FROM import_file WHERE id = $1", UUID(import_id))
        if not left:
            break
        await asyncio.sleep(0.05)
    region.clock.set(now.isoformat())

    assert left == []


async def test_a_file_is_brought_followed_and_thrown_away_in_the_pages(region: Region) -> None:
    coordinator = region.client("coordinator")

    sent = await coordinator.post(PAGES, files={"file": ("sivulta.csv", lines("Sivulta Tuotu ry;;;;;;"))})
    here = sent.headers["location"]
    await rested(region, here.rsplit("/", 1)[1])
    shown = await coordinator.get(f"{here}?lang=fi")
    listed = await coordinator.get(PAGES)
    thrown = await coordinator.post(f"{here}/discard")
    gone = await coordinator.get(here)

    assert (sent.status_code, shown.status_code, thrown.status_code, gone.status_code) == (303, 200, 303, 404)
    assert "Tallenna kaikki rivit" in shown.text
    assert "sivulta.csv" in listed.text
    assert await names(region, "Sivulta") == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_a_list_goes_out_as_it_is_filtered_and_comes_back(region: Region, kind: str) -> None:
    coordinator = region.client("coordinator")
    facts = {
        "name": f"=Vientijärjestö {kind} ry",
        "name_sv": f"Exportorganisation {kind} rf",
        "scope": "national",
        "legal_form": "foundation",
        "municipality": "638",
        "served": ["638", "753"],
        "sectors": ["kulttuuri"],
        "members": 5,
        "produces_services": True,
        "contact_phone": "+358 40 123",
        "language": "sv",
    }
    made = ok(await coordinator.post("/members/api/organisations", json=facts), 201)

    sent = await coordinator.get(f"/members/organisations/export?q=Vientijärjestö+{kind}&kind={kind}&lang=sv")
    rows = sheets.read(sent.content)
    import_id = await bring(region, sent.content, f"ut.{kind}")
    ok(await coordinator.put(f"{PATH}/{import_id}/rows/2", json={"action": "update"}))
    saved = await save(region, import_id)
    after = ok(await coordinator.get(f"/members/api/organisations/{made['id']}"))

    assert "attachment" in sent.headers["content-disposition"]
    assert (len(rows), rows[1][0]) == (2, facts["name"])
    assert (saved["state"], saved["updated"]) == ("saved", 1)
    assert after == made | {"version": 2}


async def test_rows_are_likened_by_municipality_and_by_address(region: Region) -> None:
    coordinator = region.client("coordinator")
    for facts in (
        {"name": "Kaksi Kuntaa ry", "municipality": "638"},
        {"name": "Kaksi Kuntaa rf", "municipality": "753"},
        {"name": "Osoitteen Mukaan ry", "contact_email": "osoite@example.org"},
    ):
        ok(await coordinator.post("/members/api/organisations", json={"scope": "local"} | facts), 201)

    import_id = await bring(
        region, lines("Kaksi Kuntaa ry;;Sipoo;;;;", "Vallan Toinen Nimi ry;;;;;;Osoite@example.org")
    )
    rows = ok(await coordinator.get(f"{PATH}/{import_id}/rows"))["items"]

    known = await region.rows("members", "SELECT id, name FROM organisation")
    named = {str(row["id"]): row["name"] for row in known}
    assert [(row["match_by"], row["action"], named[row["match_id"]]) for row in rows] == [
        ("name", "skip", "Kaksi Kuntaa rf"),
        ("email", "add", "Osoitteen Mukaan ry"),
    ]
