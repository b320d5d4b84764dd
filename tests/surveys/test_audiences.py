"""Whom a survey reaches, when events come late, twice or in the wrong order."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from shared.contracts.members import OrganisationRegistered, SeatVacated
from shared.contracts.people import PersonChanged
from shared.contracts.surveys import SurveyInvitationIssued
from tests.region import Region
from tests.surveys import scene

QUESTIONS: dict[str, Any] = {"questions": [scene.S1["questions"][1]]}


def person(identity: UUID) -> PersonChanged:
    return PersonChanged(
        person_id=identity, version=1, name="Edustaja IU-01", email="iu01@example.org", language="fi"
    )


async def invited(region: Region, survey_id: str) -> set[UUID]:
    events = await region.events(SurveyInvitationIssued)
    return {event.person_id for event in events if str(event.survey_id) == survey_id}


async def test_an_older_event_that_comes_later_changes_nothing(region: Region) -> None:
    organisation, first, second = uuid4(), uuid4(), uuid4()

    def registered(version: int, contact: UUID) -> OrganisationRegistered:
        return OrganisationRegistered(
            organisation_id=organisation,
            version=version,
            name="Malli ry",
            scope="local",
            contact_person_id=contact,
        )

    await region.arrives(scene.body(), person(first), person(second), registered(2, second))
    await region.arrives(registered(1, first))
    survey_id = await scene.opened(region, **QUESTIONS)

    assert await invited(region, survey_id) == {second}


async def test_the_members_of_a_body_are_those_who_sit_in_it_now(region: Region) -> None:
    stays, left, coming = uuid4(), uuid4(), uuid4()
    seat = scene.seat(left)
    late = scene.seat(coming).model_copy(update={"starts": date(2024, 1, 1)})
    vacated = SeatVacated(
        seat_id=seat.seat_id, version=2, body_id=scene.BODY, person_id=left, ends=date(2023, 4, 30)
    )
    await region.arrives(person(stays), person(left), person(coming), scene.seat(stays), vacated, late)
    await region.arrives(seat)

    survey_id = await scene.opened(region, audience="body", **QUESTIONS)

    assert await invited(region, survey_id) == {stays}


async def test_a_survey_without_anyone_to_invite_stays_a_draft(region: Region) -> None:
    empty_body = scene.body().model_copy(update={"body_id": uuid4(), "slug": "tyhja"})
    await region.arrives(empty_body)
    survey_id = await scene.draft(region, audience="body", body_id=str(empty_body.body_id), **QUESTIONS)
    coordinator = region.client("coordinator")

    refused = await coordinator.post(f"/surveys/api/surveys/{survey_id}/opening")

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/surveys/nobody-to-invite")
    assert (await coordinator.get(f"/surveys/api/surveys/{survey_id}")).json()["state"] == "draft"
