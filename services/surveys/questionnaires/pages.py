"""The list of surveys, the page of one, and the coordinator's tools."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.surveys.access import may_manage
from services.surveys.audiences import queries as audiences
from services.surveys.audiences.model import Body
from services.surveys.questionnaires import commands, forms, queries
from services.surveys.questionnaires.forms import SurveyForm
from services.surveys.questionnaires.model import Question, State, Survey
from services.surveys.questionnaires.queries import Participation
from shared.chassis.clock import HELSINKI
from shared.chassis.pages import Page, Pages, format_day, language_of, notify
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class SurveysPage(Page):
    template = "questionnaires/surveys.html"
    drafts: Sequence[Survey]
    open: Sequence[Survey]
    closed: Sequence[Survey]
    published: Sequence[Survey]
    manages: bool


@dataclass(frozen=True, kw_only=True)
class SurveyPage(Page):
    template = "questionnaires/survey.html"
    survey: Survey
    state: State
    body: Body | None
    questions: Sequence[Question]
    participation: Participation
    manages: bool


@dataclass(frozen=True, kw_only=True)
class EditPage(Page):
    template = "questionnaires/edit.html"
    action: str
    survey: Survey | None
    typed: SurveyForm
    bodies: Sequence[Body]
    languages: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class ConfirmPage(Page):
    template = "confirm.html"
    title: str
    lead: str
    consequences: list[str]
    action: str
    hidden: dict[str, str]
    button: str
    kind: str
    back_href: str
    back_label: str


@router.get("/surveys")
async def list_page(request: Request, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await queries.surveys(look, drafts=may_manage(who))
    by_state = {
        state: [survey for survey in found if survey.state(look.at) == state]
        for state in ("draft", "open", "closed", "published")
    }
    page = SurveysPage(
        drafts=by_state["draft"],
        open=by_state["open"],
        closed=by_state["closed"],
        published=by_state["published"],
        manages=may_manage(who),
    )
    return pages.render(request, page, who=who)


@router.get("/surveys/new")
async def new_page(request: Request, look: Look, who: Who) -> Response:
    require(may_manage(who), who)
    pages: Pages = request.app.state.pages
    page = EditPage(
        action="/surveys/new",
        survey=None,
        typed=forms.blank(pages.translator(request, who)),
        bodies=await audiences.bodies(look),
        languages=look.instance.languages,
    )
    return pages.render(request, page, who=who)


@router.post("/surveys/new")
async def new(request: Request, tx: Tx, who: Who) -> Response:
    require(may_manage(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    typed = await forms.read(request, translate=_)
    survey = await typed.form.submit(tx, lambda data: commands.draft(tx, data))
    if survey is None:
        page = EditPage(
            action="/surveys/new",
            survey=None,
            typed=typed,
            bodies=await audiences.bodies(tx),
            languages=tx.instance.languages,
        )
        return pages.render(request, page, who=who, status=422 if typed.then == "save" else 200)
    return notify(request, see_other(f"/surveys/{survey.id}"), _("The draft is saved."))


@router.get("/surveys/{survey_id}")
async def survey_page(survey_id: UUID, request: Request, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    survey = await queries.survey(look, survey_id, drafts=may_manage(who))
    page = SurveyPage(
        survey=survey,
        state=survey.state(look.at),
        body=await audiences.body(look, survey.body_id),
        questions=await queries.questions(look, survey.id),
        participation=await queries.participation(look, survey.id),
        manages=may_manage(who),
    )
    return pages.render(request, page, who=who)


@router.get("/surveys/{survey_id}/edit")
async def edit_page(survey_id: UUID, request: Request, look: Look, who: Who) -> Response:
    require(may_manage(who), who)
    pages: Pages = request.app.state.pages
    survey = await queries.draft(look, survey_id)
    questions = list(await queries.questions(look, survey.id))
    page = EditPage(
        action=request.url.path,
        survey=survey,
        typed=forms.filled(survey, questions, pages.translator(request, who)),
        bodies=await audiences.bodies(look),
        languages=look.instance.languages,
    )
    return pages.render(request, page, who=who)


@router.post("/surveys/{survey_id}/edit")
async def edit(survey_id: UUID, request: Request, tx: Tx, who: Who) -> Response:
    require(may_manage(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    survey = await queries.draft(tx, survey_id)
    typed = await forms.read(request, translate=_)
    saved = await typed.form.submit(tx, lambda data: commands.edit(tx, survey_id, data))
    if saved is None:
        page = EditPage(
            action=request.url.path,
            survey=survey,
            typed=typed,
            bodies=await audiences.bodies(tx),
            languages=tx.instance.languages,
        )
        return pages.render(request, page, who=who, status=422 if typed.then == "save" else 200)
    return notify(request, see_other(f"/surveys/{survey_id}"), _("The draft is saved."))


@router.get("/surveys/{survey_id}/open")
async def confirm_opening(survey_id: UUID, request: Request, look: Look, who: Who) -> Response:
    require(may_manage(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    survey = await queries.draft(look, survey_id)
    on = look.at.astimezone(HELSINKI).date()
    languages = await audiences.languages(look, survey.audience, survey.body_id, on)  # type: ignore[arg-type]
    last_day = format_day(survey.last_day, language_of(request, who))
    invited = _("Invitations that leave by e-mail, each in the reader's own language: {number}.").format(
        number=sum(languages.values())
    )
    page = ConfirmPage(
        title=_("Open the survey?"),
        lead=survey.title.read(language_of(request, who)).text,
        consequences=[
            _("Anyone can answer with the link; no invitations are sent.")
            if survey.audience == "open"
            else invited,
            _("It can be answered to the end of the day {day}.").format(day=last_day),
            _("The answers are anonymous. Nobody can find out who answered what."),
            _("The questions can no longer be changed."),
        ],
        action=request.url.path,
        hidden={},
        button=_("Open the survey"),
        kind="primary",
        back_href=f"/surveys/{survey.id}",
        back_label=_("Not yet"),
    )
    return pages.render(request, page, who=who)


@router.post("/surveys/{survey_id}/open")
async def open_survey(survey_id: UUID, request: Request, tx: Tx, who: Who) -> Response:
    require(may_manage(who), who)
    pages: Pages = request.app.state.pages
    await commands.open_survey(tx, survey_id, at=tx.at)
    _ = pages.translator(request, who)
    return notify(request, see_other(f"/surveys/{survey_id}"), _("The survey is open."))


@router.get("/surveys/{survey_id}/close")
async def confirm_closing(survey_id: UUID, request: Request, look: Look, who: Who) -> Response:
    require(may_manage(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    survey = await queries.survey(look, survey_id)
    survey.must_be_open(look.at)
    counts = await queries.participation(look, survey.id)
    page = ConfirmPage(
        title=_("Close the survey now?"),
        lead=survey.title.read(language_of(request, who)).text,
        consequences=[
            _("Invited people who have not answered and no longer can: {number}.").format(
                number=counts.invited - counts.answered
            ),
            _("The answers are counted. The survey cannot be opened again."),
        ],
        action=request.url.path,
        hidden={},
        button=_("Close the survey"),
        kind="danger",
        back_href=f"/surveys/{survey.id}",
        back_label=_("Keep it open"),
    )
    return pages.render(request, page, who=who)


@router.post("/surveys/{survey_id}/close")
async def close(survey_id: UUID, request: Request, tx: Tx, who: Who) -> Response:
    require(may_manage(who), who)
    pages: Pages = request.app.state.pages
    await commands.close(tx, survey_id, at=tx.at)
    _ = pages.translator(request, who)
    return notify(request, see_other(f"/surveys/{survey_id}"), _("The survey is closed."))
