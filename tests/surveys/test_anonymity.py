"""Trying to find out who gave which answer, with everything that stands in the database."""

import json
from itertools import pairwise
from typing import Any

import pytest_asyncio

from tests.region import Region
from tests.surveys import scene

story: dict[str, Any] = {}


@pytest_asyncio.fixture(scope="module", autouse=True)
async def told(region: Region) -> None:
    """Let twelve people answer one after another, each with a text that names the one who gave it."""
    await scene.directory_arrives(region, 15)
    story["id"] = await scene.opened(region)
    story["tokens"] = await scene.tokens(region, story["id"])
    for number, token in enumerate(story["tokens"][:12]):
        given = scene.answers(scene.THEMES[0], **{"4": f"Minä olen {number}" + "!" * number * 100})
        response = await region.client().post(f"/surveys/api/answers/{token}", json=given)
        assert response.json() == {"survey_id": story["id"]}
    story["box"] = await region.rows("surveys", "SELECT xmin::text, sealed FROM ballot_box ORDER BY ctid")
    story["marks"] = await region.rows(
        "surveys", "SELECT xmin::text, person_id FROM invitations WHERE answered ORDER BY ctid"
    )
    region.clock.set("2023-05-22T00:00:00+03:00")
    await region.settled()
    story["responses"] = await region.rows("surveys", "SELECT xmin::text, * FROM responses ORDER BY ctid")


async def test_a_ballot_in_the_box_cannot_be_read_and_all_have_one_size(region: Region) -> None:
    sizes = {len(row["sealed"]) for row in story["box"]}

    assert len(story["box"]) == 12
    assert len(sizes) == 1
    for row in story["box"]:
        assert b"Min" not in row["sealed"]
        assert b"lapset" not in row["sealed"]


async def test_no_column_of_an_answer_leads_to_a_person_or_a_time(region: Region) -> None:
    columns = await region.rows(
        "surveys",
        "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns"
        " WHERE table_name IN ('ballot_box', 'responses') AND table_schema = current_schema() ORDER BY 1",
    )

    assert [row[0] for row in columns] == [
        "ballot_box.id uuid",
        "ballot_box.sealed bytea",
        "ballot_box.survey_id uuid",
        "responses.answers jsonb",
        "responses.id uuid",
        "responses.language character varying",
        "responses.survey_id uuid",
    ]


async def test_no_identity_of_an_answer_is_found_anywhere_else(region: Region) -> None:
    ids = {str(row["id"]) for row in story["responses"]}

    for table in ("invitations", "surveys", "people", "inbox", "outbox", "tallies"):
        rows = await region.rows("surveys", f"SELECT to_jsonb(t)::text FROM {table} t")
        assert not [row for row in rows if any(identity in row[0] for identity in ids)]


async def test_no_answer_shares_a_transaction_with_a_mark(region: Region) -> None:
    marked = {row["xmin"] for row in story["marks"]}
    counted = {row["xmin"] for row in story["responses"]}

    assert len(marked) == 12
    assert len(counted) == 1
    assert not marked & counted


async def test_the_order_of_the_answers_is_not_the_order_of_answering(region: Region) -> None:
    texts = [json.loads(row["answers"])["4"] for row in story["responses"]]
    by_place = [int(text.split()[2].rstrip("!")) for text in texts]
    by_identity = [
        place for _, place in sorted(zip([row["id"] for row in story["responses"]], by_place, strict=True))
    ]

    assert sorted(by_place) == list(range(12))
    # One order of 12 comes by chance once in 479 million times.
    for order in (by_place, by_identity):
        assert not all(earlier < later for earlier, later in pairwise(order))
        assert not all(earlier > later for earlier, later in pairwise(order))


async def test_no_event_tells_that_someone_answered(region: Region) -> None:
    state = await region.jetstream.stream_info("EVENTS")
    subjects = await region.jetstream.stream_info("EVENTS", subjects_filter=">")

    assert state.state.messages == 15 + 15
    assert sorted(subjects.state.subjects or {}) == [
        "members.organisation.registered.v1",
        "surveys.invitation.issued.v1",
    ]


async def test_fewer_ballots_than_the_smallest_group_are_destroyed_unread(region: Region) -> None:
    survey_id = await scene.opened(region, "2023-06-05T09:00:00+03:00", closes_on="2023-06-10")
    for token in (await scene.tokens(region, survey_id))[:4]:
        await region.client().post(f"/surveys/api/answers/{token}", json=scene.answers("lapset"))
    region.clock.set("2023-06-11T00:00:00+03:00")
    await region.settled()

    coordinator = region.client("coordinator")
    results = (await coordinator.get(f"/surveys/api/surveys/{survey_id}/results")).json()
    publication = await coordinator.post(f"/surveys/api/surveys/{survey_id}/publication")
    left = "SELECT (SELECT count(*) FROM ballot_box), (SELECT count(*) FROM responses WHERE survey_id = $1)"
    assert (results["answers"], results["questions"], results["groups"]) == (None, [], [])
    assert publication.json()["type"] == "/problems/surveys/too-few-answers"
    assert tuple((await region.rows("surveys", left, survey_id))[0]) == (0, 0)
