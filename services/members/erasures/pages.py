"""The page that says exactly what goes, what stays and why, and the button that erases."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies.commands import today
from services.members.erasures import commands, queries
from services.members.erasures.model import Consequences
from services.members.people import queries as people
from services.members.people.model import Person
from shared.chassis import principals
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class ErasePage(Page):
    """What will be erased, of oneself or of someone who has asked for it."""

    template = "erasures/erase.html"
    person: Person
    found: Consequences
    own: bool
    only_coordinator: bool


@router.get("/members/me/erase")
async def show_erase_me(request: Request, look: Look, who: Who) -> Response:
    require(access.may_see_own(who), who)
    return await _show(request, look, who, who.person_id)


@router.post("/members/me/erase")
async def erase_me(request: Request, tx: Tx, who: Who) -> Response:
    require(access.may_see_own(who), who)
    return await _erase(request, tx, who, who.person_id)


@router.get("/members/people/{person_id}/erase")
async def show_erase(request: Request, person_id: UUID, look: Look, who: Who) -> Response:
    require(access.may_erase(who, person_id), who)
    return await _show(request, look, who, person_id)


@router.post("/members/people/{person_id}/erase")
async def erase(request: Request, person_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_erase(who, person_id), who)
    return await _erase(request, tx, who, person_id)


async def _show(request: Request, look: Snapshot, who: Principal, person_id: UUID | None) -> Response:
    pages: Pages = request.app.state.pages
    person = await people.known(look, person_id)
    day = today(look.at)
    page = ErasePage(
        person=person,
        found=await queries.consequences(look, person, day),
        own=person.id == who.person_id,
        only_coordinator=not await queries.other_coordinators(look, person.id, day),
    )
    return pages.render(request, page, who=who)


async def _erase(request: Request, tx: Transaction, who: Principal, person_id: UUID | None) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    person = await people.known(tx, person_id)
    await commands.erase(tx, person.id, by=who.person_id, at=tx.at)
    own = person.id == who.person_id
    response = see_other("/members" if own else "/members/people")
    if own:
        response.delete_cookie(principals.COOKIE)
    return notify(request, response, _("The person is erased here and, within moments, in every service."))
