"""A candidate's yes, and the page on which the own name is taken back; the way back after it."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.candidacies import commands, queries
from services.members.representation import queries as representation
from services.members.representation.model import Candidate, Nomination
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class WithdrawNamePage(Page):
    """Exactly what taking the name back does."""

    template = "candidacies/withdraw.html"
    candidate: Candidate
    nomination: Nomination
    may_return: bool
    """Whether one who takes the name back now can come back."""


@router.get("/members/candidacies/{candidate_id}/withdraw")
async def show_withdraw(request: Request, candidate_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    candidate = await queries.candidate(look, candidate_id)
    require(access.may_take_name_back(who, candidate.person_id), who)
    nomination = await representation.nomination(look, candidate.nomination_id)
    may_return = nomination.may_return(look.at)
    page = WithdrawNamePage(candidate=candidate, nomination=nomination, may_return=may_return)
    return pages.render(request, page, who=who)


@router.post("/members/candidacies/{candidate_id}/withdraw")
async def withdraw(request: Request, candidate_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_take_name_back(who, (await queries.candidate(tx, candidate_id)).person_id), who)
    _ = pages.translator(request, who)
    await commands.withdraw(tx, candidate_id, at=tx.at)
    return notify(request, see_other("/members/me"), _("Your name is taken back. The coordinator is told."))


@router.post("/members/candidacies/{candidate_id}/agree")
async def agree(request: Request, candidate_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_take_name_back(who, (await queries.candidate(tx, candidate_id)).person_id), who)
    await commands.agree(tx, candidate_id, at=tx.at)
    _ = request.app.state.pages.translator(request, who)
    return notify(request, see_other("/members/me"), _("Thank you, your yes is saved."))


@router.post("/members/candidacies/{candidate_id}/return")
async def come_back(request: Request, candidate_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_take_name_back(who, (await queries.candidate(tx, candidate_id)).person_id), who)
    await commands.come_back(tx, candidate_id, at=tx.at)
    _ = request.app.state.pages.translator(request, who)
    return notify(request, see_other("/members/me"), _("You are a candidate again."))
