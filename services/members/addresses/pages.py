"""Asking for another address, and the button behind the link that was sent there."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.addresses import commands, queries
from services.members.addresses.schemas import AddressIn
from services.members.people import queries as people
from services.members.people.model import Person
from services.members.people.schemas import Token
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.transaction import Transaction
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class AddressPage(Page):
    """The form that asks for another address, of oneself or of someone who has lost the present one."""

    template = "addresses/address.html"
    person: Person
    own: bool
    form: Form[AddressIn]


@dataclass(frozen=True, kw_only=True)
class ConfirmPage(Page):
    """One button: programs that look through letters follow links but press nothing."""

    template = "addresses/confirm.html"
    email: str
    token: str


@dataclass(frozen=True, kw_only=True)
class ConfirmedPage(Page):
    """The address is the person's now; whoever reads this need not be signed in."""

    template = "addresses/confirmed.html"
    email: str


@router.get("/members/me/address")
async def show(request: Request, look: Look, who: Who) -> Response:
    require(access.may_see_own(who), who)
    pages: Pages = request.app.state.pages
    page = AddressPage(person=await people.known(look, who.person_id), own=True, form=Form())
    return pages.render(request, page, who=who)


@router.post("/members/me/address")
async def ask(request: Request, tx: Tx, who: Who) -> Response:
    require(access.may_see_own(who), who)
    return await _ask(request, tx, who, await people.known(tx, who.person_id))


@router.post("/members/me/address/keep")
async def give_up(request: Request, tx: Tx, who: Who) -> Response:
    require(access.may_see_own(who), who)
    pages: Pages = request.app.state.pages
    person = await people.known(tx, who.person_id)
    await commands.give_up(tx, person.id)
    _ = pages.translator(request, who)
    return notify(request, see_other("/members/me"), _("You keep your present address."))


@router.get("/members/people/{person_id}/address")
async def show_for(request: Request, person_id: UUID, look: Look, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    person = await people.known(look, person_id)
    page = AddressPage(person=person, own=person_id == who.person_id, form=Form())
    return pages.render(request, page, who=who)


@router.post("/members/people/{person_id}/address")
async def ask_for(request: Request, person_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    return await _ask(request, tx, who, await people.known(tx, person_id))


@router.get("/members/address/{token}")
async def show_link(request: Request, token: Token, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    person = await queries.waiting(look, queries.id_of_link(look, token))
    return pages.render(request, ConfirmPage(email=person.awaited_email or "", token=token), who=who)


@router.post("/members/address/{token}")
async def confirm(request: Request, token: Token, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    person = await commands.confirm(tx, queries.id_of_link(tx, token), at=tx.at)
    return pages.render(request, ConfirmedPage(email=person.email or ""), who=who)


async def _ask(request: Request, tx: Transaction, who: Principal, person: Person) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    own = person.id == who.person_id
    form = await forms.read(request, AddressIn, translate=_)
    asked = await form.submit(
        tx, lambda data: commands.ask(tx, person.id, data.email, by=who.person_id, at=tx.at)
    )
    if asked is None:
        return pages.render(request, AddressPage(person=person, own=own, form=form), who=who, status=422)
    said = _("A link is on its way to the new address. The present one holds until the link is used.")
    return notify(request, see_other("/members/me" if own else f"/members/people/{person.id}"), said)
