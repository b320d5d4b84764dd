"""Reading results, and the statements that count them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, Text, func, literal, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute

from services.surveys.questionnaires import queries as questionnaires
from services.surveys.questionnaires.model import Question, Survey
from services.surveys.responses.model import Response
from services.surveys.results.model import ANYONE, BALLOTS, Results, Tally, tell
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot

Marked = ColumnElement[str] | InstrumentedAttribute[str]


async def results(look: Snapshot, survey: Survey) -> Results:
    """Return what may be known of the answers to a survey."""
    tallies = await look.all(select(Tally).where(Tally.survey_id == survey.id))
    participation = await questionnaires.participation(look, survey.id)
    return tell(
        survey,
        await questionnaires.questions(look, survey.id),
        tallies,
        state=survey.state(look.at),
        invited=participation.invited,
    )


async def public_survey(look: Snapshot, survey_id: UUID, *, all_states: bool) -> Survey:
    """Return a survey whose results are public; with `all_states` any survey that has been opened."""
    survey = await questionnaires.survey(look, survey_id, drafts=False)
    if survey.published is None and not all_states:
        raise NotFound
    return survey


async def text_question(look: Snapshot, survey: Survey, number: int) -> Question:
    """Return a question whose answers are texts."""
    question = await look.get(Question, (survey.id, number))
    if question is None or question.kind != "text":
        raise NotFound
    return question


async def text_answers(look: Snapshot, survey: Survey, number: int) -> int | None:
    """Return how many wrote something, or None when too few did for their texts to be shown."""
    query = select(func.sum(Tally.answers)).where(
        Tally.survey_id == survey.id, Tally.number == number, Tally.choice == ANYONE
    )
    answers = await look.first(query) or 0
    return answers if answers >= survey.min_group else None


def counting(survey_id: UUID, questions: Sequence[Question]) -> Select[Any]:
    """Return the query that counts a survey's responses: ballots by language, then question by question."""
    grouping = next((question for question in questions if question.grouping), None)
    part: Marked = literal(ANYONE, Text)
    if grouping:
        part = Response.answers[str(grouping.number)][0].astext
    marks = [_marks(survey_id, BALLOTS, part, Response.language)]
    for question in questions:
        answer = Response.answers[str(question.number)]
        marks.append(
            _marks(survey_id, question.number, part, literal(ANYONE, Text)).where(answer.is_not(None))
        )
        if question.kind != "text":
            keys = func.jsonb_array_elements_text(answer).table_valued("key").render_derived(name="keys")
            marks.append(_marks(survey_id, question.number, part, keys.c.key).join(keys, true()))
    mark = union_all(*marks).subquery()
    columns = (mark.c.survey_id, mark.c.number, mark.c.part, mark.c.choice)
    query: Select[Any] = select(*columns, func.count().label("answers")).group_by(*columns)
    return query


def _marks(survey_id: UUID, number: int, part: Marked, choice: Marked) -> Select[UUID, int, str, str]:
    return select(
        Response.survey_id.label("survey_id"),
        literal(number, Integer).label("number"),
        part.label("part"),
        choice.label("choice"),
    ).where(Response.survey_id == survey_id)
