"""The coordinator's page of the contacts of municipalities."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.municipal import commands, queries
from services.members.municipal.queries import Contact
from services.members.municipal.schemas import ContactIn
from services.members.places.api import Places
from services.members.places.model import Municipalities
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()
HERE = "/members/municipalities"


@dataclass(frozen=True, kw_only=True)
class MunicipalitiesPage(Page):
    """Each municipality of the region with its contacts, and the form of a new one."""

    template = "municipal/municipalities.html"
    municipalities: Sequence[tuple[str, str, Sequence[Contact]]]
    form: Form[ContactIn]


@router.get(HERE)
async def municipalities(request: Request, look: Look, who: Who, places: Places) -> Response:
    require(access.may_keep_directory(who), who)
    form: Form[ContactIn] = Form({"language": look.instance.languages[0]})
    page = await _page(look, places, language_of(request, who), form)
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post(HERE)
async def name(request: Request, tx: Tx, who: Who, places: Places) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, ContactIn, translate=_)
    if await form.submit(tx, lambda data: commands.name(tx, data, places, at=tx.at)) is None:
        page = await _page(tx, places, language_of(request, who), form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(HERE), _("The contact is saved. News and topics go there from now on."))


@router.post(HERE + "/{contact_id}/end")
async def end(request: Request, contact_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    await commands.end(tx, await queries.contact(tx, contact_id), at=tx.at)
    _ = request.app.state.pages.translator(request, who)
    return notify(request, see_other(HERE), _("The contact has ended."))


async def _page(
    look: Snapshot, places: Municipalities, language: str, form: Form[ContactIn]
) -> MunicipalitiesPage:
    kept = await queries.contacts(look)
    own = dict(places.of_region(look.instance.slug, language))
    own |= {one.municipality: places.name(one.municipality, language) for one, _ in kept}
    rows = [
        (code, name, [pair for pair in kept if pair[0].municipality == code]) for code, name in own.items()
    ]
    return MunicipalitiesPage(municipalities=rows, form=form)
