"""The survey S1 of the acceptance story, from the invitations to the published results."""

import pytest_asyncio

from shared.contracts.surveys import ResultsPublished, SurveyClosed, SurveyInvitationIssued, SurveyOpened
from tests.region import Region
from tests.surveys import scene

REGION = "ita-uusimaa"

story: dict[str, str] = {}


@pytest_asyncio.fixture(scope="module", autouse=True)
async def told(region: Region) -> None:
    """Play S1 to the day before its closing."""
    await scene.directory_arrives(region)
    story["id"] = await scene.opened(region)
    story["token"] = (await scene.answer_s1(region, story["id"]))[0]


async def test_every_contact_person_is_invited_once(region: Region) -> None:
    invited = await region.events(SurveyInvitationIssued)

    assert len(invited) == 64
    assert len({event.person_id for event in invited}) == 64
    assert len(await region.events(SurveyOpened)) == 1


async def test_the_coordinator_sees_how_many_have_answered_and_nothing_of_the_answers(region: Region) -> None:
    coordinator = region.client("coordinator")

    participation = await coordinator.get(f"/surveys/api/surveys/{story['id']}/participation")
    results = await coordinator.get(f"/surveys/api/surveys/{story['id']}/results")

    assert participation.json() == {"invited": 64, "answered": 41}
    assert results.json()["answers"] is None
    assert results.json()["questions"] == []


async def test_an_answer_twice_is_refused(region: Region) -> None:
    answer = await region.client().post(
        f"/surveys/api/answers/{story['token']}", json=scene.answers("lapset")
    )
    page = await region.client().get(f"/surveys/answer/{story['token']}?lang=fi")

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/surveys/already-answered")
    assert page.status_code == 200
    assert "Kiitos, olet vastannut" in page.text


async def test_nothing_is_answered_after_the_last_day_and_the_last_minute_still_counts(
    region: Region,
) -> None:
    token = (await scene.tokens(region, story["id"]))[50]

    region.clock.set("2023-05-21T23:59:59+03:00")
    before = await region.client().get(f"/surveys/answer/{token}")
    region.clock.set("2023-05-22T00:00:00+03:00")
    after = await region.client().get(f"/surveys/answer/{token}")
    refused = await region.client().post(f"/surveys/api/answers/{token}", json=scene.answers("lapset"))
    await region.settled()

    assert (before.status_code, after.status_code) == (200, 410)
    assert refused.json()["type"] == "/problems/surveys/closed"
    assert [str(event.survey_id) for event in await region.events(SurveyClosed)] == [story["id"]]
    assert (await region.rows("surveys", "SELECT count(*) FROM responses"))[0][0] == 41
    assert (await region.rows("surveys", "SELECT count(*) FROM ballot_box"))[0][0] == 0


async def test_published_results_say_41_of_64_and_hide_the_group_of_four(region: Region) -> None:
    region.clock.set("2023-05-29T09:00:00+03:00")
    await region.settled()
    hidden_before = await region.client().get(f"/surveys/api/surveys/{story['id']}/results")

    published = await region.client("coordinator").post(f"/surveys/api/surveys/{story['id']}/publication")
    await region.settled()

    results = (await region.client().get(f"/surveys/api/surveys/{story['id']}/results")).json()
    assert hidden_before.status_code == 404
    assert published.status_code == 200
    assert (results["answers"], results["invited"], results["response_rate"]) == (41, 64, 41 / 64)
    assert {count["key"]: count["answers"] for count in results["languages"]} == {"fi": 32, "sv": 9}
    assert [group["answers"] for group in results["groups"]] == [11, 8, 7, 6, None, None]
    for question in results["questions"]:
        assert [group["answers"] for group in question["groups"]][4:] == [None, None]
        assert all(
            choice["answers"] is None for group in question["groups"][4:] for choice in group["choices"]
        )
    assert results["questions"][0]["answers"] == 41
    assert results["questions"][0]["mean"] == 2.95
    [event] = await region.events(ResultsPublished)
    assert (event.answers, event.invited, event.version) == (41, 64, 4)


async def test_the_pages_of_the_results_say_the_same_in_both_languages(region: Region) -> None:
    finnish = await region.client().get(f"/surveys/{story['id']}/results?lang=fi")
    swedish = await region.client().get(f"/surveys/{story['id']}/results?lang=sv")

    assert "<dd>64,1 %</dd>" in finnish.text
    assert "Alle 5 vastauksen ryhmää ei näytetä" in finnish.text
    assert "<dd>64,1 %</dd>" in swedish.text
    assert "En grupp med färre än 5 svar visas inte" in swedish.text


async def test_texts_are_for_the_coordinator_alone(region: Region) -> None:
    path = f"/surveys/api/surveys/{story['id']}/texts/4"

    anyone = await region.client().get(path)
    member = await region.client("member").get(path)
    coordinator = await region.client("coordinator").get(path)

    assert (anyone.status_code, member.status_code) == (401, 404)
    assert coordinator.json()["answers"] == 14
    assert sorted(text["text"] for text in coordinator.json()["texts"]) == sorted(
        f"Teksti {number}" for number in range(0, 41, 3)
    )


async def test_results_are_published_once(region: Region) -> None:
    again = await region.client("coordinator").post(f"/surveys/api/surveys/{story['id']}/publication")

    assert (again.status_code, again.json()["type"]) == (409, "/problems/surveys/already-published")
