"""Finding every place where a person is written."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select

from services.members.advisers.model import Adviser
from services.members.affiliations.model import Affiliation
from services.members.applications.model import Application
from services.members.bodies.model import FormerHolder, Seat
from services.members.calls.model import Call, Selector
from services.members.consents.model import Consent, Profile
from services.members.drafts.model import Draft
from services.members.erasures.model import TOLD_KEPT, Consequences
from services.members.guests.model import Guest
from services.members.matters.model import Matter
from services.members.municipal.model import MunicipalContact
from services.members.news.model import MemberNews
from services.members.organisations.model import Organisation
from services.members.people import queries as people
from services.members.people.model import Person, RoleGrant
from services.members.representation.model import NATIONWIDE, Candidate, Mandate
from services.members.seats.model import Deputy, Office
from services.members.terms.model import InterestDeclaration
from shared.chassis.clock import HELSINKI
from shared.chassis.principals import COORDINATOR
from shared.chassis.transaction import Snapshot


async def consequences(look: Snapshot, person: Person, today: date) -> Consequences:
    """Count what is erased, ended and kept."""
    mine, standing = Application.person_id == person.id, _standing()
    counts = (
        _count(Application).join(Call, Call.id == Application.call_id).where(mine, *standing),
        _count(Application).where(mine),
        _count(Seat).where(Seat.person_id == person.id, Seat.left_at.is_(None), Seat.ends > today),
        _count(Seat).where(Seat.person_id == person.id, or_(Seat.left_at.is_not(None), Seat.ends <= today)),
        _count(RoleGrant).where(*_held(person.id, today)),
        _count(Organisation).where(_contact(person)),
        _count(InterestDeclaration).where(InterestDeclaration.person_id == person.id),
        _count(Matter).where(Matter.person_id == person.id),
        _count(MemberNews).where(MemberNews.person_id == person.id),
        _count(Affiliation).where(Affiliation.person_id == person.id),
    )
    return Consequences(*[await look.first(query) or 0 for query in counts])


async def calls_applied_to(look: Snapshot, person_id: UUID) -> Sequence[UUID]:
    """Return the calls a person has applied to, in the order they are locked."""
    query = select(Application.call_id).where(Application.person_id == person_id)
    return await look.all(query.distinct().order_by(Application.call_id))


async def applications(look: Snapshot, person_id: UUID) -> Sequence[Application]:
    """Return a person's applications, locked."""
    query = select(Application).where(Application.person_id == person_id, Application.erased.is_(None))
    return await look.all(query.order_by(Application.id).with_for_update())


async def proposed_as_deputy(look: Snapshot, email: str) -> Sequence[Application]:
    """Return others' applications that name someone with this address as the deputy."""
    query = select(Application).where(func.lower(Application.deputy_email) == email)
    return await look.all(query.order_by(Application.id).with_for_update())


async def national_mandates(look: Snapshot, person_id: UUID) -> Sequence[Mandate]:
    """Return a person's national mandates, past ones too: of some of them national was told by name."""
    return await look.all(select(Mandate).where(Mandate.person_id == person_id, Mandate.level == NATIONWIDE))


async def seats_ahead(look: Snapshot, person_id: UUID, today: date) -> Sequence[Seat]:
    """Return the seats a person holds or is to hold."""
    query = select(Seat).where(Seat.person_id == person_id, Seat.left_at.is_(None), Seat.ends > today)
    return await look.all(query.order_by(Seat.body_id, Seat.id))


async def offices_ahead(look: Snapshot, person_id: UUID, today: date) -> Sequence[Office]:
    """Return the offices a person holds or is to hold."""
    query = select(Office).where(Office.person_id == person_id, Office.ends > today)
    return await look.all(query.order_by(Office.body_id, Office.id))


async def deputies_ahead(look: Snapshot, person_id: UUID, today: date) -> Sequence[Deputy]:
    """Return the deputy's places a person has or is to have."""
    query = select(Deputy).where(Deputy.person_id == person_id, Deputy.ends > today)
    return await look.all(query.order_by(Deputy.id))


async def organisations(look: Snapshot, person: Person) -> Sequence[Organisation]:
    """Return the organisations a person is written into, locked."""
    query = select(Organisation).where(_contact(person))
    return await look.all(query.order_by(Organisation.id).with_for_update())


async def other_coordinators(look: Snapshot, person_id: UUID, today: date) -> bool:
    """Tell whether someone else is a coordinator of the whole region, or this person is none."""
    held = await look.all(
        select(RoleGrant.person_id).where(
            RoleGrant.role == COORDINATOR,
            RoleGrant.body_id.is_(None),
            RoleGrant.starts <= today,
            or_(RoleGrant.ends.is_(None), RoleGrant.ends >= today),
        )
    )
    return person_id not in held or set(held) != {person_id}


async def outlived(look: Snapshot, long_ago: datetime, *, limit: int) -> Sequence[Person]:
    """Return people whom nothing has tied to the table since then and who have not been told so."""
    query = select(Person).where(
        *people.standing(), Person.leaving_on.is_(None), Person.known < long_ago, ~tied(long_ago)
    )
    return await look.all(query.order_by(Person.known, Person.id).limit(limit).with_for_update())


async def leaving(look: Snapshot, today: date, *, limit: int) -> Sequence[UUID]:
    """Return those who were told that they will be erased by today."""
    query = select(Person.id).where(Person.erased.is_(None), Person.leaving_on <= today)
    return await look.all(query.order_by(Person.leaving_on, Person.id).limit(limit))


async def waiting_in_vain(look: Snapshot, at: datetime, *, limit: int) -> Sequence[Person]:
    """Return those who asked for another address and did not confirm it in time, held."""
    query = select(Person).where(Person.awaited_until <= at).order_by(Person.awaited_until, Person.id)
    return await look.all(query.limit(limit).with_for_update())


async def idle_profiles(look: Snapshot, at: datetime, *, limit: int) -> Sequence[UUID]:
    """Return those whose telephone or needs are kept though they have had no task, nor told it, lately."""
    day = at.astimezone(HELSINKI).date()
    tasks: tuple[Select[Any], ...] = (
        select(RoleGrant.id).where(
            RoleGrant.person_id == Profile.person_id, or_(RoleGrant.ends.is_(None), RoleGrant.ends >= day)
        ),
        select(Seat.id).where(Seat.person_id == Profile.person_id, Seat.ends >= day),
        select(Deputy.id).where(Deputy.person_id == Profile.person_id, Deputy.ends >= day),
        select(Mandate.id).where(Mandate.person_id == Profile.person_id, Mandate.ends >= day),
        select(Guest.id).where(Guest.person_id == Profile.person_id, Guest.ends >= at),
        select(Adviser.id).where(
            Adviser.person_id == Profile.person_id, or_(Adviser.ends.is_(None), Adviser.ends >= day)
        ),
    )
    kept = or_(Profile.phone != "", Profile.needs != "")
    query = select(Profile.person_id).where(kept, Profile.changed < at - TOLD_KEPT)
    return await look.all(
        query.where(*(~exists(task) for task in tasks)).order_by(Profile.person_id).limit(limit)
    )


async def has_task(look: Snapshot, person_id: UUID, at: datetime) -> bool:
    """Tell whether a person has something to do at the table; to have signed in or agreed is no task."""
    return await look.first(select(Person.id).where(Person.id == person_id, _with_task(at))) is not None


def tied(since: datetime) -> ColumnElement[bool]:
    """Say that something has tied a person to the table since then."""
    day = since.astimezone(HELSINKI).date()
    agreed = select(Consent.id).where(
        Consent.person_id == Person.id, or_(Consent.withdrawn.is_(None), Consent.withdrawn >= since)
    )
    # Sign-ins and sessions are forgotten in a month; the day of the last one is the person's own.
    return or_(func.coalesce(Person.seen >= day, false()), exists(agreed), _with_task(since))


def _with_task(since: datetime) -> ColumnElement[bool]:
    day = since.astimezone(HELSINKI).date()
    rows: tuple[Select[Any], ...] = (
        select(RoleGrant.id).where(
            RoleGrant.person_id == Person.id,
            # A role that never began may end on a day to come.
            or_(RoleGrant.ends.is_(None), RoleGrant.ends >= func.greatest(day, RoleGrant.starts)),
        ),
        select(Seat.id).where(Seat.person_id == Person.id, Seat.ends >= day),
        select(FormerHolder.id).where(FormerHolder.person_id == Person.id, FormerHolder.ends >= day),
        select(Office.id).where(Office.person_id == Person.id, Office.ends >= day),
        select(Deputy.id).where(Deputy.person_id == Person.id, Deputy.ends >= day),
        select(Mandate.id).where(Mandate.person_id == Person.id, Mandate.ends >= day),
        select(Adviser.id).where(
            Adviser.person_id == Person.id, or_(Adviser.ends.is_(None), Adviser.ends >= day)
        ),
        select(Guest.id).where(Guest.person_id == Person.id, Guest.ends >= since),
        select(Candidate.id).where(Candidate.person_id == Person.id, Candidate.received >= since),
        select(Selector.person_id).where(Selector.person_id == Person.id, Selector.named >= since),
        select(Application.id).where(Application.person_id == Person.id),
        select(Draft.id).where(Draft.person_id == Person.id),
        select(MunicipalContact.id).where(MunicipalContact.person_id == Person.id),
        select(Matter.id).where(Matter.person_id == Person.id, Matter.sent >= since),
        select(Organisation.id).where(Organisation.contact_person_id == Person.id),
    )
    return or_(*(exists(row) for row in rows))


def _count(table: type[Any]) -> Select[Any]:
    return select(func.count()).select_from(table)


def _contact(person: Person) -> Any:
    return or_(
        Organisation.contact_person_id == person.id,
        func.lower(Organisation.contact_email) == (person.email or ""),
    )


def _held(person_id: UUID, today: date) -> tuple[Any, ...]:
    return (RoleGrant.person_id == person_id, or_(RoleGrant.ends.is_(None), RoleGrant.ends >= today))


def _standing() -> tuple[Any, ...]:
    return (
        Application.withdrawn.is_(None),
        Application.erased.is_(None),
        Call.confirmed.is_(None),
        Call.cancelled.is_(None),
    )
