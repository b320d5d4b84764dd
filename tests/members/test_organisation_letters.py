"""Who gets the letters of an organisation: its contact person, or the organisation by its own address."""

from collections import Counter
from typing import Any

import pytest_asyncio

from shared.contracts.members import CallAnnounced, OrganisationRegistered
from tests.members import acts
from tests.members.acts import ok
from tests.notifications.conftest import Mail, mail, posted  # noqa: F401 - a fixture
from tests.region import Region

SERVICE = ("members", "notifications")
REGION = "ita-uusimaa"
PATH = "/members/api/organisations"
PAGE = "/members/organisations"


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def directory(mail: Mail, region: Region) -> None:  # noqa: F811
    """A directory as it comes about: by hand, by the organisation itself, with and without a person."""
    coordinator, anyone = region.client("coordinator"), region.client()
    for facts in (
        {"name": "Vain Sähköposti ry", "contact_email": "toimisto@yksi.example.org", "language": "fi"},
        {"name": "Bara E-post rf", "contact_email": "kansli@tva.example.org", "language": "sv"},
        {"name": "Sama Osoite ry", "contact_email": "toimisto@yksi.example.org", "language": "fi"},
        {"name": "Ilman Osoitetta ry"},
    ):
        ok(await coordinator.post(PATH, json={"scope": "local"} | facts), 201)
    itself = {"name": "Itse Ilmoittautunut ry", "scope": "local", "contact_email": "itse@example.org"}
    ok(await anyone.post(f"{PATH}/registrations", json=itself), 201)
    await region.settled()


async def page_of(region: Region, name: str) -> str:
    (row,) = await region.rows("members", "SELECT id FROM organisation WHERE name = $1", name)
    return f"{PAGE}/{row['id']}"


def entry(name: str, **facts: Any) -> dict[str, Any]:
    return {"name": name, "scope": "local", "language": "fi"} | facts


async def test_a_call_is_told_to_each_organisation_once_in_its_language(
    region: Region,
    mail: Mail,  # noqa: F811
) -> None:
    call_id = await acts.open_call(region, on="2023-01-10T12:00:00+02:00")
    coordinator = region.client("coordinator")
    person = {"contact_name": "Aino Yhteys", "contact_person_email": "aino@kolme.example.org"}
    written = entry("Henkilö ry", contact_email="toimisto@kolme.example.org", **person)
    added = await coordinator.post(f"{PAGE}/new", data=written)
    applied = acts.offer(5, "vammaiset", email="toimisto@nelja.example.org")
    ok(await region.client().post(f"/members/api/calls/{call_id}/applications", json=applied), 201)
    other = entry("Hakijan Sisar ry", contact_email="toimisto@nelja.example.org")
    ok(await coordinator.post(PATH, json=other), 201)

    await posted(region)
    mail.taken.clear()

    sent = await coordinator.post(f"/members/calls/{call_id}/announce")
    await posted(region)

    assert [added.status_code, sent.status_code] == [303, 303]
    letters = {
        address: [str(letter["Content-Language"]) for letter in mail.to(address)]
        for address in (
            "toimisto@yksi.example.org",
            "kansli@tva.example.org",
            "aino@kolme.example.org",
            "toimisto@kolme.example.org",
            "itse@example.org",
        )
    }
    assert letters == {
        "toimisto@yksi.example.org": ["fi"],
        "kansli@tva.example.org": ["sv"],
        "aino@kolme.example.org": ["fi"],
        "toimisto@kolme.example.org": [],
        "itse@example.org": ["fi"],
    }
    told = Counter(event.person_id for event in await region.events(CallAnnounced))
    assert (len(told), set(told.values())) == (4, {1})


async def test_the_contact_person_is_replaced_and_taken_away_on_the_page(region: Region) -> None:
    coordinator, page = region.client("coordinator"), await page_of(region, "Vain Sähköposti ry")
    facts = entry("Vain Sähköposti ry", contact_email="toimisto@yksi.example.org")
    readers = []

    for contact in (
        {"contact_name": "Eeva Eka", "contact_person_email": "eeva@yksi.example.org"},
        {"contact_name": "Toivo Toka", "contact_person_email": "toivo@yksi.example.org"},
        {},
    ):
        saved = await coordinator.post(f"{page}/edit", data=facts | contact)
        shown = await coordinator.get(f"{page}/edit?lang=fi")
        assert saved.status_code == 303
        assert [("value=" in shown.text, name in shown.text) for name in contact.values()] == [
            (True, True) for _ in contact
        ]
        told = ok(await coordinator.get(f"{PATH}/{page.rpartition('/')[2]}"))
        readers.append(told["contact_person_id"])

    await region.settled()
    events = [e for e in await region.events(OrganisationRegistered) if str(e.organisation_id) in page]
    assert len({*readers}) == 3
    assert readers[2] is None
    # Without a person the letters come to the organisation itself again.
    assert str(events[-1].contact_person_id) == page.rpartition("/")[2]
    rows = await region.rows(
        "notifications", "SELECT email FROM recipients WHERE name = 'Vain Sähköposti ry'"
    )
    assert [row["email"] for row in rows] == ["toimisto@yksi.example.org"]


async def test_a_contact_person_needs_a_name_and_an_address(region: Region) -> None:
    coordinator = region.client("coordinator")

    half = await coordinator.post(
        f"{PAGE}/new?lang=fi", data=entry("Puolikas ry", contact_person_email="p@example.org")
    )

    assert half.status_code == 422
    assert half.text.count("Täytä tämä") == 2


async def test_an_address_that_is_taken_away_is_forgotten_by_the_letter_writer(region: Region) -> None:
    coordinator, page = region.client("coordinator"), await page_of(region, "Bara E-post rf")

    ok(await coordinator.patch(f"{PATH}/{page.rpartition('/')[2]}", json={"contact_email": None}))
    await region.settled()

    rows = await region.rows("notifications", "SELECT 1 FROM recipients WHERE email LIKE '%tva.example.org'")
    assert rows == []


async def test_tags_of_expertise_outlive_a_correction_while_they_are_out_of_use(region: Region) -> None:
    coordinator = region.client("coordinator")
    ok(await coordinator.put("/members/api/directory-settings", json={"expertise": True}))
    tagged = ok(await coordinator.post(PATH, json=entry("Merkitty ry", expertise=["omaishoito"])), 201)
    ok(await coordinator.put("/members/api/directory-settings", json={"expertise": False}))
    page = f"{PAGE}/{tagged['id']}"

    saved = await coordinator.post(f"{page}/edit", data=entry("Merkitty ry", short_name="M"))
    hidden = ok(await coordinator.get(f"{PATH}/{tagged['id']}"))["expertise"]
    words = ok(await coordinator.get(PATH, params={"q": "omaishoito"}))
    filtered = ok(await coordinator.get(PATH, params={"q": "Merkitty", "expertise": "omaishoito"}))
    sheet = (await coordinator.get(f"{PAGE}/export?kind=csv&lang=fi")).text
    ok(await coordinator.put("/members/api/directory-settings", json={"expertise": True}))

    assert saved.status_code == 303
    assert (hidden, "Omaishoito" in sheet) == ([], False)
    assert "Merkitty ry" not in [one["name"] for one in words["items"]]
    assert [one["name"] for one in filtered["items"]] == ["Merkitty ry"]
    assert ok(await coordinator.get(f"{PATH}/{tagged['id']}"))["expertise"] == ["omaishoito"]
