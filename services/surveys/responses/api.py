"""Answering in JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from services.surveys.questionnaires import queries
from services.surveys.questionnaires.schemas import shown
from services.surveys.responses import commands
from services.surveys.responses.schemas import AnswersIn, InvitationOut, ReceivedOut
from shared.chassis import links
from shared.chassis.web import Look, Tx

router = APIRouter()

Token = Annotated[str, Path(max_length=500)]


@router.get("/answers/{token}")
async def read_invitation(token: Token, look: Look) -> InvitationOut:
    content = links.read(look.instance, "survey", token, at=look.at)
    invitation = await queries.invitation(look, UUID(content["id"]))
    survey = await queries.survey(look, invitation.survey_id)
    questions = await queries.questions(look, survey.id)
    return InvitationOut(survey=shown(survey, questions, look.at), answered=invitation.answered)


@router.post("/answers/{token}", status_code=201)
async def answer_invitation(token: Token, body: AnswersIn, tx: Tx) -> ReceivedOut:
    content = links.read(tx.instance, "survey", token, at=tx.at)
    survey_id = await commands.answer_invitation(tx, UUID(content["id"]), body, at=tx.at)
    return ReceivedOut(survey_id=survey_id)


@router.post("/surveys/{survey_id}/answers", status_code=201)
async def answer_openly(survey_id: UUID, body: AnswersIn, tx: Tx) -> ReceivedOut:
    return ReceivedOut(survey_id=await commands.answer_openly(tx, survey_id, body, at=tx.at))
