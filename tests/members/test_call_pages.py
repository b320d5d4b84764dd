"""A call in the browser's way: plain pages and plain form posts, in Finnish and in Swedish."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from tests.members import acts
from tests.members.acts import ok
from tests.region import Region

REGION = "ita-uusimaa"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def call_id(region: Region) -> UUID:
    return await acts.open_call(region, on="2023-01-10T12:00:00+02:00")


def typed(which: int, /, **other: Any) -> dict[str, Any]:
    return acts.offer(which, "vammaiset") | {"commits": "1"} | other


async def test_anyone_reads_the_call_in_both_languages(region: Region, call_id: UUID) -> None:
    finnish = await region.client().get(f"/members/calls/{call_id}?lang=fi")
    swedish = await region.client().get(f"/members/calls/{call_id}?lang=sv")

    assert (finnish.status_code, swedish.status_code) == (200, 200)
    assert "pe 20.1.2023 klo 23.59" in finnish.text
    assert "Haemme järjestöjen edustajia." in finnish.text
    assert "Vi söker representanter för organisationer." in swedish.text
    assert "Hae mukaan</a>" in finnish.text


async def test_a_form_with_faults_marks_the_fields_and_keeps_what_was_typed(
    region: Region, call_id: UUID
) -> None:
    faulty = typed(1, number="1234567-0", email="ei osoite", theme="", commits="")

    answer = await region.client().post(f"/members/calls/{call_id}/apply?lang=sv", data=faulty)

    assert answer.status_code == 422
    for field in ("number", "email", "theme", "commits"):
        assert f'id="e-{field}"' in answer.text
    assert "Malliyhdistys 1 ry" in answer.text
    assert "ei osoite" in answer.text
    assert await region.rows("members", "SELECT 1 FROM application WHERE name = 'Malliyhdistys 1 ry'") == []


async def test_a_sent_application_leads_to_its_own_page_and_can_be_withdrawn_there(
    region: Region, call_id: UUID
) -> None:
    anyone = region.client()
    sent = await anyone.post(f"/members/calls/{call_id}/apply", data=typed(2))
    own = sent.headers["location"]

    receipt = await anyone.get(f"{own}?lang=fi")
    asked = await anyone.get(f"{own}/withdraw?lang=fi")
    withdrawn = await anyone.post(f"{own}/withdraw")
    after = await anyone.get(f"{own}?lang=fi")

    assert [r.status_code for r in (sent, receipt, asked, withdrawn, after)] == [303, 200, 200, 303, 200]
    assert "Kiitos!" in receipt.text
    assert "Peruit hakemuksen" in after.text


async def test_who_has_withdrawn_can_apply_again(region: Region, call_id: UUID) -> None:
    anyone = region.client()
    first = await anyone.post(f"/members/calls/{call_id}/apply", data=typed(3))

    await anyone.post(f"{first.headers['location']}/withdraw")
    again = await anyone.post(f"/members/calls/{call_id}/apply", data=typed(3))

    assert [r.status_code for r in (first, again)] == [303, 303]


async def test_applications_are_hidden_from_the_public_and_from_members(
    region: Region, call_id: UUID
) -> None:
    path = f"/members/calls/{call_id}/applications"

    anyone = await region.client().get(path)
    member = await region.client("member", body_id=call_id).get(path)
    coordinator = await region.client("coordinator").get(path)

    assert (anyone.status_code, anyone.headers["location"].split("?")[0]) == (303, "/members/sign-in")
    assert (member.status_code, coordinator.status_code) == (404, 200)
    assert "Malliyhdistys 3 ry" in coordinator.text


async def test_a_draft_is_seen_only_by_those_who_run_it_until_it_is_published(
    region: Region, call_id: UUID
) -> None:
    coordinator = region.client("coordinator")
    form = {
        "title_fi": "Toinen haku",
        "text_fi": "Teksti",
        "text_sv": "Text",
        "criteria_fi": "Yksi\nKaksi",
        "criteria_sv": "Ett",
        "opens": "2023-02-01T09:00",
        "deadline": "2023-02-28",
        "term_starts": "2023-03-01",
        "term_ends": "2025-02-28",
    }
    written = await coordinator.post("/members/calls/new?body=kumppanuuspoyta", data=form)
    path = written.headers["location"]

    hidden = await region.client().get(path)
    confirm = await coordinator.get(f"{path}/publish?lang=fi")
    await coordinator.post(f"{path}/publish")
    shown = await region.client().get(f"{path}?lang=sv")

    assert (written.status_code, hidden.status_code, confirm.status_code) == (303, 404, 200)
    assert "Osa teksteistä puuttuu" in confirm.text
    assert shown.status_code == 200
    assert "Toinen haku" in shown.text
    assert "Finns inte ännu på svenska" in shown.text
    assert "Ansökningstiden börjar ons 1.2.2023 kl. 9" in shown.text


async def test_a_late_applicant_is_told_kindly_and_keeps_the_text(region: Region, call_id: UUID) -> None:
    region.clock.set("2023-01-21T00:00:30+02:00")

    late = await region.client().post(f"/members/calls/{call_id}/apply?lang=sv", data=typed(9))

    assert late.status_code == 409
    assert "Ansökningstiden har gått ut" in late.text
    assert "Tunnemme alueen hyvin." in late.text
    counts = await region.rows("members", "SELECT late_attempts FROM call WHERE id = $1", call_id)
    assert [row["late_attempts"] for row in counts] == [1]


async def test_the_selection_is_made_and_confirmed_without_javascript(region: Region, call_id: UUID) -> None:
    coordinator = region.client("coordinator")
    items = ok(await coordinator.get(f"/members/api/calls/{call_id}/applications"))["items"]
    (standing,) = [one for one in items if one["withdrawn"] is None]
    radio = f"outcome-{UUID(standing['id']).hex}"
    path = f"/members/calls/{call_id}"

    workbench = await coordinator.get(f"{path}/selection?lang=fi")
    saved = await coordinator.post(f"{path}/selection", data={radio: "selected", "onward": "1"})
    confirm = await coordinator.get(f"{path}/confirm?lang=fi")
    confirmed = await coordinator.post(f"{path}/confirm")
    done = await coordinator.get(f"{path}/done?lang=fi")
    twice = await coordinator.post(f"{path}/confirm")

    assert radio in workbench.text
    assert (saved.status_code, saved.headers["location"]) == (303, f"{path}/confirm")
    assert "1 paikka täytetään, 1 kirje lähtee hakijan omalla kielellä." in confirm.text
    assert [r.status_code for r in (confirmed, done, twice)] == [303, 200, 409]


async def test_a_body_page_shows_organisations_to_all_and_names_to_members_alone(
    region: Region, call_id: UUID
) -> None:
    body_id = ok(await region.client().get("/members/api/bodies/kumppanuuspoyta"))["id"]
    path = "/members/bodies/kumppanuuspoyta?on=2023-03-01"

    anyone = await region.client().get(path)
    member = await region.client("member", body_id=UUID(body_id)).get(path)

    assert "Malliyhdistys 3 ry" in anyone.text
    assert "Edustaja 3" not in anyone.text
    assert "Edustaja 3" in member.text


async def test_a_seat_is_appointed_and_left_in_the_pages(region: Region, call_id: UUID) -> None:
    coordinator = region.client("coordinator")
    form = {
        "kind": "county",
        "represents": "Itä-Uudenmaan hyvinvointialue",
        "name": "Virkanainen",
        "email": "virka@example.org",
        "language": "sv",
        "starts": "2023-03-01",
        "ends": "2025-02-28",
    }
    backwards = await coordinator.post(
        "/members/bodies/kumppanuuspoyta/appoint", data=form | {"ends": "2023-02-01"}
    )
    filled = await coordinator.post("/members/bodies/kumppanuuspoyta/appoint", data=form)
    items = ok(await coordinator.get("/members/api/bodies/kumppanuuspoyta/composition?on=2023-03-01"))[
        "items"
    ]
    seat = next(one for one in items if one["kind"] == "county")

    asked = await coordinator.get(f"/members/seats/{seat['id']}/vacate")
    left = await coordinator.post(f"/members/seats/{seat['id']}/vacate", data={"on": "2023-08-31"})
    twice = await coordinator.post(f"/members/seats/{seat['id']}/vacate", data={"on": "2023-08-31"})

    codes = [r.status_code for r in (backwards, filled, asked, left, twice)]
    assert codes == [422, 303, 200, 303, 422]


async def test_the_directory_is_searched_and_added_to(region: Region, call_id: UUID) -> None:
    coordinator = region.client("coordinator")
    added = await coordinator.post(
        "/members/organisations/new",
        data={"name": "Porvoon Malli rf", "number": "2077474-0", "scope": "local", "language": "sv"},
    )
    known = await coordinator.post(
        "/members/organisations/new",
        data={"name": "Toinen", "number": "2077474-0", "scope": "local", "language": "fi"},
    )

    found = await coordinator.get("/members/organisations?q=porvoon+malli")
    shown = await coordinator.get(added.headers["location"])

    assert (added.status_code, known.status_code) == (303, 422)
    assert found.text.count("/members/organisations/") >= 1
    assert "2077474-0" in shown.text
    assert (await region.client().get("/members/organisations")).status_code == 303
