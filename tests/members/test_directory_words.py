"""The words of the directory, an organisation that registers itself, and roles with days."""

from uuid import UUID

from shared.contracts.members import RegistrationReceived
from tests.members import acts
from tests.members.acts import ok
from tests.notifications.conftest import Mail, mail, posted  # noqa: F401 - a fixture
from tests.region import Region

SERVICE = ("members", "notifications")
REGION = "ita-uusimaa"
PAGE = "/members/organisations"
FORM = {"name": "Uusi Tulokas ry", "scope": "local", "language": "sv", "municipality": "638"}


async def test_an_organisation_that_registers_itself_gets_one_receipt(
    mail: Mail,  # noqa: F811
    region: Region,
) -> None:
    sent = await region.client().post(
        f"{PAGE}/register", data=FORM | {"contact_email": "tulokas@example.org"}
    )
    silent = await region.client().post(f"{PAGE}/register", data=FORM | {"name": "Äänetön ry"})
    await posted(region)

    assert [sent.status_code, silent.status_code] == [303, 303]
    (letter,) = mail.to("tulokas@example.org")
    assert str(letter["Content-Language"]) == "sv"
    assert "Uusi Tulokas ry" in letter.get_content()
    assert [one.organisation for one in await region.events(RegistrationReceived)] == ["Uusi Tulokas ry"]


async def test_one_of_the_same_name_in_the_municipality_is_asked_before_it_registers_again(
    region: Region,
) -> None:
    anyone = region.client()

    asked = await anyone.post(f"{PAGE}/register?lang=fi", data=FORM | {"name": "UUSI TULOKAS"})
    elsewhere = await anyone.post(f"{PAGE}/register", data=FORM | {"municipality": "753"})
    sure = await anyone.post(f"{PAGE}/register", data=FORM | {"sure": "1"})

    assert [asked.status_code, elsewhere.status_code, sure.status_code] == [422, 303, 303]
    assert "Onko järjestönne jo hakemistossa?" in asked.text


async def words(region: Region) -> list[tuple[str, str]]:
    items = ok(await region.client().get("/members/api/keywords"))["items"]
    return [(one["slug"], one["name"]["fi"]) for one in items if one["kind"] == "sector"]


async def test_words_are_renamed_moved_taken_out_and_offered_again(region: Region) -> None:
    coordinator = region.client("coordinator")
    items = ok(await coordinator.get("/members/api/keywords"))["items"]
    sport = next(one["id"] for one in items if one["slug"] == "liikunta")
    page = f"{PAGE}/words/{sport}"

    shown = await coordinator.get(f"{page}?lang=fi")
    nameless = await coordinator.post(page, data={"name_en": "Sports"})
    renamed = await coordinator.post(page, data={"name_fi": "Liikunta ja leikki", "name_sv": "Idrott"})
    moved = await coordinator.post(f"{page}/move", data={"up": "1"})
    ok(await coordinator.post(f"/members/api/keywords/{sport}/end"))
    without = await words(region)
    again = await coordinator.post(f"{page}/reopen")
    strange = await region.client("member").post(f"{page}/reopen")

    assert [one.status_code for one in (shown, nameless, renamed, moved, again, strange)] == [
        *(200, 422, 303, 303, 303),
        404,
    ]
    assert "Liikunta" in shown.text
    assert [slug for slug, _ in without][:2] == ["sote", "kulttuuri"]
    assert (await words(region))[:2] == [
        ("liikunta", "Liikunta ja leikki"),
        ("sote", "Sosiaali- ja terveysala"),
    ]


async def test_a_role_is_given_from_a_day_to_a_day(region: Region) -> None:
    coordinator = region.client("coordinator")
    body = ok(await coordinator.post("/members/api/bodies", json=acts.table()), 201)
    person = {"name": "Sanna Sihteeri", "email": "sanna@example.org", "language": "fi"}
    known = ok(await coordinator.post("/members/api/people", json=person), 201)
    given = {"role": "secretary", "body_id": body["id"]}
    roles = f"/members/people/{known['person_id']}/roles"

    backwards = await coordinator.post(roles, data=given | {"starts": "2030-02-01", "ends": "2030-01-01"})
    saved = await coordinator.post(roles, data=given | {"starts": "2030-01-01", "ends": "2030-06-30"})

    assert [backwards.status_code, saved.status_code] == [422, 303]
    items = ok(await coordinator.get(f"/members/api/people/{known['person_id']}/roles"))["items"]
    assert [(one["role"], one["starts"], one["ends"]) for one in items] == [
        ("secretary", "2030-01-01", "2030-06-30")
    ]


async def test_machines_list_files_decide_all_rows_and_read_their_own_interests(region: Region) -> None:
    coordinator = region.client("coordinator")
    own = region.client(
        "member",
        person_id=UUID(
            ok(
                await coordinator.post(
                    "/members/api/people",
                    json={"name": "Ilmo Ittaja", "email": "ilmo@example.org", "language": "fi"},
                ),
                201,
            )["person_id"]
        ),
    )
    brought = ok(
        await coordinator.post("/members/api/imports", files={"file": ("a.csv", b"Nimi\nUusi Tulokas ry\n")}),
        202,
    )
    await region.settled()
    ok(await own.put("/members/api/me/interests", json={"year": 2023, "words": "Ei sidonnaisuuksia."}))

    listed = ok(await coordinator.get("/members/api/imports"))["items"]
    declared = ok(await own.get("/members/api/me/interests"))["items"]
    consent = "/members/api/bodies/kumppanuuspoyta/name-consent"
    stranger = await own.put(consent, json={"allow": True})
    seat = {
        "kind": "county",
        "represents": "Itä-Uudenmaan hyvinvointialue",
        "person": {"name": "Ilmo Ittaja", "email": "ilmo@example.org", "language": "fi"},
        "starts": "2020-01-01",
        "ends": "2040-12-31",
    }
    ok(await coordinator.post("/members/api/bodies/kumppanuuspoyta/seats", json=seat), 201)
    ok(await own.put(consent, json={"allow": True}), 204)
    agreed = len(await region.rows("members", "SELECT 1 FROM name_consent WHERE withdrawn IS NULL"))
    ok(await own.put(consent, json={"allow": False}), 204)

    assert [one["id"] for one in listed] == [brought["id"]]
    assert [(one["year"], one["words"]) for one in declared] == [(2023, "Ei sidonnaisuuksia.")]
    # Only who sits at the table lets the name be shown with it.
    assert (stranger.status_code, agreed) == (404, 1)
    assert await region.rows("members", "SELECT 1 FROM name_consent WHERE withdrawn IS NULL") == []
