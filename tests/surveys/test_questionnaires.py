"""Drafting, opening and closing, in JSON and by the form."""

import asyncio
from typing import Any

import pytest
import pytest_asyncio

from shared.contracts.surveys import SurveyClosed
from tests.region import Region
from tests.surveys import scene


@pytest_asyncio.fixture(scope="module", autouse=True)
async def people(region: Region) -> None:
    await scene.directory_arrives(region, 6)


def typed(**changes: str) -> dict[str, str]:
    """Return the coordinator's form with one question."""
    return {
        "version": "1",
        "title_fi": "Palaute",
        "title_sv": "Respons",
        "purpose_fi": "Kysymme palautetta.",
        "audience": "directory",
        "closes_on": "2023-05-21",
        "min_group": "5",
        "q1_kind": "single_choice",
        "q1_title_fi": "Tuletteko?",
        "q1_choices_fi": "Kyllä\nEi",
        "q1_choices_sv": "Ja\nNej",
        "q1_required": "1",
        "then": "save",
    } | changes


async def test_only_a_coordinator_drafts(region: Region) -> None:
    anyone = await region.client().post("/surveys/api/surveys", json=scene.S1)
    member = await region.client("member").post("/surveys/api/surveys", json=scene.S1)
    page = await region.client().get("/surveys/new")

    assert (anyone.status_code, member.status_code) == (401, 404)
    assert (page.status_code, page.headers["location"]) == (303, "/members/sign-in?next=/surveys/new")


async def test_a_draft_is_seen_only_by_coordinators(region: Region) -> None:
    survey_id = await scene.draft(region)

    listed = (await region.client().get("/surveys/api/surveys")).json()["surveys"]
    assert survey_id not in [survey["id"] for survey in listed]
    assert (await region.client().get(f"/surveys/api/surveys/{survey_id}")).status_code == 404
    assert (await region.client().get(f"/surveys/{survey_id}")).status_code == 404
    assert (await region.client("coordinator").get(f"/surveys/{survey_id}")).status_code == 200


async def test_a_draft_changed_by_someone_else_is_not_overwritten(region: Region) -> None:
    survey_id = await scene.draft(region)
    coordinator = region.client("coordinator")

    first = await coordinator.put(f"/surveys/api/surveys/{survey_id}", json=scene.S1 | {"version": 1})
    second = await coordinator.put(f"/surveys/api/surveys/{survey_id}", json=scene.S1 | {"version": 1})

    assert (first.status_code, first.json()["version"]) == (200, 2)
    assert second.json()["type"] == "/problems/surveys/changed-meanwhile"


async def test_an_opened_survey_can_no_longer_be_changed(region: Region) -> None:
    survey_id = await scene.opened(region)
    coordinator = region.client("coordinator")

    edited = await coordinator.put(f"/surveys/api/surveys/{survey_id}", json=scene.S1 | {"version": 2})
    again = await coordinator.post(f"/surveys/api/surveys/{survey_id}/opening")

    assert edited.json()["type"] == again.json()["type"] == "/problems/surveys/not-a-draft"


async def test_closing_before_the_time_takes_the_timer_back(region: Region) -> None:
    survey_id = await scene.opened(region)

    closed = await region.client("coordinator").post(f"/surveys/{survey_id}/close")
    await region.settled()
    region.clock.set("2023-05-22T00:00:00+03:00")
    await region.settled()

    told = [event for event in await region.events(SurveyClosed) if str(event.survey_id) == survey_id]
    assert closed.status_code == 303
    assert len(told) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"min_group": 4},
        {"questions": []},
        {"questions": [{"kind": "single_choice", "title": {"fi": "?"}, "choices": [{"fi": "Yksi"}]}]},
        {"questions": [scene.S1["questions"][0]] * 2},
        {"questions": [{"kind": "text", "title": {"fi": "Kuka?"}, "grouping": True}]},
        {"questions": [{"kind": "essay", "title": {"fi": "Mitä?"}}]},
        {"title": {}},
        {"title": {"fi": "a\x00b"}},
        {"title": {"fi": "x" * 201}},
        {"body_id": None},
        {"body_id": "00000000-0000-0000-0000-000000000000"},
        {"closes_on": "0001-01-01"},
        {"audience": "everyone"},
    ],
)
async def test_a_draft_that_cannot_work_is_refused(region: Region, changes: dict[str, Any]) -> None:
    response = await region.client("coordinator").post("/surveys/api/surveys", json=scene.S1 | changes)

    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")


async def test_adding_and_removing_questions_keeps_everything_typed(region: Region) -> None:
    coordinator = region.client("coordinator", language="fi")

    more = await coordinator.post("/surveys/new", data=typed(then="add", title_fi="Kesken <jäänyt>"))
    two = typed(then="remove-1", q2_kind="text", q2_title_fi="Mitä muuta?")
    less = await coordinator.post("/surveys/new", data=two)

    assert (more.status_code, less.status_code) == (200, 200)
    assert "Kesken &lt;jäänyt&gt;" in more.text
    assert "Kysymys 2" in more.text
    assert "Kysymys 2" not in less.text
    assert "Mitä muuta?" in less.text
    assert "Tuletteko?" not in less.text


async def test_a_form_with_errors_comes_back_with_the_fields_marked(region: Region) -> None:
    coordinator = region.client("coordinator", language="sv")

    response = await coordinator.post("/surveys/new", data=typed(q1_choices_fi="Yksi", q1_choices_sv=""))

    assert response.status_code == 422
    assert 'href="#f-q1_choices">Alternativ: Skriv minst två alternativ' in response.text
    assert "Tuletteko?" in response.text


async def test_the_form_drafts_and_edits_the_same_survey(region: Region) -> None:
    coordinator = region.client("coordinator", language="fi")

    created = await coordinator.post("/surveys/new", data=typed())
    path = created.headers["location"]
    edit = await coordinator.get(f"{path}/edit")
    saved = await coordinator.post(f"{path}/edit", data=typed(title_fi="Palaute 2023"))
    survey = (await coordinator.get(f"/surveys/api{path}")).json()

    assert (created.status_code, edit.status_code, saved.status_code) == (303, 200, 303)
    assert "Kyllä\nEi" in edit.text
    assert (survey["version"], survey["title"]["fi"]) == (2, "Palaute 2023")
    assert survey["questions"][0]["choices"][1] == {"key": "2", "words": {"fi": "Ei", "sv": "Nej"}}


async def test_the_confirm_page_says_how_many_letters_leave(region: Region) -> None:
    survey_id = await scene.draft(region)

    page = await region.client("coordinator", language="fi").get(f"/surveys/{survey_id}/open")

    assert "Sähköpostikutsuja lähtee 6, kukin vastaajan omalla kielellä." in page.text
    assert "Kyselyyn voi vastata päivän 21.5.2023 loppuun asti." in page.text


async def test_one_of_two_coordinators_opens_a_survey(region: Region) -> None:
    region.clock.set("2023-05-08T09:00:00+03:00")
    survey_id = await scene.draft(region)
    coordinator = region.client("coordinator")

    answers = await asyncio.gather(
        *(coordinator.post(f"/surveys/api/surveys/{survey_id}/opening") for _ in range(4))
    )

    participation = await coordinator.get(f"/surveys/api/surveys/{survey_id}/participation")
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert participation.json() == {"invited": 6, "answered": 0}
