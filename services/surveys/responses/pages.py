"""The pages where people answer, with or without an invitation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.surveys.access import may_manage
from services.surveys.questionnaires import queries
from services.surveys.questionnaires.model import Question, Survey
from services.surveys.responses import commands, forms
from shared.chassis import links
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class AnswerPage(Page):
    template = "responses/answer.html"
    is_public = True
    survey: Survey
    questions: Sequence[Question]
    form: Form[Any] | None = None
    action: str
    preview: bool = False


@dataclass(frozen=True, kw_only=True)
class AnsweredPage(Page):
    template = "responses/answered.html"
    survey: Survey
    open: bool


@router.get("/surveys/answer/{token}")
async def invitation_page(token: str, request: Request, look: Look, who: Who) -> Response:
    content = links.read(look.instance, "survey", token, at=look.at)
    invitation = await queries.invitation(look, UUID(content["id"]))
    survey = await queries.survey(look, invitation.survey_id)
    pages: Pages = request.app.state.pages
    if invitation.answered:
        page = AnsweredPage(survey=survey, open=survey.state(look.at) == "open")
        return pages.render(request, page, who=who)
    survey.take_ballot(look.at)
    return pages.render(
        request,
        AnswerPage(
            survey=survey, questions=await queries.questions(look, survey.id), action=request.url.path
        ),
        who=who,
    )


@router.post("/surveys/answer/{token}")
async def answer_invitation(token: str, request: Request, tx: Tx, who: Who) -> Response:
    content = links.read(tx.instance, "survey", token, at=tx.at)
    invitation = await queries.invitation(tx, UUID(content["id"]))
    survey = await queries.survey(tx, invitation.survey_id)
    questions = await queries.questions(tx, survey.id)
    pages: Pages = request.app.state.pages
    form = await forms.read(request, questions, translate=pages.translator(request, who))
    if form.data is None or form.errors:
        page = AnswerPage(survey=survey, questions=questions, form=form, action=request.url.path)
        return pages.render(request, page, who=who, status=422)
    await commands.answer_invitation(tx, invitation.id, form.data, at=tx.at)
    return see_other(request.url.path)


@router.get("/surveys/{survey_id}/answer")
async def open_page(survey_id: UUID, request: Request, look: Look, who: Who) -> Response:
    survey = await queries.survey_for_all(look, survey_id)
    survey.take_ballot(look.at)
    page = AnswerPage(
        survey=survey, questions=await queries.questions(look, survey.id), action=request.url.path
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/surveys/{survey_id}/answer")
async def answer_openly(survey_id: UUID, request: Request, tx: Tx, who: Who) -> Response:
    survey = await queries.survey_for_all(tx, survey_id)
    questions = await queries.questions(tx, survey.id)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, questions, translate=_)
    if form.data is None or form.errors:
        page = AnswerPage(survey=survey, questions=questions, form=form, action=request.url.path)
        return pages.render(request, page, who=who, status=422)
    await commands.answer_openly(tx, survey_id, form.data, at=tx.at)
    return notify(request, see_other(f"/surveys/{survey_id}"), _("Thank you, your answers are in."))


@router.get("/surveys/{survey_id}/preview")
async def preview(survey_id: UUID, request: Request, look: Look, who: Who) -> Response:
    require(may_manage(who), who)
    survey = await queries.survey(look, survey_id)
    page = AnswerPage(
        survey=survey, questions=await queries.questions(look, survey.id), action="", preview=True
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)
