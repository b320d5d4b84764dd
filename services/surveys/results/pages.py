"""The pages of results, and of what people wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from services.surveys.access import may_manage
from services.surveys.errors import AlreadyPublished
from services.surveys.questionnaires.model import Question, Survey
from services.surveys.questionnaires.pages import ConfirmPage
from services.surveys.responses import queries as responses
from services.surveys.results import commands, queries
from services.surveys.results.model import Results
from shared.chassis.localised import Reading
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class ResultsPage(Page):
    template = "results/results.html"
    survey: Survey
    results: Results
    manages: bool


@dataclass(frozen=True, kw_only=True)
class TextsPage(Page):
    template = "results/texts.html"
    survey: Survey
    question: Question
    answers: int | None
    texts: Sequence[Reading]
    current: int
    last: int


@router.get("/surveys/{survey_id}/results")
async def results_page(survey_id: UUID, request: Request, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    survey = await queries.public_survey(look, survey_id, all_states=may_manage(who))
    page = ResultsPage(survey=survey, results=await queries.results(look, survey), manages=may_manage(who))
    return pages.render(request, page, who=who)


@router.get("/surveys/{survey_id}/texts/{number}")
async def texts_page(
    survey_id: UUID,
    number: Annotated[int, Path(ge=1, le=30)],
    request: Request,
    look: Look,
    who: Who,
    *,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    require(may_manage(who), who)
    pages: Pages = request.app.state.pages
    survey = await queries.public_survey(look, survey_id, all_states=True)
    question = await queries.text_question(look, survey, number)
    answers = await queries.text_answers(look, survey, number)
    shown = TextsPage(
        survey=survey,
        question=question,
        answers=answers,
        texts=await responses.texts(look, survey.id, number, page) if answers else (),
        current=page,
        last=max(1, -(-(answers or 0) // responses.TEXTS_A_PAGE)),
    )
    return pages.render(request, shown, who=who)


@router.get("/surveys/{survey_id}/publish")
async def confirm_publication(survey_id: UUID, request: Request, look: Look, who: Who) -> Response:
    require(may_manage(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    survey = await queries.public_survey(look, survey_id, all_states=True)
    survey.must_be_closed(look.at)
    if survey.published is not None:
        raise AlreadyPublished
    page = ConfirmPage(
        title=_("Publish the results?"),
        lead=survey.title.read(language_of(request, who)).text,
        consequences=[
            _("Anyone can read the results: {number} answers.").format(number=survey.counted or 0),
            _("Groups with fewer than {number} answers are hidden.").format(number=survey.min_group),
            _("What people wrote in their own words is not published."),
        ],
        action=request.url.path,
        hidden={},
        button=_("Publish the results"),
        kind="primary",
        back_href=f"/surveys/{survey.id}/results",
        back_label=_("Not yet"),
    )
    return pages.render(request, page, who=who)


@router.post("/surveys/{survey_id}/publish")
async def publish(survey_id: UUID, request: Request, tx: Tx, who: Who) -> Response:
    require(may_manage(who), who)
    pages: Pages = request.app.state.pages
    await commands.publish(tx, survey_id, at=tx.at)
    _ = pages.translator(request, who)
    return notify(request, see_other(f"/surveys/{survey_id}/results"), _("The results are published."))
