"""A survey as it is sent and shown, in JSON and in the coordinator's form."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from services.surveys.audiences.queries import Audience
from services.surveys.questionnaires.model import MIN_GROUP, Kind, Question, State, Survey
from shared.chassis.text import Language, Line, Paragraphs
from shared.contracts.envelope import Words

LineWords = Annotated[dict[Language, Line], Field(min_length=1)]
LongWords = Annotated[dict[Language, Paragraphs], Field(min_length=1)]

FIRST_YEAR, LAST_YEAR = 2000, 2100


class QuestionIn(BaseModel):
    """A question; the choices of a theme question are the body's themes, those of a scale are 1 to 5."""

    kind: Kind
    title: LineWords
    choices: list[LineWords] = Field(default=[], max_length=20)
    required: bool = True
    grouping: bool = False

    @model_validator(mode="after")
    def choices_fit_the_kind(self) -> Self:
        """Ask for at least two choices where people choose, and for none elsewhere."""
        to_choose = self.kind in ("single_choice", "multiple_choice")
        if to_choose and len(self.choices) < 2:
            raise PydanticCustomError("choices_needed", "Write at least two choices")
        if self.choices and not to_choose:
            raise PydanticCustomError("choices_not_needed", "This kind of question has no choices of its own")
        if self.grouping and self.kind not in ("single_choice", "theme"):
            raise PydanticCustomError("cannot_group", "Only a question with one choice can part the results")
        if self.grouping:
            self.required = True
        return self


class SurveyIn(BaseModel):
    """A draft. `closes_on` is the last day to answer, in Finland."""

    title: LineWords
    purpose: LongWords
    audience: Audience
    body_id: UUID | None = None
    closes_on: date
    min_group: int = Field(default=MIN_GROUP, ge=MIN_GROUP, le=100)
    questions: list[QuestionIn] = Field(min_length=1, max_length=30)

    @field_validator("closes_on")
    @classmethod
    def near_enough(cls, value: date) -> date:
        """Refuse years that can only be a slip."""
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise PydanticCustomError("date_parsing", "Give the date as day.month.year")
        return value

    @field_validator("questions")
    @classmethod
    def one_grouping(cls, value: list[QuestionIn]) -> list[QuestionIn]:
        """Let one question part the results, so that no two partings can be held against each other."""
        if sum(question.grouping for question in value) > 1:
            raise PydanticCustomError("one_grouping", "Only one question can part the results")
        return value

    @model_validator(mode="after")
    def body_where_needed(self) -> Self:
        """Ask for the body whose members or themes the survey uses."""
        themed = any(question.kind == "theme" for question in self.questions)
        if self.body_id is None and (themed or self.audience == "body"):
            raise PydanticCustomError("body_needed", "Choose the body")
        return self


class SurveyEdit(SurveyIn):
    """A change of the draft that was read as `version`."""

    version: int = Field(ge=1, le=2**31 - 1)


class ChoiceOut(BaseModel):
    key: str
    words: Words


class QuestionOut(BaseModel):
    number: int
    kind: Kind
    title: Words
    required: bool
    grouping: bool
    choices: list[ChoiceOut]

    @classmethod
    def of(cls, question: Question) -> Self:
        """Show a question."""
        return cls(
            number=question.number,
            kind=question.kind,
            title=question.title.to_dict(),
            required=question.required,
            grouping=question.grouping,
            choices=[ChoiceOut(key=choice.key, words=choice.words.to_dict()) for choice in question.options],
        )


class SurveySummary(BaseModel):
    id: UUID
    version: int
    state: State
    title: Words
    purpose: Words
    audience: Audience
    body_id: UUID | None
    anonymous: bool
    min_group: int
    opened: datetime | None
    closes: datetime
    published: datetime | None


class SurveyOut(SurveySummary):
    questions: list[QuestionOut]


class SurveyList(BaseModel):
    surveys: list[SurveySummary]


class ParticipationOut(BaseModel):
    invited: int
    answered: int


def summary(survey: Survey, at: datetime) -> SurveySummary:
    """Show a survey without its questions."""
    return SurveySummary(
        id=survey.id,
        version=survey.version,
        state=survey.state(at),
        title=survey.title.to_dict(),
        purpose=survey.purpose.to_dict(),
        audience=survey.audience,
        body_id=survey.body_id,
        anonymous=True,
        min_group=survey.min_group,
        opened=survey.opened,
        closes=survey.closes,
        published=survey.published,
    )


def shown(survey: Survey, questions: Sequence[Question], at: datetime) -> SurveyOut:
    """Show a survey with its questions."""
    return SurveyOut(
        **summary(survey, at).model_dump(), questions=[QuestionOut.of(question) for question in questions]
    )
