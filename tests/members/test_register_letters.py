"""Who is added, given a role or named a selector by hand gets one letter of it."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from shared.contracts.register import PersonAdded, RoleGiven, SelectorNamed
from tests.members import acts
from tests.members.acts import ok
from tests.notifications.conftest import Mail, mail, posted  # noqa: F401 - a fixture
from tests.region import Region

SERVICE = ("members", "notifications")
REGION = "ita-uusimaa"
PEOPLE = "/members/api/people"


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def call_id(mail: Mail, region: Region) -> UUID:  # noqa: F811
    return await acts.open_call(region, on="2023-01-10T12:00:00+02:00")


def person(name: str, language: str = "fi") -> dict[str, Any]:
    return {"name": name, "email": f"{name.split()[0].lower()}@example.org", "language": language}


async def added(region: Region, mail: Mail, who: dict[str, Any]) -> str:  # noqa: F811
    """Add a person and let the letter of that go by."""
    person_id = ok(await region.client("coordinator").post(PEOPLE, json=who), 201)["person_id"]
    await posted(region)
    mail.taken.clear()
    return str(person_id)


async def test_who_is_added_gets_one_letter_in_the_own_language_however_it_is_done(
    region: Region,
    mail: Mail,  # noqa: F811
) -> None:
    coordinator = region.client("coordinator")
    people = [person("Aino Lisätty"), person("Birgit Tillagd", "sv"), person("Cecil Added", "en")]
    before = len(await region.events(PersonAdded))

    on_page = await coordinator.post("/members/people/new", data=people[0])
    for who in (*people, *people):
        ok(await coordinator.post(PEOPLE, json=who), 201)
    await posted(region)

    assert on_page.status_code == 303
    letters = [letter for who in people for letter in mail.to(who["email"])]
    assert [letter["Subject"] for letter in letters] == [
        "Sinut on lisätty rekisteriin: Itä-Uudenmaan järjestöjen kumppanuuspöytä",
        "Du har lagts till i registret: Östra Nylands partnerskapsbord för organisationer",
        f"You have been added to the register: {region.instance.table.read('en').text}",
    ]
    for letter, language in zip(letters, ("fi", "sv", "en"), strict=True):
        lines = letter.get_content().splitlines()
        assert f"{region.instance.base_url}/members/sign-in?lang={language}" in lines
        assert f"{region.instance.base_url}/privacy?lang={language}" in lines
    assert len(await region.events(PersonAdded)) == before + 3


async def test_who_becomes_known_by_an_application_is_not_told_of_being_added(
    region: Region,
    mail: Mail,  # noqa: F811
    call_id: UUID,
) -> None:
    before = len(await region.events(PersonAdded))
    offer = acts.offer(7, "moniala", email="hakija@example.org")

    ok(await region.client().post(f"/members/api/calls/{call_id}/applications", json=offer), 201)
    await posted(region)

    assert [str(letter["Subject"]).partition(":")[0] for letter in mail.to("hakija@example.org")] == [
        "Hakemus on perillä"
    ]
    assert len(await region.events(PersonAdded)) == before


async def test_a_role_is_told_when_it_is_given_and_not_when_its_days_change(
    region: Region,
    mail: Mail,  # noqa: F811
) -> None:
    who = person("Raili Roolinen", "sv")
    person_id = await added(region, mail, who)
    body_id = ok(await region.client().get("/members/api/bodies/kumppanuuspoyta"))["id"]
    coordinator, path = region.client("coordinator"), f"{PEOPLE}/{person_id}/roles"
    role = {"role": "secretary", "body_id": body_id}

    on_page = await coordinator.post(f"/members/people/{person_id}/roles", data=role)
    ok(await coordinator.post(path, json=role), 204)
    ok(await coordinator.post(path, json=role | {"ends": "2024-12-31"}), 204)
    await posted(region)

    assert on_page.status_code == 303
    (letter,) = mail.to(who["email"])
    assert letter["Subject"] == "Du har fått en roll: Östra Nylands partnerskapsbord för organisationer"
    text = letter.get_content()
    assert text.splitlines()[4:7] == [
        "Roll: sekreterare",
        "Var: Östra Nylands partnerskapsbord för organisationer",
        "Börjar: tis 10.1.2023",
    ]
    assert f"{region.instance.base_url}/members/sign-in?lang=sv" in text.splitlines()


async def test_a_role_that_had_ended_is_told_when_it_is_given_again(
    region: Region,
    mail: Mail,  # noqa: F811
) -> None:
    who = person("Uusi Uudelleen")
    person_id = await added(region, mail, who)
    operator, path = region.client("operator"), f"{PEOPLE}/{person_id}/roles"

    ok(await operator.post(path, json={"role": "coordinator", "starts": "2023-02-01"}), 204)
    (held,) = ok(await operator.get(path))["items"]
    ok(await operator.post(f"{path}/{held['grant_id']}/end"), 204)
    ok(await operator.post(path, json={"role": "coordinator"}), 204)
    await posted(region)

    told = sorted(letter.get_content().splitlines()[4:7] for letter in mail.to(who["email"]))
    role = ["Rooli: koordinaattori", "Missä: koko alue"]
    assert told == [[*role, "Alkaa: ke 1.2.2023"], [*role, "Alkaa: ti 10.1.2023"]]


async def test_a_role_that_comes_with_a_seat_has_no_letter_of_its_own(region: Region) -> None:
    before = [len(await region.events(kind)) for kind in (PersonAdded, RoleGiven)]
    seat = {"kind": "county", "represents": "Hyvinvointialue", "person": person("Paavo Paikalla")}
    days = {"starts": "2023-01-02", "ends": "2024-12-31"}

    ok(
        await region.client("coordinator").post(
            "/members/api/bodies/kumppanuuspoyta/seats", json=seat | days
        ),
        201,
    )
    await region.settled()

    assert [len(await region.events(kind)) for kind in (PersonAdded, RoleGiven)] == before


async def test_who_comes_new_to_an_office_without_a_seat_is_welcomed_by_letter_once(
    region: Region,
    mail: Mail,  # noqa: F811
) -> None:
    coordinator, path = region.client("coordinator"), "/members/api/bodies/kumppanuuspoyta"
    days = {"starts": "2023-03-01", "ends": "2025-02-28"}
    outside, inside, before = person("Sirkka Sihteeri", "sv"), person("Pekka Paikka"), person("Entinen Oli")
    seat = {"kind": "county", "represents": "Hyvinvointialue", "person": inside}
    ok(await coordinator.post(f"{path}/seats", json=seat | days), 201)

    for who, kind, held in (
        (outside, "secretary", days),
        (inside, "chair", days),
        (before, "vice_chair", {"starts": "2022-01-01", "ends": "2022-12-31"}),
        (outside, "secretary", {"starts": "2025-03-01", "ends": "2027-02-28"}),
    ):
        office = who | held | {"kind": kind, "represents": "Hyvinvointialue"}
        ok(await coordinator.post(f"{path}/offices", json=office), 201)
    await posted(region)

    (letter,) = mail.to(outside["email"])
    assert letter["Subject"] == "Välkommen: Östra Nylands partnerskapsbord för organisationer"
    lines = letter.get_content().splitlines()
    assert lines[2:4] == [
        "Du har ett uppdrag: sekreterare, Östra Nylands partnerskapsbord för organisationer.",
        "Uppdraget börjar ons 1.3.2023 och slutar fre 28.2.2025.",
    ]
    assert f"   {region.instance.base_url}/members/me?lang=sv" in lines
    told = "SELECT r.email FROM emails e JOIN recipients r USING (person_id) WHERE e.letter = 'office_taken'"
    assert [row["email"] for row in await region.rows("notifications", told)] == [outside["email"]]
    (row,) = await region.rows("members", "SELECT id FROM person WHERE email = $1", outside["email"])
    own = await region.client("secretary", person_id=row["id"]).get("/members/me?lang=fi")
    assert "sihteeri, Hyvinvointialue, 1.3.2023–28.2.2025" in own.text


async def test_a_role_in_a_body_that_is_not_there_is_not_given(region: Region, mail: Mail) -> None:  # noqa: F811
    person_id = await added(region, mail, person("Tyhjä Tyhjänen"))
    role = {"role": "secretary", "body_id": person_id}

    answer = await region.client("coordinator").post(f"{PEOPLE}/{person_id}/roles", json=role)

    assert answer.status_code == 404


async def test_a_selector_is_told_once_of_the_call(
    region: Region,
    mail: Mail,  # noqa: F811
    call_id: UUID,
) -> None:
    who, coordinator = person("Valto Valitsija"), region.client("coordinator")
    path = f"/members/api/calls/{call_id}/selectors"

    named = ok(await coordinator.post(path, json=who), 201)
    ok(await coordinator.post(path, json=who), 201)
    await posted(region)

    (letter,) = mail.to(who["email"])
    assert letter["Subject"] == "Sinut on nimetty valitsijaksi: Hae mukaan kumppanuuspöytään"
    address = next(line for line in letter.get_content().splitlines() if "/members/sign-in" in line)
    assert address == (
        f"{region.instance.base_url}/members/sign-in?lang=fi&next=/members/calls/{call_id}/evaluation"
    )
    shown = await region.client().get(address.removeprefix(region.instance.base_url))
    assert f'value="/members/calls/{call_id}/evaluation"' in shown.text
    (event,) = await region.events(SelectorNamed)
    assert (str(event.person_id), event.call_id) == (named["person_id"], call_id)
    assert who["name"] not in event.model_dump_json()
    assert who["email"] not in event.model_dump_json()
