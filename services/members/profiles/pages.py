"""The form of telephone, accessibility and expertise: one's own, and the coordinator's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.consents import queries as consents
from services.members.consents.model import Purpose
from services.members.errors import PersonUnknown
from services.members.keywords import queries as keywords
from services.members.keywords.model import EXPERTISE, Keyword
from services.members.people import queries as people
from services.members.people.model import Person
from services.members.profiles import commands
from services.members.profiles.schemas import ProfileForm
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class ProfilePage(Page):
    """What is kept by consent, and the words of the consents."""

    template = "profiles/profile.html"
    person: Person
    own: bool
    purposes: Mapping[str, Purpose]
    agreed: set[str]
    tags: Sequence[Keyword]
    """The tags of expertise; none when they are not in use."""
    form: Form[ProfileForm]


@router.get("/members/me/profile")
async def show_own(request: Request, look: Look, who: Who) -> Response:
    require(access.may_see_own(who), who)
    return await _show(request, look, who, who.person_id)


@router.post("/members/me/profile")
async def tell(request: Request, tx: Tx, who: Who) -> Response:
    require(access.may_see_own(who), who)
    return await _tell(request, tx, who, who.person_id)


@router.get("/members/people/{person_id}/profile")
async def show(request: Request, person_id: UUID, look: Look, who: Who) -> Response:
    require(access.may_see_person(who, person_id), who)
    return await _show(request, look, who, person_id)


@router.post("/members/people/{person_id}/profile")
async def write_down(request: Request, person_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_see_person(who, person_id), who)
    return await _tell(request, tx, who, person_id)


async def _show(request: Request, look: Snapshot, who: Principal, person_id: UUID | None) -> Response:
    pages: Pages = request.app.state.pages
    return pages.render(request, await _page(look, who, person_id, None), who=who)


async def _tell(request: Request, tx: Transaction, who: Principal, person_id: UUID | None) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    if person_id is None:
        raise PersonUnknown
    form = await forms.read(request, ProfileForm, translate=_, lists=("expertise",))
    page = await _page(tx, who, person_id, form)
    saved = await form.submit(
        tx,
        lambda data: commands.tell(
            tx, person_id, data.told(), by=who.person_id, agreed=data.agreed(), at=tx.at
        ),
    )
    if saved is None:
        return pages.render(request, page, who=who, status=422)
    where = "/members/me" if page.own else f"/members/people/{person_id}"
    return notify(request, see_other(where), _("The changes are saved."))


async def _page(
    look: Snapshot, who: Principal, person_id: UUID | None, form: Form[ProfileForm] | None
) -> ProfilePage:
    person = await people.known(look, person_id)
    profile = await consents.profile(look, person.id)
    lists = await keywords.lists(look, ended=True)
    on = await keywords.expertise_on(look)
    known = {name: getattr(profile, name) for name in ("phone", "needs", "expertise")}
    return ProfilePage(
        person=person,
        own=person.id == who.person_id,
        purposes=consents.purposes(),
        agreed=await consents.held(look, person.id),
        tags=[one for one in lists[EXPERTISE] if on and (not one.ended or one.slug in profile.expertise)],
        form=form or Form(known),
    )
