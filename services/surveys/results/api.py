"""Results in JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from services.surveys.access import may_manage
from services.surveys.responses import queries as responses
from services.surveys.results import commands, queries
from services.surveys.results.schemas import ResultsOut, TextOut, TextsOut
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter()


@router.post("/surveys/{survey_id}/publication")
async def publish(survey_id: UUID, tx: Tx, who: Who) -> ResultsOut:
    require(may_manage(who), who)
    survey = await commands.publish(tx, survey_id, at=tx.at)
    return ResultsOut.of(await queries.results(tx, survey))


@router.get("/surveys/{survey_id}/results")
async def read_results(survey_id: UUID, look: Look, who: Who) -> ResultsOut:
    survey = await queries.public_survey(look, survey_id, all_states=may_manage(who))
    return ResultsOut.of(await queries.results(look, survey))


@router.get("/surveys/{survey_id}/texts/{number}")
async def read_texts(
    survey_id: UUID,
    number: Annotated[int, Path(ge=1, le=30)],
    look: Look,
    who: Who,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> TextsOut:
    require(may_manage(who), who)
    survey = await queries.public_survey(look, survey_id, all_states=True)
    question = await queries.text_question(look, survey, number)
    answers = await queries.text_answers(look, survey, question.number)
    found = await responses.texts(look, survey.id, question.number, page) if answers else ()
    texts = [TextOut(text=text.text, language=text.language) for text in found]
    return TextsOut(number=number, answers=answers, texts=texts)
