"""The directory's pages: the list and its entries for coordinators, and the form for anyone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.members import access
from services.members.affiliations import queries as affiliations
from services.members.affiliations.model import Affiliation
from services.members.contacts import queries as contacts
from services.members.contacts.model import RoleContact
from services.members.keywords import queries as keywords
from services.members.keywords.queries import Lists
from services.members.organisations import commands, queries
from services.members.organisations.forms import LISTS, Chosen
from services.members.organisations.model import Logo, Numbers, Organisation
from services.members.organisations.queries import Found, Likeness
from services.members.organisations.schemas import EntryIn, OrganisationForm, RegistrationForm, RegistrationIn
from services.members.people.model import Person
from services.members.places.api import Places
from services.members.places.model import Municipalities
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

SHOWN = 50
HERE = "/members/organisations"
PageNumber = Annotated[int, Query(ge=1, le=10_000)]
Named = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """What the fields of an entry may be filled with."""

    lists: Lists
    expertise: bool
    municipalities: Named
    own: Named

    def named(self, kind: str, language: str) -> Named:
        """Return the words of a kind as a reader of this language chooses among them."""
        return [(word.slug, word.name.read(language).text) for word in self.lists[kind]]


@dataclass(frozen=True, kw_only=True)
class OrganisationsPage(Page):
    """The list with its search."""

    template = "organisations/list.html"
    found: Found
    form: Form[OrganisationForm]
    choices: Choices
    places: Mapping[UUID, str]
    never: int
    old: int
    filters: str
    number: int
    last: int
    url: str


@dataclass(frozen=True, kw_only=True)
class EntryPage(Page):
    """The coordinator's form for one entry, new or known, with those that resemble it."""

    template = "organisations/entry.html"
    form: Form[Any]
    choices: Choices
    organisation: Organisation | None = None
    alike: Sequence[Organisation] = ()


@dataclass(frozen=True, kw_only=True)
class RegisterPage(Page):
    """The form with which an organisation registers itself."""

    template = "organisations/register.html"
    form: Form[RegistrationForm]
    choices: Choices
    known: bool = False


@dataclass(frozen=True, kw_only=True)
class RegisteredPage(Page):
    """What happens next."""

    template = "organisations/registered.html"


@dataclass(frozen=True, kw_only=True)
class OrganisationPage(Page):
    """What is known of one organisation."""

    template = "organisations/organisation.html"
    organisation: Organisation
    fresh: bool
    contact: Person | None
    words: Mapping[str, Mapping[str, Any]]
    expertise: bool
    municipality: str
    served: Sequence[str]
    alike: Sequence[Organisation]
    verifier: Person | None
    successor: Organisation | None
    contacts: Sequence[RoleContact]
    people: Sequence[tuple[Affiliation, Person]]
    logo: Logo | None
    logo_form: Form[Any]


@router.get(HERE)
async def organisations(
    request: Request, look: Look, who: Who, *, filters: Chosen, places: Places, page: PageNumber = 1
) -> Response:
    require(access.may_keep_directory(who), who)
    found = await queries.search(look, filters.wanted, limit=SHOWN, offset=(page - 1) * SHOWN)
    never, old = await queries.unverified(look, look.at)
    language = language_of(request, who)
    shown = OrganisationsPage(
        found=found,
        form=Form(filters.chosen),
        choices=await _choices(look, places, language),
        places={one.id: places.name(one.municipality, language) for one in found.items},
        never=never,
        old=old,
        filters=filters.query,
        number=page,
        last=max(1, -(-found.total // SHOWN)),
        url=f"{HERE}?{filters.query}&page={{page}}",
    )
    pages: Pages = request.app.state.pages
    return pages.render(request, shown, who=who)


@router.get(HERE + "/new")
async def new(request: Request, look: Look, who: Who, places: Places) -> Response:
    require(access.may_keep_directory(who), who)
    choices = await _choices(look, places, language_of(request, who))
    page = EntryPage(form=Form({"language": "fi", "scope": "local"}), choices=choices)
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post(HERE + "/new")
async def register(request: Request, tx: Tx, who: Who, places: Places) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    form = await forms.read(request, OrganisationForm, translate=translate, lists=LISTS)
    alike = await _alike(tx, form)
    organisation = None
    if not alike:
        organisation = await form.submit(
            tx,
            lambda data: commands.register(
                tx, data.facts(), places, by=who.person_id, at=tx.at, contact=data.contact()
            ),
        )
    if organisation is None:
        choices = await _choices(tx, places, language_of(request, who))
        page = EntryPage(form=form, choices=choices, alike=alike)
        return pages.render(request, page, who=who, status=422)
    response = see_other(f"{HERE}/{organisation.id}")
    return notify(request, response, translate("The organisation is in the directory."))


@router.get(HERE + "/register")
async def registration(request: Request, look: Look, who: Who, places: Places) -> Response:
    """Show anyone the form with which an organisation comes to the directory."""
    choices = await _choices(look, places, language_of(request, who))
    form: Form[RegistrationForm] = Form({"language": language_of(request, who), "scope": "local"})
    pages: Pages = request.app.state.pages
    return pages.render(request, RegisterPage(form=form, choices=choices), who=who)


@router.post(HERE + "/register")
async def register_itself(request: Request, tx: Tx, who: Who, places: Places) -> Response:
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    form = await forms.read(request, RegistrationForm, translate=translate, lists=LISTS)
    known = bool(form.data and not form.data.sure and await queries.is_known(tx, _likeness(form.data)))
    registered = None
    if not known:
        registered = await form.submit(
            tx, lambda data: commands.register_itself(tx, data.facts(), places, at=tx.at)
        )
    if registered is None:
        choices = await _choices(tx, places, language_of(request, who))
        page = RegisterPage(form=form, choices=choices, known=known)
        return pages.render(request, page, who=who, status=422)
    return see_other(f"{HERE}/registered")


@router.get(HERE + "/registered")
async def registered(request: Request, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    return pages.render(request, RegisteredPage(), who=who)


@router.get(HERE + "/{organisation_id}")
async def organisation(
    request: Request, organisation_id: UUID, look: Look, who: Who, places: Places
) -> Response:
    require(access.may_keep_directory(who), who)
    found = await _found(look, organisation_id)
    if found.merged_into_id:
        return see_other(f"{HERE}/{found.merged_into_id}")
    pages: Pages = request.app.state.pages
    page = await organisation_page(look, found, places, language_of(request, who), Form())
    return pages.render(request, page, who=who)


async def organisation_page(
    look: Snapshot, found: Organisation, places: Municipalities, language: str, logo_form: Form[Any]
) -> OrganisationPage:
    """Return the page of one organisation, with the form of its logo as it was sent."""
    known = await keywords.lists(look, ended=True)
    return OrganisationPage(
        organisation=found,
        fresh=found.is_fresh(look.at),
        contact=await look.get(Person, found.contact_person_id) if found.contact_person_id else None,
        words={kind: {word.slug: word.name for word in words} for kind, words in known.items()},
        expertise=await keywords.expertise_on(look),
        municipality=places.name(found.municipality, language),
        served=[places.name(code, language) for code in found.served],
        alike=await queries.alike(look, _likeness(found), but=found.id),
        verifier=await look.get(Person, found.verified_by) if found.verified_by else None,
        successor=await look.get(Organisation, found.successor_id) if found.successor_id else None,
        contacts=await contacts.of_organisation(look, found.id),
        people=await affiliations.of_organisation(look, found.id),
        logo=await queries.logo(look, found.id),
        logo_form=logo_form,
    )


@router.get(HERE + "/{organisation_id}/edit")
async def edit(request: Request, organisation_id: UUID, look: Look, who: Who, places: Places) -> Response:
    require(access.may_keep_directory(who), who)
    found = await _found(look, organisation_id)
    choices = await _choices(look, places, language_of(request, who), keep=found)
    page = EntryPage(form=Form(await _typed(look, found)), choices=choices, organisation=found)
    pages: Pages = request.app.state.pages
    return pages.render(request, page, who=who)


@router.post(HERE + "/{organisation_id}/edit")
async def change(request: Request, organisation_id: UUID, tx: Tx, who: Who, places: Places) -> Response:
    require(access.may_keep_directory(who), who)
    found = await _found(tx, organisation_id)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    form = await forms.read(request, EntryIn, translate=translate, lists=LISTS)
    changed = await form.submit(
        tx,
        lambda data: commands.change(
            tx, organisation_id, data.facts(), places, by=who.person_id, contact=data.contact()
        ),
    )
    if changed is None:
        choices = await _choices(tx, places, language_of(request, who), keep=found)
        page = EntryPage(form=form, choices=choices, organisation=found)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"{HERE}/{organisation_id}"), translate("Saved."))


@router.post(HERE + "/{organisation_id}/verify")
async def verify(request: Request, organisation_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    await commands.verify(tx, organisation_id, by=who.person_id, at=tx.at)
    translate = pages.translator(request, who)
    said = translate("The facts are verified today.")
    return notify(request, see_other(f"{HERE}/{organisation_id}"), said)


async def _found(look: Snapshot, organisation_id: UUID) -> Organisation:
    found = await look.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    return found


async def _alike(look: Snapshot, form: Form[OrganisationForm]) -> Sequence[Organisation]:
    """Return those that resemble what is being written, unless somebody has looked at them already."""
    if form.data is None or form.data.sure:
        return ()
    return await queries.alike(look, _likeness(form.data))


def _likeness(entry: Organisation | RegistrationIn) -> Likeness:
    numbers = Numbers(entry.business_id, entry.register_number)
    return Likeness(entry.name, numbers, entry.municipality, entry.contact_email)


async def _choices(
    look: Snapshot, places: Municipalities, language: str, *, keep: Organisation | None = None
) -> Choices:
    """Return what is offered; an entry keeps what it has, although it is offered no more."""
    region = look.instance.slug
    lists = await keywords.lists(look, ended=keep is not None)
    if keep:
        had = {kind: getattr(keep, field) for field, kind in commands.TAGS.items()}
        lists = {
            kind: [word for word in words if word.ended is None or word.slug in had[kind]]
            for kind, words in lists.items()
        }
    own = list(places.of_region(region, language))
    own += [
        (code, places.name(code, language)) for code in (keep.served if keep else ()) if code not in dict(own)
    ]
    return Choices(lists, await keywords.expertise_on(look), places.own_first(region, language), own)


async def _typed(look: Snapshot, organisation: Organisation) -> dict[str, Any]:
    """Return an entry as if somebody had typed it."""
    facts = {name: value for name, value in organisation.facts().items() if value is not None}
    if organisation.contact_person_id and (contact := await look.get(Person, organisation.contact_person_id)):
        facts |= {"contact_name": contact.name, "contact_person_email": contact.email or ""}
    ticked = ("produces_services", "public_funding")
    return facts | {name: "1" if getattr(organisation, name) else "" for name in ticked}
