"""What other services, regions and programs rely on may grow and never change."""

from collections import Counter

import pytest

from poyta.reference import problems
from shared.contracts.catalogue import PUBLISHERS, events_of
from shared.contracts.envelope import Event, PersonEvent, PublicEvent
from tests.architecture import snapshots
from tests.architecture.snapshots import UPDATE

EVERY = [event for publisher in PUBLISHERS for event in events_of(publisher)]

PROMISED = {
    "x.happened.v1": {
        "stream": "EVENTS",
        "data": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
    }
}


def test_published_events_only_gain_optional_fields() -> None:
    assert snapshots.broken_events(snapshots.kept(snapshots.EVENTS_FILE), snapshots.events_now()) == []


def test_every_event_is_in_the_snapshot_as_it_is() -> None:
    assert snapshots.kept(snapshots.EVENTS_FILE) == snapshots.events_now(), UPDATE


def test_problem_slugs_and_their_status_never_change() -> None:
    assert snapshots.broken_problems(snapshots.kept(snapshots.PROBLEMS_FILE), snapshots.problems_now()) == []


def test_every_problem_is_in_the_snapshot_as_it_is() -> None:
    assert snapshots.kept(snapshots.PROBLEMS_FILE) == snapshots.problems_now(), UPDATE


def test_no_two_problems_have_one_slug() -> None:
    counted = Counter(problem.slug for problem in problems())

    assert [slug for slug, times in counted.items() if times > 1] == []


def test_the_slug_of_a_problem_begins_with_its_service() -> None:
    astray = [
        problem.slug
        for problem in problems()
        if problem.__module__.startswith("services.")
        and problem.slug.split("/")[0] != problem.__module__.split(".")[1]
    ]

    assert astray == []


def test_no_two_events_have_one_subject() -> None:
    counted = Counter(event.subject for event in EVERY)

    assert [subject for subject, times in counted.items() if times > 1] == []


def test_an_event_says_who_publishes_it_and_its_version() -> None:
    odd = [
        event.subject
        for publisher in PUBLISHERS
        for event in events_of(publisher)
        if event.subject.split(".")[0] != ("people" if issubclass(event, PersonEvent) else publisher)
        or not event.subject.rsplit(".", 1)[1].startswith("v")
        or len(event.subject.split(".")) != (3 if issubclass(event, PublicEvent | PersonEvent) else 4)
    ]

    assert odd == []


def test_every_event_has_its_sentence() -> None:
    silent = [event.subject for event in EVERY if not event.__doc__ or event.__doc__ == Event.__doc__]

    assert silent == []


@pytest.mark.parametrize("personal", ["name", "email", "phone", "address", "birth", "person_name"])
def test_personal_data_travels_only_in_the_events_of_people(personal: str) -> None:
    # An organisation has a name too, and it is public.
    named = {"OrganisationRegistered", "BodyChanged"}
    carrying = [
        event.__name__
        for event in EVERY
        if personal in event.model_fields
        and not issubclass(event, PersonEvent)
        and event.__name__ not in named
    ]

    assert carrying == []


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"required": ["id"], "properties": {}}, "x.happened.v1.id is gone"),
        (
            {"required": ["id"], "properties": {"id": {"type": "integer"}}},
            "x.happened.v1.id.type was string, is integer",
        ),
        (
            {"required": ["id", "new"], "properties": {"id": {"type": "string"}, "new": {"type": "string"}}},
            "x.happened.v1.required was ['id'], is ['id', 'new']",
        ),
    ],
)
def test_a_change_that_would_break_a_listener_is_found(data: dict[str, object], complaint: str) -> None:
    now = {"x.happened.v1": {"stream": "EVENTS", "data": {"type": "object", **data}}}

    assert snapshots.broken_events(PROMISED, now) == [complaint]


def test_a_new_optional_field_breaks_nobody() -> None:
    properties = {"id": {"type": "string"}, "new": {"type": "string"}}
    now = {
        "x.happened.v1": {
            "stream": "EVENTS",
            "data": {"type": "object", "required": ["id"], "properties": properties},
        }
    }

    assert snapshots.broken_events(PROMISED, now) == []
