"""Adding a person, correcting one, giving and ending roles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.affiliations.model import Affiliation
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import Body
from services.members.organisations import queries as organisations
from services.members.organisations.model import Organisation
from services.members.organisations.queries import Wanted
from services.members.people import commands, queries
from services.members.people.model import SPOKEN, Person, RoleGrant, language_names
from services.members.register import commands as register
from services.members.register.schemas import AffiliationForm, CorrectionForm, PersonForm, RoleForm
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.principals import COORDINATOR, Principal
from shared.chassis.text import OptionalLine
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()
FEW = 20


@dataclass(frozen=True, kw_only=True)
class NewPersonPage(Page):
    """The form that makes a person known."""

    template = "register/new.html"
    form: Form[PersonForm]
    namesakes: Sequence[Person] = ()


@dataclass(frozen=True, kw_only=True)
class CorrectPage(Page):
    """The form that corrects a name and the languages."""

    template = "register/correct.html"
    person: Person
    spoken: Sequence[tuple[str, str]]
    form: Form[CorrectionForm]


@dataclass(frozen=True, kw_only=True)
class RolesPage(Page):
    """The roles a person holds, and the form that gives one."""

    template = "register/roles.html"
    person: Person
    held: Sequence[RoleGrant]
    bodies: Mapping[UUID, Body]
    """Those in which the reader gives roles, by id."""
    may_look_up: bool
    may_end: Sequence[UUID]
    may_name_coordinators: bool
    languages: tuple[str, ...]
    form: Form[RoleForm]


@dataclass(frozen=True, kw_only=True)
class AffiliationsPage(Page):
    """A person's roles in organisations, and the form that adds one."""

    template = "register/organisations.html"
    person: Person
    held: Sequence[tuple[Affiliation, Organisation]]
    found: Sequence[Organisation]
    form: Form[AffiliationForm]
    q: str
    today: date


@router.get("/members/people/new")
async def show_new(request: Request, look: Look, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    return pages.render(request, NewPersonPage(form=Form({"language": "fi"})), who=who)


@router.post("/members/people/new")
async def add(request: Request, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, PersonForm, translate=_)
    asked = form.data if form.data and not form.data.sure else None
    namesakes = await queries.namesakes(tx, asked.name, asked.email) if asked else ()
    known = None
    if not namesakes:
        known = await form.submit(
            tx, lambda data: commands.add(tx, data.name, data.email, data.language, tx.at)
        )
    if known is None:
        page = NewPersonPage(form=form, namesakes=namesakes)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/people/{known.id}"), _("The person is in the register."))


@router.get("/members/people/{person_id}/correct")
async def show_correct(request: Request, person_id: UUID, look: Look, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    person = await queries.known(look, person_id)
    typed = {name: getattr(person, name) for name in CorrectionForm.model_fields}
    page = CorrectPage(person=person, spoken=_spoken(request, who, person), form=Form(typed))
    return pages.render(request, page, who=who)


@router.post("/members/people/{person_id}/correct")
async def correct(request: Request, person_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    person = await queries.known(tx, person_id)
    form = await forms.read(request, CorrectionForm, translate=_, lists=("languages",))
    done = await form.submit(
        tx, lambda data: commands.change(tx, person_id, **data.model_dump(), by=who.person_id)
    )
    if done is None:
        page = CorrectPage(person=person, spoken=_spoken(request, who, person), form=form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/people/{person_id}"), _("The changes are saved."))


@router.get("/members/people/{person_id}/roles")
async def show_roles(request: Request, person_id: UUID, look: Look, who: Who) -> Response:
    require(access.may_give_some_role(who), who)
    pages: Pages = request.app.state.pages
    return pages.render(request, await _roles_page(look, who, person_id, Form()), who=who)


@router.post("/members/people/{person_id}/roles")
async def give_role(request: Request, person_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_give_some_role(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, RoleForm, translate=_)
    if await form.submit(tx, lambda data: _give(tx, who, person_id, data)) is None:
        return pages.render(request, await _roles_page(tx, who, person_id, form), who=who, status=422)
    return notify(request, see_other(f"/members/people/{person_id}/roles"), _("The role is given."))


@router.post("/members/people/{person_id}/roles/{grant_id}/end")
async def end_role(request: Request, person_id: UUID, grant_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_give_some_role(who), who)
    pages: Pages = request.app.state.pages
    given = await queries.grant(tx, person_id, grant_id)
    require(access.may_give_role(who, given.role, given.body_id), who)
    await commands.end_role(tx, given, by=who.person_id, at=tx.at)
    _ = pages.translator(request, who)
    said = _("The role has ended. It holds for at most a quarter of an hour where the person is signed in.")
    return notify(request, see_other(f"/members/people/{person_id}/roles"), said)


@router.get("/members/people/{person_id}/organisations")
async def show_affiliations(
    request: Request, person_id: UUID, look: Look, who: Who, q: OptionalLine = ""
) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    page = await _affiliations_page(look, person_id, Form({"q": q}), q)
    return pages.render(request, page, who=who)


@router.post("/members/people/{person_id}/organisations")
async def affiliate(request: Request, person_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, AffiliationForm, translate=_)
    added = await form.submit(tx, lambda data: register.affiliate(tx, person_id, data, by=who.person_id))
    if added is None:
        page = await _affiliations_page(tx, person_id, form, form.value("q"))
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/people/{person_id}/organisations"), _("Saved."))


@router.post("/members/people/{person_id}/organisations/{affiliation_id}/end")
async def end_affiliation(
    request: Request, person_id: UUID, affiliation_id: UUID, tx: Tx, who: Who
) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    await register.end_affiliation(tx, person_id, affiliation_id, on=None, by=who.person_id)
    _ = pages.translator(request, who)
    said = _("The role in the organisation ends today. It stays in the history.")
    return notify(request, see_other(f"/members/people/{person_id}/organisations"), said)


async def _affiliations_page(
    look: Snapshot, person_id: UUID, form: Form[AffiliationForm], q: str
) -> AffiliationsPage:
    found = await organisations.search(look, Wanted(q), limit=FEW, offset=0) if q else None
    return AffiliationsPage(
        person=await queries.known(look, person_id),
        held=await organisations.of_person(look, person_id),
        found=found.items if found else (),
        form=form,
        q=q,
        today=today(look.at),
    )


def _spoken(request: Request, who: Principal, person: Person) -> Sequence[tuple[str, str]]:
    codes = dict.fromkeys((*SPOKEN, *person.languages))
    return language_names(codes, language_of(request, who))


async def _give(tx: Transaction, who: Principal, person_id: UUID, data: RoleForm) -> bool:
    await register.give_role(tx, person_id, data, by=who, at=tx.at)
    return True


async def _roles_page(look: Snapshot, who: Principal, person_id: UUID, form: Form[RoleForm]) -> RolesPage:
    person = await queries.known(look, person_id)
    day = today(look.at)
    every = access.may_keep_directory(who)
    held = [
        one
        for one in await queries.grants(look, person_id)
        if (one.ends is None or one.ends >= day)
        and (every or access.may_give_role(who, one.role, one.body_id))
    ]
    own = [one for one in held if one.seat_id is None]
    return RolesPage(
        person=person,
        held=held,
        bodies={
            body.id: body for body in await bodies.bodies(look) if every or access.may_seat(who, body.id)
        },
        may_look_up=every,
        may_end=[one.id for one in own if access.may_give_role(who, one.role, one.body_id)],
        may_name_coordinators=access.may_give_role(who, COORDINATOR, None),
        languages=look.instance.languages,
        form=form,
    )
