"""Gathering what is known of a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import any_, func, literal, or_, select
from sqlalchemy.orm import aliased

from services.members.advisers import queries as advisers
from services.members.advisers.model import ProposedAdviser
from services.members.affiliations.model import Affiliation
from services.members.applications import queries as applications
from services.members.applications.model import Application, ApplicationRead
from services.members.attachments.model import Attachment
from services.members.bodies import queries as bodies
from services.members.bodies.model import Body, FormerHolder, Seat
from services.members.calls.model import Call, CallTheme, Selector
from services.members.consents import queries as consents
from services.members.consents.model import Consent, NameConsent, Profile
from services.members.contacts import queries as contacts
from services.members.contacts.model import RoleContact
from services.members.drafts.model import Draft
from services.members.evaluations.model import InterestConflict, Score
from services.members.guests.model import Guest
from services.members.keys import queries as keys
from services.members.keys.model import AccessKey
from services.members.keywords.queries import expertise_on
from services.members.mandates import queries as mandates
from services.members.matters import queries as matters
from services.members.matters.queries import Sent
from services.members.municipal import queries as municipal
from services.members.municipal.model import MunicipalContact
from services.members.news import queries as news
from services.members.news.model import MemberNews
from services.members.organisations import queries as organisations
from services.members.organisations.model import Organisation
from services.members.people import queries as people
from services.members.people.model import Person, PersonChange, RoleGrant
from services.members.pledges import queries as pledges
from services.members.pledges.model import Pledge
from services.members.renewals import queries as renewals
from services.members.renewals.model import Renewal
from services.members.reports import queries as reports
from services.members.reports.model import Report
from services.members.representation.model import Candidate, Mandate, MandateEdition, Nomination
from services.members.seats.model import Deputy, Office
from services.members.sessions import queries as sessions
from services.members.sessions.model import Session
from services.members.terms.model import InterestDeclaration
from shared.chassis.transaction import Snapshot


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a person began, added, read and judged in calls, and where others name them by address."""

    drafts: Sequence[Draft]
    attachments: Sequence[Attachment]
    selector_of: Sequence[Selector]
    scores: Sequence[Score]
    conflicts: Sequence[InterestConflict]
    readings: Sequence[ApplicationRead]
    deputy_in: Sequence[UUID]
    """The calls in which an application names the person as a deputy."""
    role_contacts: Sequence[RoleContact]


@dataclass(frozen=True, kw_only=True)
class Record:
    """Everything members knows of a person. The bodies are those the rest speaks of."""

    person: Person
    merged: Sequence[Person]
    """Entries that were joined to this one: other names and addresses the person is known by."""
    bodies: dict[UUID, Body]
    roles: Sequence[RoleGrant]
    proposed_as: Sequence[ProposedAdviser]
    seats: Sequence[tuple[Seat, Body]]
    former: Sequence[tuple[FormerHolder, Seat]]
    offices: Sequence[Office]
    deputies: Sequence[tuple[Deputy, Seat]]
    mandates: Sequence[Mandate]
    mandate_editions: Sequence[MandateEdition]
    guest: Sequence[Guest]
    candidacies: Sequence[tuple[Candidate, Nomination]]
    applications: Sequence[tuple[Application, Call]]
    themes: dict[UUID, CallTheme]
    """The themes of the calls applied in, by id."""
    organisations: Sequence[Organisation]
    affiliations: Sequence[tuple[Affiliation, Organisation]]
    work: Work
    declarations: Sequence[InterestDeclaration]
    consents: Sequence[Consent]
    profile: Profile
    names: Sequence[NameConsent]
    pledges: Sequence[tuple[Pledge, Seat]]
    renewals: Sequence[tuple[Renewal, Seat]]
    matters: Sequence[Sent]
    reports: Sequence[Report]
    news: Sequence[MemberNews]
    municipal: Sequence[MunicipalContact]
    sessions: Sequence[Session]
    keys: Sequence[AccessKey]
    changes: Sequence[PersonChange]


async def record(look: Snapshot, person_id: UUID | None) -> Record:
    """Return everything that is known of a person. Raises PersonUnknown."""
    person = await people.known(look, person_id)
    merged = await people.merged_into(look, person.id)
    applied = await applications.of_person(look, person.id)
    calls = {call.id for _application, call in applied}
    return Record(
        person=person,
        merged=merged,
        bodies={body.id: body for body in await bodies.bodies(look)},
        roles=await people.grants(look, person.id),
        proposed_as=await advisers.of_person(look, person.id),
        seats=await bodies.seats_of_person(look, person.id),
        former=await _pairs(look, FormerHolder, Seat, FormerHolder.seat_id, person.id),
        offices=await look.all(
            select(Office).where(Office.person_id == person.id).order_by(Office.starts.desc())
        ),
        deputies=await _pairs(look, Deputy, Seat, Deputy.seat_id, person.id),
        mandates=await look.all(
            select(Mandate).where(Mandate.person_id == person.id).order_by(Mandate.starts.desc())
        ),
        mandate_editions=await mandates.of_person(look, person.id),
        guest=await look.all(
            select(Guest).where(Guest.person_id == person.id).order_by(Guest.starts.desc(), Guest.id)
        ),
        candidacies=await _pairs(look, Candidate, Nomination, Candidate.nomination_id, person.id),
        applications=applied,
        themes={
            theme.id: theme
            for theme in await look.all(
                select(CallTheme).where(CallTheme.call_id.in_(calls)).order_by(CallTheme.round)
            )
        },
        organisations=await look.all(
            select(Organisation)
            .where(Organisation.contact_person_id == person.id)
            .order_by(Organisation.name, Organisation.id)
        ),
        affiliations=await organisations.of_person(look, person.id),
        work=await _work(look, person, [one.email for one in (person, *merged) if one.email]),
        declarations=await look.all(
            select(InterestDeclaration)
            .where(InterestDeclaration.person_id == person.id)
            .order_by(InterestDeclaration.year.desc(), InterestDeclaration.version.desc())
        ),
        consents=await consents.of_person(look, person.id),
        profile=await consents.profile(look, person.id),
        names=await look.all(
            select(NameConsent).where(NameConsent.person_id == person.id).order_by(NameConsent.given.desc())
        ),
        pledges=await pledges.of_person(look, person.id),
        renewals=await renewals.of_person(look, person.id),
        matters=await matters.of_person(look, person.id),
        reports=await reports.of_person(look, person.id),
        news=await news.of_person(look, person.id),
        municipal=await municipal.of_person(look, person.id),
        sessions=await sessions.standing(look, person.id, look.at),
        keys=await keys.of_person(look, person.id),
        changes=await people.changes(look, person.id),
    )


async def found(
    look: Snapshot, words: str, *, expertise: str = "", limit: int, offset: int
) -> tuple[Sequence[Person], int]:
    """Return a page of the people whose name or address has these words, by name, and how many there are.

    Experts are looked up by their tag only while tags of expertise are in use.
    """
    pattern = "%" + words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    entry = aliased(Person)
    named = or_(entry.name.ilike(pattern), entry.email.ilike(pattern))
    chosen = [Person.id.in_(select(people.one_person(entry)).where(entry.erased.is_(None), named))]
    if expertise and await expertise_on(look):
        tagged = select(Profile.person_id).where(literal(expertise) == any_(Profile.expertise))
        chosen.append(Person.id.in_(tagged))
    total = await look.first(select(func.count()).select_from(Person).where(*chosen))
    query = select(Person).where(*chosen).order_by(Person.name, Person.id)
    return await look.all(query.limit(limit).offset(offset)), total or 0


async def _work(look: Snapshot, person: Person, addresses: Sequence[str]) -> Work:
    mine = select(Application.id).where(Application.person_id == person.id)
    named = func.lower(Application.deputy_email).in_(addresses)
    return Work(
        drafts=await look.all(select(Draft).where(Draft.person_id == person.id).order_by(Draft.saved)),
        attachments=await look.all(
            select(Attachment).where(Attachment.application_id.in_(mine)).order_by(Attachment.id)
        ),
        selector_of=await look.all(
            select(Selector).where(Selector.person_id == person.id).order_by(Selector.named)
        ),
        scores=await look.all(select(Score).where(Score.person_id == person.id).order_by(Score.given)),
        conflicts=await look.all(
            select(InterestConflict)
            .where(InterestConflict.person_id == person.id)
            .order_by(InterestConflict.declared)
        ),
        readings=await look.all(
            select(ApplicationRead)
            .where(ApplicationRead.person_id == person.id)
            .order_by(ApplicationRead.at.desc(), ApplicationRead.id)
        ),
        deputy_in=await look.all(
            select(Application.call_id).where(named).distinct().order_by(Application.call_id)
        ),
        role_contacts=[one for each in addresses for one in await contacts.at_address(look, each)],
    )


async def _pairs(look: Snapshot, table: Any, other: Any, key: Any, person_id: UUID) -> list[tuple[Any, Any]]:
    query = select(table, other).join(other, other.id == key).where(table.person_id == person_id)
    result = await look.execute(query.order_by(table.id))
    rows: Sequence[Any] = result.all()
    return [(one, two) for one, two in rows]
