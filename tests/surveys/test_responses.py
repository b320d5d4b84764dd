"""Answering by a signed link or an open one."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from shared.chassis import links
from shared.contracts.surveys import SurveyInvitationIssued
from tests.region import Region
from tests.surveys import scene

story: dict[str, Any] = {}


@pytest_asyncio.fixture(scope="module", autouse=True)
async def told(region: Region) -> None:
    await scene.directory_arrives(region, 8)
    story["id"] = await scene.opened(region)
    story["tokens"] = await scene.tokens(region, story["id"])


async def test_the_form_answers_without_an_account_in_the_readers_language(region: Region) -> None:
    path = f"/surveys/answer/{story['tokens'][0]}"
    anyone = region.client()

    page = await anyone.get(f"{path}?lang=sv")
    sent = await anyone.post(path, data={"language": "sv", "q1": "lapset", "q2": "4", "q3": ["1", "2"]})
    after = await anyone.get(path)

    assert "Hur fungerar samarbetet?" in page.text
    assert (sent.status_code, sent.headers["location"]) == (303, path)
    assert "Tack, du har svarat" in after.text


async def test_one_sees_and_saves_that_one_was_asked_and_has_answered_and_never_what(region: Region) -> None:
    issued = {str(one.invitation_id): one for one in await region.events(SurveyInvitationIssued)}
    now = region.clock()
    read = [links.read(region.instance, "survey", token, at=now)["id"] for token in story["tokens"][4:6]]
    one, other = [region.client(person_id=issued[key].person_id) for key in read]
    answer = {"language": "fi", "q1": "lapset", "q2": "5", "q4": "Vain tässä vastauksessa."}
    await region.client().post(f"/surveys/answer/{story['tokens'][4]}", data=answer)

    mine, theirs = [(await who.get("/surveys/api/me/record")).json() for who in (one, other)]
    page = await one.get("/surveys/me/record?lang=fi")
    outside = [
        (await region.client().get(where)).status_code
        for where in ("/surveys/api/me/record", "/surveys/me/record")
    ]

    assert [(asked["survey_id"], asked["answered"]) for asked in mine["invitations"]] == [(story["id"], True)]
    assert ([asked["answered"] for asked in theirs["invitations"]], theirs["contact_of"]) == ([False], 1)
    assert set(mine) == {"language", "invitations", "seats", "contact_of"}
    assert "olet vastannut" in page.text
    assert "Vain tässä vastauksessa" not in page.text
    assert outside == [401, 303]


async def test_what_is_missing_is_marked_and_what_was_typed_is_kept(region: Region) -> None:
    path = f"/surveys/answer/{story['tokens'][1]}"

    response = await region.client().post(
        path, data={"language": "fi", "q2": "4", "q4": "Kesken <jäänyt>"}, headers={"accept-language": "fi"}
    )

    assert response.status_code == 422
    assert 'href="#f-q1">Teema: Vastaa tähän kysymykseen' in response.text
    assert "Kesken &lt;jäänyt&gt;" in response.text
    assert 'name="q2" value="4" checked' in response.text


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"1": "lapset"},
        {"1": "tuntematon", "2": 4},
        {"1": ["lapset", "potilaat"], "2": 4},
        {"1": "lapset", "2": 6},
        {"1": "lapset", "2": "neljä"},
        {"1": "lapset", "2": 4, "3": ["1", "1"]},
        {"1": "lapset", "2": 4, "4": 5},
        {"1": "lapset", "2": 4, "4": "x" * 2001},
        {"1": "lapset", "2": 4, "4": "a\x00b"},
        {"1": "lapset", "2": 4, "9": "?"},
        {"yksi": "lapset", "2": 4},
    ],
)
async def test_answers_that_do_not_fit_are_refused_and_the_link_stays_usable(
    region: Region, answers: dict[str, Any]
) -> None:
    path = f"/surveys/api/answers/{story['tokens'][2]}"

    response = await region.client().post(path, json={"language": "fi", "answers": answers})

    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert (await region.client().get(path)).json()["answered"] is False


async def test_one_link_pressed_many_times_at_once_is_one_ballot(region: Region) -> None:
    before = await region.rows("surveys", "SELECT count(*) FROM ballot_box")
    path = f"/surveys/answer/{story['tokens'][3]}"
    anyone = region.client()

    sent = await asyncio.gather(
        *(anyone.post(path, data={"language": "fi", "q1": "lapset", "q2": "3"}) for _ in range(5))
    )

    after = await region.rows("surveys", "SELECT count(*) FROM ballot_box")
    assert sorted(response.status_code for response in sent) == [303, 409, 409, 409, 409]
    assert after[0][0] - before[0][0] == 1


@pytest.mark.parametrize("purpose", ["rsvp", "session"])
async def test_a_link_for_something_else_does_not_open_a_survey(region: Region, purpose: str) -> None:
    token = links.sign(region.instance, purpose, {"id": str(uuid4())})

    assert (await region.client().get(f"/surveys/answer/{token}")).status_code == 410
    assert (await region.client().get(f"/surveys/api/answers/{token}")).status_code == 410


async def test_anyone_answers_an_open_survey_and_nobody_one_by_invitation(region: Region) -> None:
    survey_id = await scene.opened(region, audience="open")
    anyone = region.client()
    form = {"language": "fi", "q1": "lapset", "q2": "3"}

    by_page = await anyone.post(f"/surveys/{survey_id}/answer", data=form)
    by_json = await anyone.post(f"/surveys/api/surveys/{survey_id}/answers", json=scene.answers("lapset"))
    uninvited = await anyone.post(f"/surveys/api/surveys/{story['id']}/answers", json=scene.answers("lapset"))

    boxed = "SELECT count(*) FROM ballot_box WHERE survey_id = $1"
    assert (by_page.status_code, by_json.status_code, uninvited.status_code) == (303, 201, 404)
    assert (await region.rows("surveys", boxed, survey_id))[0][0] == 2


async def test_a_ballot_that_comes_while_the_box_is_emptied_is_in_the_count_or_refused(
    region: Region,
) -> None:
    survey_id = await scene.opened(region, audience="open")
    anyone, coordinator = region.client(), region.client("coordinator")
    path = f"/surveys/api/surveys/{survey_id}/answers"
    for _ in range(5):
        await anyone.post(path, json=scene.answers("lapset"))

    async def late() -> int:
        return (await anyone.post(path, json=scene.answers("lapset"))).status_code

    async def close() -> None:
        await coordinator.post(f"/surveys/api/surveys/{survey_id}/closing")

    statuses = [status for status in await asyncio.gather(*(late() for _ in range(10)), close()) if status]
    await region.settled()

    counted = (await coordinator.get(f"/surveys/api/surveys/{survey_id}/results")).json()["answers"]
    left = await region.rows("surveys", "SELECT count(*) FROM ballot_box WHERE survey_id = $1", survey_id)
    assert counted == 5 + statuses.count(201)
    assert set(statuses) <= {201, 410}
    assert left[0][0] == 0


async def test_a_request_that_began_before_the_closing_is_too_late_once_the_box_is_empty(
    region: Region,
) -> None:
    survey_id = await scene.opened(region, audience="open")
    path = f"/surveys/api/surveys/{survey_id}/answers"
    region.clock.set("2023-05-22T00:00:00+03:00")
    await region.settled()
    region.clock.set("2023-05-21T23:59:59+03:00")

    late = await region.client().post(path, json=scene.answers("lapset"))

    assert (late.status_code, late.json()["type"]) == (410, "/problems/surveys/closed")
