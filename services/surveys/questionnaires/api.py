"""Surveys in JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.surveys.access import may_manage
from services.surveys.questionnaires import commands, queries
from services.surveys.questionnaires.schemas import (
    ParticipationOut,
    SurveyEdit,
    SurveyIn,
    SurveyList,
    SurveyOut,
    shown,
    summary,
)
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter()


@router.post("/surveys", status_code=201)
async def draft(body: SurveyIn, tx: Tx, who: Who) -> SurveyOut:
    require(may_manage(who), who)
    survey = await commands.draft(tx, body)
    return shown(survey, await queries.questions(tx, survey.id), tx.at)


@router.get("/surveys")
async def list_surveys(look: Look, who: Who) -> SurveyList:
    found = await queries.surveys(look, drafts=may_manage(who))
    return SurveyList(surveys=[summary(survey, look.at) for survey in found])


@router.get("/surveys/{survey_id}")
async def read_survey(survey_id: UUID, look: Look, who: Who) -> SurveyOut:
    survey = await queries.survey(look, survey_id, drafts=may_manage(who))
    return shown(survey, await queries.questions(look, survey.id), look.at)


@router.put("/surveys/{survey_id}")
async def edit(survey_id: UUID, body: SurveyEdit, tx: Tx, who: Who) -> SurveyOut:
    require(may_manage(who), who)
    survey = await commands.edit(tx, survey_id, body)
    return shown(survey, await queries.questions(tx, survey.id), tx.at)


@router.post("/surveys/{survey_id}/opening")
async def open_survey(survey_id: UUID, tx: Tx, who: Who) -> SurveyOut:
    require(may_manage(who), who)
    survey = await commands.open_survey(tx, survey_id, at=tx.at)
    return shown(survey, await queries.questions(tx, survey.id), tx.at)


@router.post("/surveys/{survey_id}/closing")
async def close(survey_id: UUID, tx: Tx, who: Who) -> SurveyOut:
    require(may_manage(who), who)
    survey = await commands.close(tx, survey_id, at=tx.at)
    return shown(survey, await queries.questions(tx, survey.id), tx.at)


@router.get("/surveys/{survey_id}/participation")
async def participation(survey_id: UUID, look: Look, who: Who) -> ParticipationOut:
    require(may_manage(who), who)
    survey = await queries.survey(look, survey_id)
    found = await queries.participation(look, survey.id)
    return ParticipationOut(invited=found.invited, answered=found.answered)
