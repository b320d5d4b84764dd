"""Reports to the organisations of a theme, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.bodies.commands import today
from services.members.reports import commands, queries
from services.members.reports.schemas import ReportedOut, ReportIn, ReportOut, ReportsOut
from shared.chassis.text import Slug
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["cooperation"])
MOST = 200


@router.get("/bodies/{slug}/themes/{theme}/reports")
async def reports(slug: Slug, theme: Slug, look: Look) -> ReportsOut:
    """Return what the representatives of a theme have reported, the newest first: for anyone."""
    about = await queries.theme_of_body(look, slug, theme, today(look.at))
    found = await queries.of_theme(look, about.theme.id, limit=MOST)
    return ReportsOut(items=[ReportOut.of(one) for one in found])


@router.get("/reports/{report_id}")
async def one(report_id: UUID, look: Look) -> ReportOut:
    """Return a report."""
    found, _, _ = await queries.report(look, report_id)
    return ReportOut.of(found)


@router.post("/bodies/{slug}/themes/{theme}/reports", status_code=201)
async def report(slug: Slug, theme: Slug, body: ReportIn, tx: Tx, who: Who) -> ReportedOut:
    """Report to the organisations of the theme one speaks for; their contact people are told by letter."""
    about = await queries.theme_of_body(tx, slug, theme, today(tx.at))
    require(access.may_speak(who, about.representatives), who)
    written, told = await commands.report(
        tx, about, body.title.localised(), body.text.localised(), by=who.person_id, at=tx.at
    )
    return ReportedOut(**ReportOut.of(written).model_dump(), told=told)
