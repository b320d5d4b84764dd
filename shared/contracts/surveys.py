"""What surveys promises: openings, invitations, results."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.contracts.envelope import Event, PublicEvent, Words


class SurveyInvitationIssued(Event):
    """A person was invited to answer a survey."""

    subject: ClassVar[str] = "surveys.invitation.issued.v1"

    survey_id: UUID
    invitation_id: UUID
    person_id: UUID
    title: Words
    closes: datetime
    anonymous: bool


class SurveyOpened(PublicEvent):
    """A survey was opened to its audience."""

    subject: ClassVar[str] = "surveys.survey_opened.v1"

    survey_id: UUID
    version: int
    body_id: UUID | None = None
    title: Words
    purpose: Words
    opens: datetime
    closes: datetime


class SurveyClosed(PublicEvent):
    """The time to answer a survey ended."""

    subject: ClassVar[str] = "surveys.survey_closed.v1"

    survey_id: UUID
    version: int


class ResultsPublished(PublicEvent):
    """The results of a survey were published."""

    subject: ClassVar[str] = "surveys.results_published.v1"

    survey_id: UUID
    version: int
    body_id: UUID | None = None
    title: Words
    invited: int
    answers: int
    published: datetime
