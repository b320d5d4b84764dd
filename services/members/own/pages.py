"""One's own page, and an applicant's own application behind a signed link."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.affiliations.model import Affiliation
from services.members.applications import commands as applications_commands
from services.members.applications import queries as applications
from services.members.applications.model import Application
from services.members.applications.queries import Candidacy
from services.members.bodies import queries as bodies
from services.members.bodies.model import Body, Seat
from services.members.calls.model import Call
from services.members.candidacies import queries as candidacies
from services.members.consents import commands as consents_commands
from services.members.consents import queries as consents
from services.members.consents.model import Consent, Profile, Purpose, PurposeUnknown
from services.members.keywords import queries as keywords
from services.members.keywords.model import Keyword
from services.members.mandates import queries as mandates
from services.members.organisations import queries as organisations
from services.members.organisations.model import Organisation
from services.members.own.forms import ConsentForm, MeForm
from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.people.model import SPOKEN, Person, language_names
from services.members.people.pages import set_session
from services.members.people.schemas import Token
from services.members.pledges import queries as pledges
from services.members.pledges.model import Owed, Principle
from services.members.renewals import queries as renewals
from services.members.renewals.model import Asked
from services.members.representation.model import Candidate, Mandate, Nomination
from services.members.seats import queries as held
from services.members.seats.model import Deputy, Office
from services.members.sessions import commands as sessions_commands
from services.members.sessions import queries as sessions
from services.members.sessions.model import Session
from shared.chassis import forms
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.localised import LocalisedText
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Here, Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class MePage(Page):
    """What is known of the one who asks."""

    template = "own/me.html"
    person: Person
    awaited: str
    purposes: Sequence[Purpose]
    consents: Mapping[str, Consent]
    """The consents in force, by their purpose."""
    given: Sequence[Consent]
    titles: Mapping[str, LocalisedText]
    sessions: Sequence[Session]
    session: UUID | None
    profile: Profile
    tags: Sequence[Keyword]
    """One's tags of expertise; none while they are not in use."""
    may_look_up: bool
    seats: Sequence[tuple[Seat, Body]]
    offices: Sequence[tuple[Office, Body]]
    deputy_of: Sequence[tuple[Deputy, Seat, Body]]
    renewals: Sequence[Asked]
    principle: Principle
    owed: Sequence[Owed]
    speaks: bool
    """Matters are sent to them as one who speaks for a theme."""
    applications: Sequence[tuple[Application, Call, str]]
    candidacies: Sequence[tuple[Candidate, Nomination]]
    returnable: Collection[UUID]
    """The requests to which one who took the name back can come back."""
    mandates: Sequence[Mandate]
    affiliations: Sequence[tuple[Affiliation, Organisation]]
    spoken: Sequence[tuple[str, str]]
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
    may_add_files: bool = False


@dataclass(frozen=True, kw_only=True)
class WithdrawPage(OwnApplicationPage):
    """What happens when the application is taken back."""

    template = "own/withdraw.html"


@router.get("/members/me")
async def me(request: Request, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_see_own(who), who)
    return pages.render(request, await _me_page(look, who, None, read_in=language_of(request, who)), who=who)


@router.post("/members/me")
async def change_me(request: Request, tx: Tx, who: Who, here: Here) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_see_own(who), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, MeForm, translate=_, lists=("languages",))
    page = await _me_page(tx, who, form, read_in=language_of(request, who))
    changed = await form.submit(tx, lambda data: people.change(tx, page.person.id, **data.model_dump()))
    if changed is None:
        return pages.render(request, page, who=who, status=422)
    response = see_other("/members/me")
    now = replace(await people.principal(tx, changed.id, tx.at), session=who.session)
    set_session(response, here, now, at=tx.at)
    return notify(request, response, _("The changes are saved."))


@router.post("/members/me/consents")
async def consent(request: Request, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_see_own(who), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, ConsentForm, translate=_)
    person = await people_queries.known(tx, who.person_id)
    done = await form.submit(tx, lambda data: _consent(tx, person.id, data))
    if done is None:
        raise PurposeUnknown
    said = _("Thank you, your consent is saved.") if done else _("The consent is withdrawn.")
    return notify(request, see_other("/members/me"), said)


@router.post("/members/me/sessions/end")
async def end_sessions(request: Request, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_see_own(who), who)
    person = await people_queries.known(tx, who.person_id)
    await sessions_commands.end_all(tx, person.id, at=tx.at, but=who.session)
    _ = pages.translator(request, who)
    said = _("You are signed out everywhere else within a quarter of an hour.")
    return notify(request, see_other("/members/me"), said)


@router.post("/members/me/sessions/{session_id}/end")
async def end_session(request: Request, session_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_see_own(who), who)
    person = await people_queries.known(tx, who.person_id)
    await sessions_commands.end(tx, session_id, person_id=person.id, at=tx.at)
    _ = pages.translator(request, who)
    said = _("That sign-in ends within a quarter of an hour.")
    return notify(request, see_other("/members/me"), said)


@router.get("/members/applications/{token}")
async def application(request: Request, token: Token, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    candidacy, call = await applications.candidacy(look, applications.id_of_link(look, token))
    standing = candidacy.application.may_be_withdrawn(call, look.at)
    page = OwnApplicationPage(
        candidacy=candidacy,
        call=call,
        token=token,
        may_withdraw=standing,
        may_add_files=candidacy.application.takes_files(call, look.at, by_coordinator=False),
    )
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


async def _consent(tx: Transaction, person_id: UUID, data: ConsentForm) -> bool:
    if data.give:
        await consents_commands.give(tx, person_id, data.purpose, at=tx.at)
    else:
        await consents_commands.withdraw(tx, person_id, data.purpose, at=tx.at)
    return data.give


async def _me_page(look: Snapshot, who: Principal, form: Form[MeForm] | None, *, read_in: str) -> MePage:
    person = await people_queries.known(look, who.person_id)
    given = await consents.of_person(look, person.id)
    own, profile = await applications.of_person(look, person.id), await consents.profile(look, person.id)
    today = look.at.astimezone(HELSINKI).date()
    owed, named = await pledges.owed_by(look, person.id, today), await candidacies.of_person(look, person.id)
    return MePage(
        person=person,
        awaited=person.awaited_at(look.at),
        purposes=list(consents.purposes().values()),
        consents={one.purpose: one for one in given if one.withdrawn is None},
        given=given,
        titles={slug: purpose.title for slug, purpose in consents.purposes().items()},
        sessions=await sessions.standing(look, person.id, look.at),
        session=who.session,
        profile=profile,
        tags=await keywords.expertise(look, profile.expertise),
        may_look_up=access.may_keep_directory(who),
        seats=await bodies.seats_of_person(look, person.id),
        offices=await held.offices_of(look, person.id),
        deputy_of=await held.deputy_of(look, person.id),
        applications=[(one, call, applications.link(look, one)) for one, call in own],
        candidacies=named,
        returnable={asked.id for _, asked in named if asked.may_return(look.at)},
        mandates=await mandates.held_by(look, person.id),
        affiliations=await organisations.of_person(look, person.id),
        spoken=language_names(dict.fromkeys((*SPOKEN, *person.languages)), read_in),
        renewals=await renewals.open_for(look, person.id, today),
        principle=pledges.principle(),
        owed=owed,
        speaks=any(one.speaks_for_theme for one in owed),
        today=today,
        form=form or Form({name: getattr(person, name) for name in MeForm.model_fields}),
    )
