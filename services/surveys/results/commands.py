"""Counting the answers once the survey has closed, and publishing them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from services.surveys.questionnaires import queries as questionnaires
from services.surveys.questionnaires.model import Survey
from services.surveys.responses.commands import empty_box
from services.surveys.results import queries
from services.surveys.results.model import Tally
from shared.chassis.transaction import Transaction


async def count(tx: Transaction, survey_id: UUID, *, at: datetime) -> Survey:
    """Empty the box of a closed survey and count what was in it; once counted it stays so."""
    survey = await questionnaires.survey(tx, survey_id, lock=True)
    if survey.counted is not None:
        return survey
    survey.must_be_closed(at)
    survey.count(await empty_box(tx, survey))
    counting = queries.counting(survey.id, await questionnaires.questions(tx, survey.id))
    await tx.execute(
        insert(Tally).from_select(["survey_id", "number", "part", "choice", "answers"], counting)
    )
    return survey


async def publish(tx: Transaction, survey_id: UUID, *, at: datetime) -> Survey:
    """Publish the results; what has not been counted yet is counted first."""
    survey = await count(tx, survey_id, at=at)
    participation = await questionnaires.participation(tx, survey.id)
    tx.record(survey.publish(participation.invited, at))
    return survey
