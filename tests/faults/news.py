"""What services would tell of a table's year, in its right order, under ids that never change."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from shared.contracts import meetings, members, surveys
from shared.contracts.envelope import Event
from shared.contracts.people import PersonChanged

_SPACE = UUID("7c2f0c52-6a5e-4c8e-9d5b-0f7d1f0b5a11")
_WORDS = {"fi": "Pöytä", "sv": "Bord"}
_START, _END = date(2023, 3, 1), date(2025, 2, 28)
_NOON = datetime(2023, 4, 3, 9, tzinfo=UTC)


def identity(name: str) -> UUID:
    """Return the id of a thing of this story."""
    return uuid5(_SPACE, name)


def told() -> list[Event]:
    """Return the events in the order in which they happened."""
    return [
        *_people(),
        *(_body(version) for version in (1, 2)),
        members.OrganisationRegistered(
            organisation_id=identity("org"), version=1, name="Malli ry", scope="local"
        ),
        *_call(),
        _filled("seat 1", "aino", 1),
        _filled("seat 2", "birgit", 1),
        members.SeatVacated(
            seat_id=identity("seat 1"),
            version=2,
            body_id=identity("body"),
            person_id=identity("aino"),
            ends=date(2023, 9, 5),
        ),
        members.OrganisationRegistered(
            organisation_id=identity("org"),
            version=2,
            name="Malli ry",
            scope="regional",
            contact_person_id=identity("aino"),
        ),
        *_meetings(),
        *_survey(),
    ]


def _people() -> list[Event]:
    names = ("aino", "birgit", "cecilia")
    first = [_person(name, 1, "fi") for name in names]
    return [*first, _person("birgit", 2, "sv"), _person("aino", 2, "fi", email="uusi@example.org")]


def _person(name: str, version: int, language: str, email: str = "") -> PersonChanged:
    return PersonChanged(
        person_id=identity(name),
        version=version,
        name=f"{name.title()} {version}",
        email=email or f"{name}@example.org",
        language=language,
    )


def _body(version: int) -> members.BodyChanged:
    return members.BodyChanged(
        body_id=identity("body"),
        version=version,
        slug="poyta",
        kind="partnership_table",
        name=_WORDS if version > 1 else {"fi": "Pöytä"},
        purpose={},
        state="active",
        decision_power=False,
        cadence_min=4,
        cadence_max=4 + version,
        seats=14,
    )


def _filled(seat: str, person: str, version: int) -> members.SeatFilled:
    return members.SeatFilled(
        seat_id=identity(seat),
        version=version,
        body_id=identity("body"),
        person_id=identity(person),
        kind="organisation",
        organisation_id=identity("org"),
        represents="Malli ry",
        starts=_START,
        ends=_END,
    )


def _call() -> list[Event]:
    call = {"call_id": identity("call"), "body_id": identity("body")}
    return [
        members.CallOpened(
            **call, version=1, body_slug="poyta", title=_WORDS, summary=_WORDS, opens=_NOON, deadline=_NOON
        ),
        members.ApplicationReceived(
            **call,
            application_id=identity("application"),
            person_id=identity("cecilia"),
            title=_WORDS,
            deadline=_NOON,
            channel="form",
        ),
        members.CallClosed(**call, version=2),
        members.SeatsCounted(body_id=identity("body"), version=1, filled=1, seats=14, themes=()),
        members.SeatsCounted(body_id=identity("body"), version=2, filled=2, seats=14, themes=()),
    ]


def _meetings() -> list[Event]:
    occasion = {
        "meeting_id": identity("meeting"),
        "body_id": identity("body"),
        "title": _WORDS,
        "starts": _NOON,
        "ends": _NOON,
        "mode": "hybrid",
        "place": _WORDS,
    }
    invitation = {"invitation_id": identity("invitation"), "person_id": identity("birgit"), **occasion}
    cancelled = {"meeting_id": identity("called off"), "body_id": identity("body"), "title": _WORDS}
    memo = {"meeting_id": identity("meeting"), "body_id": identity("body"), "title": _WORDS}
    return [
        meetings.MeetingConvened(**occasion, sequence=0),
        meetings.InvitationIssued(**invitation, sequence=0, kind="invited"),
        meetings.MeetingMoved(**occasion, sequence=1),
        meetings.InvitationIssued(**invitation, sequence=1, kind="changed"),
        meetings.MeetingConvened(**{**occasion, "meeting_id": identity("called off")}, sequence=0),
        meetings.MeetingCancelled(**cancelled, sequence=1, starts=_NOON),
        meetings.MemoPublished(**memo, version=1, summary={"fi": "Muistio"}, published=_NOON),
        meetings.MemoPublished(**memo, version=2, summary=_WORDS, published=_NOON),
    ]


def _survey() -> list[Event]:
    # SurveyClosed is left out: surveys hears its own, and this survey is not there.
    survey = {"survey_id": identity("survey")}
    return [
        surveys.SurveyOpened(
            **survey,
            version=1,
            body_id=identity("body"),
            title=_WORDS,
            purpose=_WORDS,
            opens=_NOON,
            closes=_NOON,
        ),
        surveys.SurveyInvitationIssued(
            **survey,
            invitation_id=identity("asked"),
            person_id=identity("birgit"),
            title=_WORDS,
            closes=_NOON,
            anonymous=True,
        ),
        surveys.ResultsPublished(**survey, version=3, title=_WORDS, invited=20, answers=15, published=_NOON),
    ]
