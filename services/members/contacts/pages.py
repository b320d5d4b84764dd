"""The form of a contact by role."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.contacts import commands, queries
from services.members.contacts.model import RoleContact
from services.members.contacts.schemas import RoleContactIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

HERE = "/members/organisations/{organisation_id}/contacts"


@dataclass(frozen=True, kw_only=True)
class ContactPage(Page):
    """The form of one contact, new or known."""

    template = "contacts/contact.html"
    organisation_id: UUID
    contact: RoleContact | None
    form: Form[RoleContactIn]


@router.get(HERE + "/new")
async def new(request: Request, organisation_id: UUID, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    page = ContactPage(organisation_id=organisation_id, contact=None, form=Form())
    return pages.render(request, page, who=who)


@router.post(HERE + "/new")
async def add(request: Request, organisation_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, RoleContactIn, translate=_)
    added = await form.submit(tx, lambda data: commands.add(tx, organisation_id, data.facts(), at=tx.at))
    if added is None:
        page = ContactPage(organisation_id=organisation_id, contact=None, form=form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/organisations/{organisation_id}"), _("Saved."))


@router.get(HERE + "/{contact_id}")
async def show(request: Request, organisation_id: UUID, contact_id: UUID, look: Look, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    contact = await queries.contact(look, organisation_id, contact_id)
    typed = {name: getattr(contact, name) or "" for name in ("role", "name", "email", "phone")}
    form: Form[RoleContactIn] = Form(typed | {"agreed": "1" if contact.agreed else ""})
    page = ContactPage(organisation_id=organisation_id, contact=contact, form=form)
    return pages.render(request, page, who=who)


@router.post(HERE + "/{contact_id}")
async def change(request: Request, organisation_id: UUID, contact_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    contact = await queries.contact(tx, organisation_id, contact_id)
    form = await forms.read(request, RoleContactIn, translate=_)
    changed = await form.submit(
        tx, lambda data: commands.change(tx, organisation_id, contact_id, data.facts(), at=tx.at)
    )
    if changed is None:
        page = ContactPage(organisation_id=organisation_id, contact=contact, form=form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/organisations/{organisation_id}"), _("Saved."))


@router.post(HERE + "/{contact_id}/remove")
async def remove(request: Request, organisation_id: UUID, contact_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    await commands.remove(tx, organisation_id, contact_id)
    _ = pages.translator(request, who)
    said = _("The contact is removed.")
    return notify(request, see_other(f"/members/organisations/{organisation_id}"), said)
