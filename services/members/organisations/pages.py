"""The directory's pages, for coordinators."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.members import access
from services.members.organisations import commands, queries
from services.members.organisations.model import Organisation
from services.members.organisations.schemas import OrganisationIn
from services.members.people.model import Person
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.problems import NotFound
from shared.chassis.text import OptionalLine
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

SHOWN = 50
PageNumber = Annotated[int, Query(ge=1, le=10_000)]


@dataclass(frozen=True, kw_only=True)
class OrganisationsPage(Page):
    """The list with its search."""

    template = "organisations/list.html"
    items: Sequence[Organisation]
    total: int
    form: Form[OrganisationIn]
    number: int
    last: int
    url: str


@dataclass(frozen=True, kw_only=True)
class NewOrganisationPage(Page):
    """The form for one more organisation."""

    template = "organisations/new.html"
    form: Form[OrganisationIn]


@dataclass(frozen=True, kw_only=True)
class OrganisationPage(Page):
    """What is known of one organisation."""

    template = "organisations/organisation.html"
    organisation: Organisation
    contact: Person | None


@router.get("/members/organisations")
async def organisations(
    request: Request, look: Look, who: Who, q: OptionalLine = "", page: PageNumber = 1
) -> Response:
    require(access.may_keep_directory(who), who)
    items, total = await queries.search(look, q, limit=SHOWN, offset=(page - 1) * SHOWN)
    shown = OrganisationsPage(
        items=items,
        total=total,
        form=Form({"q": q}),
        number=page,
        last=max(1, -(-total // SHOWN)),
        url="/members/organisations?" + urlencode({"q": q}) + "&page={page}",
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, shown, who=who)


@router.get("/members/organisations/new")
async def new(request: Request, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    page = NewOrganisationPage(form=Form({"language": "fi", "scope": "local"}))
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post("/members/organisations/new")
async def register(request: Request, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    form = await forms.read(request, OrganisationIn, translate=translate)
    organisation = await form.submit(tx, lambda data: commands.register(tx, data.facts()))
    if organisation is None:
        return pages.render(request, NewOrganisationPage(form=form), who=who, status=422)
    response = see_other(f"/members/organisations/{organisation.id}")
    return notify(request, response, translate("The organisation is in the directory."))


@router.get("/members/organisations/{organisation_id}")
async def organisation(request: Request, organisation_id: UUID, look: Look, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    found = await look.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    contact = await look.get(Person, found.contact_person_id) if found.contact_person_id else None
    page = OrganisationPage(organisation=found, contact=contact)
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)
