"""Every list as a file: the same people see it, and who takes out applications has read them."""

import io

import openpyxl
import pytest
import pytest_asyncio

from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"
PERSON = {"name": "Kaisa Koordinaattori", "email": "kaisa@example.org", "language": "fi"}
BODY = "/members/bodies/kumppanuuspoyta"
LISTS = {
    "/members/people/export": "Nimi",
    "/members/bodies/export": "Nimi",
    "/members/calls/export": "Haku",
    "/members/calls/{call}/applications/export": "Järjestö",
    "/members/calls/{call}/comparison/export": "Teema",
    "/members/calls/{call}/readings/export": "Milloin",
    "/members/representation/export": "Toimielin",
    "/members/nominations/export": "Toimielin",
    f"{BODY}/interests/export": "Nimi",
    f"{BODY}/renewals/export": "Edustaa",
    f"{BODY}/pledges/export": "Nimi",
    "/members/directory/export": "Järjestö",
    "/members/matters/export": "Asia",
    "/members/initiatives/export": "Toimielin",
    "/members/consents/export": "Nimi",
    "/members/municipalities/export": "Kunta",
    "/members/organisations/figures/export": "Luku",
}
PUBLIC = (
    *("/members/bodies/export", "/members/calls/export", "/members/representation/export"),
    *("/members/nominations/export", "/members/initiatives/export"),
)
OWN = ("/members/directory/export", "/members/matters/export")
"""For everyone at the table, or of one's own."""


class Story:
    """What the tests speak of."""

    call: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(region: Region) -> Story:
    told = Story()
    told.call = str(await acts.open_call(region))
    ok(
        await region.client().post(
            f"/members/api/calls/{told.call}/applications", json=acts.offer(1, "vammaiset")
        ),
        201,
    )
    coordinator = region.client("coordinator")
    ok(await coordinator.post("/members/api/people", json=PERSON), 201)
    term = {"starts": "2023-03-01", "ends": "2025-02-28"}
    ok(await coordinator.post("/members/api/bodies/kumppanuuspoyta/terms", json=term), 201)
    contact = {"municipality": "638", "role": "Koordinaattori", "email": "hyte@example.org", "language": "sv"}
    ok(await coordinator.post("/members/api/municipal-contacts", json=contact), 201)
    proposal = {"organ": {"fi": "Luonnosneuvosto"}, "addressee": "Liitto", "words": {"fi": "Siksi."}}
    proposal |= {"name": "Malli Malli", "email": "malli@example.org", "language": "fi", "agreed": True}
    proposal |= {"represents": "Malli ry", "term_starts": "2023-03-01", "term_ends": "2025-02-28"}
    ok(await coordinator.post("/members/api/bodies/kumppanuuspoyta/initiatives", json=proposal), 201)
    given = {"organ": {"fi": "Yhteistyöryhmä"}, "level": "regional", "represents": "Malli ry"} | term
    given |= {"language": "fi", "post": "member"}
    person = {"name": "Edustaja 1", "email": "edustus-1@example.org"}
    ok(await coordinator.post("/members/api/mandates", json=given | person), 201)
    return told


@pytest.mark.parametrize("path", LISTS)
async def test_a_list_goes_out_as_csv_and_as_xlsx(region: Region, story: Story, path: str) -> None:
    (row,) = await region.rows("members", "SELECT id FROM person WHERE email = 'kaisa@example.org'")
    coordinator = region.client("coordinator", person_id=row["id"])
    address = path.format(call=story.call)

    csv = await coordinator.get(f"{address}?lang=fi")
    xlsx = await coordinator.get(f"{address}?lang=fi&kind=xlsx")
    strange = await region.client("member").get(address)

    assert [csv.status_code, xlsx.status_code] == [200, 200]
    lines = csv.content.decode("utf-8-sig").splitlines()
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.content)).active
    assert (lines[0].split(";")[0], sheet["A1"].value) == (LISTS[path], LISTS[path])
    assert csv.headers["content-disposition"].endswith('.csv"')
    anyone = await region.client().get(address, headers={"accept": "application/json"})
    assert strange.status_code == (200 if path in (*PUBLIC, *OWN) else 404)
    assert (anyone.status_code == 200) == (path in PUBLIC)


async def test_taking_applications_out_is_a_reading_and_the_rows_are_there(
    region: Region, story: Story
) -> None:
    (row,) = await region.rows("members", "SELECT id FROM person WHERE email = 'kaisa@example.org'")
    coordinator = region.client("coordinator", person_id=row["id"])
    query = "SELECT what FROM application_read WHERE person_id = $1"
    before = len(await region.rows("members", query, row["id"]))

    listed = await coordinator.get(f"/members/calls/{story.call}/applications/export?lang=fi")

    assert len(await region.rows("members", query, row["id"])) == before + 1
    assert "Malliyhdistys 1 ry" in listed.text
    assert "edustaja-1@example.org" in listed.text


async def test_the_roster_and_the_coverage_go_out_as_xlsx(region: Region, story: Story) -> None:
    for name in ("roster", "coverage"):
        sent = await region.client().get(f"{BODY}/{name}.xlsx?lang=fi")
        assert sent.status_code == 200
        assert openpyxl.load_workbook(io.BytesIO(sent.content)).active["A1"].value


@pytest.mark.parametrize(
    "path",
    [
        *("/members/people", "/members/calls", f"{BODY}/composition", "/members/initiatives"),
        *("/members/municipalities", "/members/organisations/figures"),
    ],
)
async def test_the_page_of_a_list_leads_to_its_file(region: Region, story: Story, path: str) -> None:
    page = await region.client("coordinator").get(path)

    assert "xlsx" in page.text


async def test_a_file_has_the_rows_and_the_names_of_its_page(region: Region, story: Story) -> None:
    coordinator, anyone = region.client("coordinator"), region.client()

    contacts = (await coordinator.get("/members/municipalities/export?lang=fi")).text
    proposals = [
        (await who.get("/members/initiatives/export?lang=fi")).text.splitlines()[1:]
        for who in (coordinator, anyone)
    ]
    mandates = [
        "Edustaja 1" in (await who.get("/members/representation/export?lang=fi")).text
        for who in (coordinator, anyone)
    ]

    assert "Porvoo;Koordinaattori;Koordinaattori;hyte@example.org;ruotsi" in contacts
    # What is not sent yet has no day of sending, and is for those who lead the body alone.
    assert proposals == [["Luonnosneuvosto;Malli ry;ei vielä lähetetty;"], []]
    # A name is shown to anyone only after the person's own yes.
    assert mandates == [True, False]
