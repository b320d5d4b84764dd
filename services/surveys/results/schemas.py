"""Results in JSON; what is hidden or not counted yet is null."""

from typing import Self
from uuid import UUID

from pydantic import BaseModel

from services.surveys.questionnaires.model import Kind, State
from services.surveys.results.model import Count, QuestionResult, Results
from shared.contracts.envelope import Words


class CountOut(BaseModel):
    key: str
    words: Words
    answers: int | None

    @classmethod
    def of(cls, count: Count) -> Self:
        """Show a count."""
        return cls(key=count.key, words=count.words.to_dict(), answers=count.answers)


class GroupResultOut(CountOut):
    mean: float | None
    choices: list[CountOut]


class QuestionResultOut(BaseModel):
    number: int
    kind: Kind
    title: Words
    answers: int | None
    mean: float | None
    choices: list[CountOut]
    groups: list[GroupResultOut]

    @classmethod
    def of(cls, question: QuestionResult) -> Self:
        """Show the answers to a question."""
        return cls(
            number=question.number,
            kind=question.kind,
            title=question.title.to_dict(),
            answers=question.answers,
            mean=question.mean,
            choices=[CountOut.of(choice) for choice in question.choices],
            groups=[
                GroupResultOut(
                    key=group.key,
                    words=group.words.to_dict(),
                    answers=group.answers,
                    mean=group.mean,
                    choices=[CountOut.of(choice) for choice in group.choices],
                )
                for group in question.groups
            ],
        )


class ResultsOut(BaseModel):
    survey_id: UUID
    state: State
    min_group: int
    invited: int
    answers: int | None
    response_rate: float | None
    languages: list[CountOut]
    groups: list[CountOut]
    questions: list[QuestionResultOut]

    @classmethod
    def of(cls, results: Results) -> Self:
        """Show the results."""
        return cls(
            survey_id=results.survey_id,
            state=results.state,
            min_group=results.min_group,
            invited=results.invited,
            answers=results.answers,
            response_rate=results.response_rate,
            languages=[CountOut.of(count) for count in results.languages],
            groups=[CountOut.of(count) for count in results.groups],
            questions=[QuestionResultOut.of(question) for question in results.questions],
        )


class TextOut(BaseModel):
    text: str
    language: str


class TextsOut(BaseModel):
    """A page of what people wrote; `answers` is null and nothing is shown when too few wrote."""

    number: int
    answers: int | None
    texts: list[TextOut]
