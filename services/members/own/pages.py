"""One's own page, and an applicant's own application behind a signed link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.applications import commands as applications_commands
from services.members.applications import queries as applications
from services.members.applications.model import Application
from services.members.applications.queries import Candidacy
from services.members.bodies import queries as bodies
from services.members.bodies.model import Body, Seat
from services.members.calls.model import Call
from services.members.errors import PersonUnknown
from services.members.own.forms import MeForm
from services.members.people import commands as people
from services.members.people.model import Person
from services.members.people.pages import set_session
from services.members.people.schemas import Token
from shared.chassis import forms
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Here, Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class MePage(Page):
    """What is known of the one who asks."""

    template = "own/me.html"
    person: Person
    seats: Sequence[tuple[Seat, Body]]
    applications: Sequence[tuple[Application, Call, str]]
    today: date
    form: Form[MeForm]


@dataclass(frozen=True, kw_only=True)
class OwnApplicationPage(Page):
    """An applicant's own application; the same page is the receipt."""

    template = "own/application.html"
    candidacy: Candidacy
    call: Call
    token: str
    may_withdraw: bool


@dataclass(frozen=True, kw_only=True)
class WithdrawPage(OwnApplicationPage):
    """What happens when the application is taken back."""

    template = "own/withdraw.html"


@router.get("/members/me")
async def me(request: Request, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_see_own(who), who)
    return pages.render(request, await _me_page(look, who.person_id, None), who=who)


@router.post("/members/me")
async def change_me(request: Request, tx: Tx, who: Who, here: Here) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_see_own(who), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, MeForm, translate=_)
    page = await _me_page(tx, who.person_id, form)
    changed = await form.submit(
        tx, lambda data: people.change(tx, page.person.id, name=data.name, language=data.language)
    )
    if changed is None:
        return pages.render(request, page, who=who, status=422)
    response = see_other("/members/me")
    set_session(response, here, await people.principal(tx, changed.id, tx.at), at=tx.at)
    return notify(request, response, _("The changes are saved."))


@router.get("/members/applications/{token}")
async def application(request: Request, token: Token, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    candidacy, call = await applications.candidacy(look, applications.id_of_link(look, token))
    standing = candidacy.application.may_be_withdrawn(call, look.at)
    page = OwnApplicationPage(candidacy=candidacy, call=call, token=token, may_withdraw=standing)
    return pages.render(request, page, who=who)


@router.get("/members/applications/{token}/withdraw")
async def show_withdraw(request: Request, token: Token, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    candidacy, call = await applications.candidacy(look, applications.id_of_link(look, token))
    standing = candidacy.application.may_be_withdrawn(call, look.at)
    page = WithdrawPage(candidacy=candidacy, call=call, token=token, may_withdraw=standing)
    return pages.render(request, page, who=who)


@router.post("/members/applications/{token}/withdraw")
async def withdraw(request: Request, token: Token, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    await applications_commands.withdraw(tx, applications.id_of_link(tx, token), at=tx.at)
    response = see_other(f"/members/applications/{token}")
    return notify(request, response, _("Your application is withdrawn. Thank you for letting us know."))


async def _me_page(look: Snapshot, person_id: UUID | None, form: Form[MeForm] | None) -> MePage:
    person = await look.get(Person, person_id)
    if person is None:
        raise PersonUnknown
    own = await applications.of_person(look, person.id)
    return MePage(
        person=person,
        seats=await bodies.seats_of_person(look, person.id),
        applications=[(one, call, applications.link(look, one)) for one, call in own],
        today=look.at.astimezone(HELSINKI).date(),
        form=form or Form({"name": person.name, "language": person.language}),
    )
