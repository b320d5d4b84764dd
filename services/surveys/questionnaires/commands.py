"""Drafting, opening and closing surveys."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update

from services.surveys.audiences import commands as audience_commands
from services.surveys.audiences import queries as audiences
from services.surveys.errors import BodyNeeded, NobodyToInvite
from services.surveys.questionnaires import queries
from services.surveys.questionnaires.model import Invitation, Question, Survey
from services.surveys.questionnaires.schemas import QuestionIn, SurveyEdit, SurveyIn
from shared.chassis.clock import HELSINKI, end_of_day
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction
from shared.contracts.people import PersonMerged


async def draft(tx: Transaction, data: SurveyIn) -> Survey:
    """Write a new draft."""
    survey = Survey(id=uuid4(), version=1)
    _fill(survey, data)
    tx.add(survey)
    await tx.flush()
    await _write_questions(tx, survey, data)
    return survey


async def edit(tx: Transaction, survey_id: UUID, data: SurveyEdit) -> Survey:
    """Replace a draft by what was sent."""
    survey = await queries.survey(tx, survey_id, lock=True)
    survey.edit(data.version)
    _fill(survey, data)
    await tx.execute(delete(Question).where(Question.survey_id == survey.id))
    await _write_questions(tx, survey, data)
    return survey


async def open_survey(tx: Transaction, survey_id: UUID, *, at: datetime) -> Survey:
    """Open a draft to its audience: one invitation and one letter a person."""
    survey = await queries.survey(tx, survey_id, lock=True)
    opened, closed = survey.open(at)
    people = await audiences.audience(
        tx,
        survey.audience,  # type: ignore[arg-type]
        survey.body_id,
        at.astimezone(HELSINKI).date(),
    )
    if not people and survey.audience != "open":
        raise NobodyToInvite
    for person_id in people:
        invitation, issued = survey.invite(person_id)
        tx.add(invitation)
        tx.record(issued)
    tx.record(opened)
    tx.record(closed, due=survey.closes, key=_closing(survey))
    return survey


async def close(tx: Transaction, survey_id: UUID, *, at: datetime) -> Survey:
    """Close a survey before its time."""
    survey = await queries.survey(tx, survey_id, lock=True)
    closed = survey.close(at)
    await tx.take_back(_closing(survey))
    tx.record(closed)
    return survey


def _fill(survey: Survey, data: SurveyIn) -> None:
    survey.title = LocalisedText.of(data.title)
    survey.purpose = LocalisedText.of(data.purpose)
    survey.audience = data.audience
    survey.body_id = data.body_id
    survey.closes = end_of_day(data.closes_on)
    survey.min_group = data.min_group


async def join(tx: Transaction, event: PersonMerged) -> None:
    """Let the invitations of one entry be those of another; who was asked twice was asked once."""
    kept_id = await audience_commands.join(tx, event)
    both = await tx.all(
        select(Invitation)
        .where(Invitation.person_id.in_((kept_id, event.person_id)))
        .order_by(Invitation.id)
        .with_for_update()
    )
    ours = {one.survey_id: one for one in both if one.person_id == kept_id}
    for theirs in both:
        if theirs.person_id == event.person_id and (own := ours.get(theirs.survey_id)):
            own.answered = own.answered or theirs.answered
            await tx.delete(theirs)
    await tx.flush()
    rest = update(Invitation).where(Invitation.person_id == event.person_id)
    await tx.execute(rest.values(person_id=kept_id).execution_options(synchronize_session=False))


async def _write_questions(tx: Transaction, survey: Survey, data: SurveyIn) -> None:
    body = await audiences.body(tx, survey.body_id)
    if survey.body_id and body is None:
        raise BodyNeeded
    themes = [{"key": theme["slug"], "words": theme["name"]} for theme in body.themes] if body else []
    for number, question in enumerate(data.questions, start=1):
        if question.kind == "theme" and not themes:
            raise BodyNeeded
        tx.add(
            Question(
                survey_id=survey.id,
                number=number,
                kind=question.kind,
                title=LocalisedText.of(question.title),
                choices=themes if question.kind == "theme" else _choices(question),
                required=question.required,
                grouping=question.grouping,
            )
        )
    await tx.flush()


def _choices(question: QuestionIn) -> list[dict[str, Any]]:
    return [{"key": str(key), "words": words} for key, words in enumerate(question.choices, start=1)]


def _closing(survey: Survey) -> str:
    return f"survey-closed/{survey.id}"
