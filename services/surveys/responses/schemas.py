"""Answers as they are sent."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.surveys.questionnaires.schemas import SurveyOut
from services.surveys.responses.model import TEXT_LENGTH
from shared.chassis.text import Language, Paragraphs

Number = Annotated[int, Field(ge=1, le=30)]
Step = Annotated[int, Field(ge=1, le=5, strict=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Text = Annotated[Paragraphs, StringConstraints(max_length=TEXT_LENGTH)]


class AnswersIn(BaseModel):
    """Answers by question number: a key, a list of keys, a step of the scale, or a text."""

    language: Language
    answers: dict[Number, Step | Annotated[list[Key], Field(max_length=20)] | Text]


class InvitationOut(BaseModel):
    survey: SurveyOut
    answered: bool


class ReceivedOut(BaseModel):
    """Says only to which survey; nothing that could lead to the answer."""

    survey_id: UUID
