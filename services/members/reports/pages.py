"""A report for anyone, and the form with which a representative reports."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies.commands import today
from services.members.bodies.model import Theme, WholeBody
from services.members.reports import commands, queries
from services.members.reports.model import Report
from services.members.reports.queries import ThemeOfBody
from services.members.reports.schemas import ReportIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class ReportPage(Page):
    """A report as anyone reads it."""

    template = "reports/report.html"
    report: Report
    whole: WholeBody
    theme: Theme


@dataclass(frozen=True, kw_only=True)
class WriteReportPage(Page):
    """The form of a report, with how many get a letter."""

    template = "reports/write.html"
    about: ThemeOfBody
    organisations: int
    readers: int
    languages: tuple[str, ...]
    form: Form[ReportIn]


@router.get("/members/reports/{report_id}")
async def report(request: Request, report_id: UUID, look: Look, who: Who) -> Response:
    found, whole, theme = await queries.report(look, report_id)
    pages: Pages = request.app.state.pages
    return pages.render(request, ReportPage(report=found, whole=whole, theme=theme), who=who)


@router.get("/members/bodies/{slug}/themes/{theme}/reports/new")
async def show_write(request: Request, slug: Slug, theme: Slug, look: Look, who: Who) -> Response:
    about = await queries.theme_of_body(look, slug, theme, today(look.at))
    require(access.may_speak(who, about.representatives), who)
    pages: Pages = request.app.state.pages
    return pages.render(request, await _page(look, about, Form()), who=who)


@router.post("/members/bodies/{slug}/themes/{theme}/reports/new")
async def write(request: Request, slug: Slug, theme: Slug, tx: Tx, who: Who) -> Response:
    about = await queries.theme_of_body(tx, slug, theme, today(tx.at))
    require(access.may_speak(who, about.representatives), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, ReportIn, translate=_)

    async def publish(data: ReportIn) -> tuple[Report, int]:
        title, text = data.title.localised(), data.text.localised()
        return await commands.report(tx, about, title, text, by=who.person_id, at=tx.at)

    done = await form.submit(tx, publish)
    if done is None:
        return pages.render(request, await _page(tx, about, form), who=who, status=422)
    said = _("The report is on the theme’s page, and letters are on their way.")
    return notify(request, see_other(f"/members/bodies/{slug}/themes/{theme}"), said)


async def _page(look: Snapshot, about: ThemeOfBody, form: Form[ReportIn]) -> WriteReportPage:
    return WriteReportPage(
        about=about,
        organisations=await queries.organisations(look, about.theme),
        readers=len(await queries.readers(look, about.theme)),
        languages=look.instance.languages,
        form=form,
    )
