"""Erasing a person from members, and telling every service to do the same."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, or_, update

from services.members.advisers import commands as advisers
from services.members.affiliations.model import Affiliation
from services.members.applications.model import REJECTED, ApplicationRead
from services.members.attachments import commands as attachments
from services.members.bodies import commands as bodies
from services.members.bodies import queries as bodies_queries
from services.members.bodies.commands import today
from services.members.bodies.model import DAY
from services.members.calls import queries as calls
from services.members.calls.model import Call, CallRound, Selector
from services.members.charters.model import Contact
from services.members.consents import commands as consents
from services.members.consents.model import HIDDEN, NameConsent
from services.members.contacts import commands as role_contacts
from services.members.drafts.model import Draft
from services.members.erasures import queries
from services.members.erasures.model import KEPT, SIGN_INS_KEPT, LastCoordinator
from services.members.evaluations.model import InterestConflict, Score
from services.members.keys import commands as keys
from services.members.matters import commands as matters
from services.members.mentions import commands as mentions
from services.members.municipal import commands as municipal
from services.members.news import commands as news
from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.people.model import Person, RoleGrant, SignIn
from services.members.profiles import commands as profiles
from services.members.renewals.model import Renewal
from services.members.representation.model import Candidate, Mandate
from services.members.seats import commands as seats
from services.members.sessions import commands as sessions
from services.members.terms.model import InterestDeclaration
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction

BATCH = 200


async def erase(tx: Transaction, person_id: UUID, *, by: UUID | None, at: datetime) -> None:
    """Forget who a person is, here and in every service.

    What stays names nobody: the seats of the history with their organisations and themes, and figures.
    Raises PersonUnknown, or LastCoordinator when nobody else could run the region.
    """
    day = today(at)
    person = await people_queries.known(tx, person_id)
    if not await queries.other_coordinators(tx, person_id, day):
        raise LastCoordinator
    await _leave(tx, person_id, day, at)
    await _forget_applications(tx, person, at)
    await matters.forget(tx, person, at=at)
    await news.forget(tx, person)
    await municipal.forget(tx, person, at=at)
    # By the names and addresses of the entries that were joined to this one, the person is named too.
    everyone = (person, *await people_queries.merged_into(tx, person_id))
    for one in everyone:
        await _forget_address(tx, one)
        await mentions.forget(tx, one)
    await people_queries.known(tx, person_id, lock=True)
    await _end_rights(tx, person_id, day, at)
    tx.record_all(one.erase(at) for one in everyone)
    people.note_change(tx, person_id, "erased", by=by)


async def forget_outlived(tx: Transaction, at: datetime, *, notice: timedelta) -> None:
    """Warn some of those whose time is nearly over, erase those who were warned, forget old sign-ins.

    Nobody is erased sooner than `notice` after the warning; more go the next night.
    """
    await people.keep_time(tx, at)
    day, long_ago = today(at), at - KEPT + notice
    await tx.execute(
        update(Person)
        .where(Person.leaving_on.is_not(None), queries.tied(long_ago))
        .values(leaving_on=None)
        .execution_options(synchronize_session=False)
    )
    for person in await queries.outlived(tx, long_ago, limit=BATCH):
        tx.record(person.warn(day + notice))
    for person_id in await queries.leaving(tx, day, limit=BATCH):
        await erase(tx, person_id, by=None, at=at)
    for person in await queries.waiting_in_vain(tx, at, limit=BATCH):
        tx.record(person.stay())
    for person_id in await queries.idle_profiles(tx, at, limit=BATCH):
        await profiles.forget(tx, person_id, at=at)
    await _forget_words(tx, at - KEPT)
    await tx.execute(delete(SignIn).where(SignIn.until < at - SIGN_INS_KEPT))
    await sessions.forget_old(tx, at)
    await keys.forget_old(tx, at)
    await matters.forget_old(tx, at)
    await news.forget_old(tx, at)


async def _forget_words(tx: Transaction, long_ago: datetime) -> None:
    """Forget who read applications, what was written, declared and said of terms, two years afterwards."""
    await tx.execute(delete(ApplicationRead).where(ApplicationRead.at < long_ago))
    await tx.execute(
        update(Candidate).where(Candidate.received < long_ago, Candidate.grounds != "").values(grounds="")
    )
    await tx.execute(delete(InterestDeclaration).where(InterestDeclaration.declared < long_ago))
    await tx.execute(delete(Renewal).where(Renewal.answer_by < today(long_ago)))


async def _leave(tx: Transaction, person_id: UUID, day: date, at: datetime) -> None:
    await advisers.forget(tx, person_id, day)
    for seat in await queries.seats_ahead(tx, person_id, day):
        whole = await bodies_queries.whole(tx, await bodies_queries.body(tx, seat.body_id))
        await bodies.vacate(tx, seat.id, on=max(day, whole.since(seat) - DAY), at=at)
    for office in await queries.offices_ahead(tx, person_id, day):
        await seats.leave_office(tx, office.id, on=max(day, office.starts - DAY))
    for deputy in await queries.deputies_ahead(tx, person_id, day):
        await seats.release_deputy(tx, deputy.id, on=max(day, deputy.starts - DAY))
    for mandate in await queries.national_mandates(tx, person_id):
        for event in mandate.forget(day):
            tx.record(event)
    await tx.execute(
        update(Mandate)
        .where(Mandate.person_id == person_id, Mandate.ends > day)
        .values(ends=func.greatest(day, Mandate.starts - 1), **HIDDEN)
    )


async def _forget_applications(tx: Transaction, person: Person, at: datetime) -> None:
    for call_id in await queries.calls_applied_to(tx, person.id):
        # The call first, as the confirmation does.
        await calls.call(tx, call_id, lock=True)
    found = await queries.applications(tx, person.id)
    await attachments.remove_all(tx, [application.id for application in found], at=at)
    for application in found:
        await tx.execute(update(Score).where(Score.application_id == application.id).values(comment=""))
        if application.outcome != REJECTED and application.seat_id is None:
            application.outcome, application.withdrawn = None, application.withdrawn or at
        application.erase(at)
    candidate = Candidate.person_id == person.id
    await tx.execute(delete(Candidate).where(candidate, Candidate.chosen.is_(False)))
    await tx.execute(update(Candidate).where(candidate).values(grounds="", **HIDDEN))
    await tx.execute(update(InterestConflict).where(InterestConflict.person_id == person.id).values(words=""))
    await tx.execute(delete(Draft).where(Draft.person_id == person.id))
    await tx.execute(delete(InterestDeclaration).where(InterestDeclaration.person_id == person.id))
    await tx.execute(delete(Renewal).where(Renewal.person_id == person.id))


async def _forget_address(tx: Transaction, person: Person) -> None:
    for application in await queries.proposed_as_deputy(tx, person.email or ""):
        application.deputy_name = application.deputy_email = ""
    await role_contacts.forget(tx, person.email or "")
    await tx.execute(delete(Affiliation).where(Affiliation.person_id == person.id))
    for organisation in await queries.organisations(tx, person):
        values: dict[str, Any] = {}
        if organisation.contact_person_id == person.id:
            values |= {"contact_person_id": None, "contact_phone": ""}
        if (organisation.contact_email or "").lower() == person.email:
            values |= {"contact_email": None, "contact_phone": ""}
        tx.add(*organisation.differences(values, by=None, at=tx.at))
        tx.record_all(organisation.change(values))
    await tx.execute(update(Contact).where(Contact.email == person.email).values(phone=""))
    for asked in (Call, CallRound):
        await tx.execute(update(asked).where(asked.contact_email == person.email).values(contact_phone=""))


async def _end_rights(tx: Transaction, person_id: UUID, day: date, at: datetime) -> None:
    held = (RoleGrant.person_id == person_id, or_(RoleGrant.ends.is_(None), RoleGrant.ends >= day))
    await tx.execute(
        update(RoleGrant)
        .where(*held)
        .values(ends=func.greatest(day - DAY, RoleGrant.starts - 1))
        .execution_options(synchronize_session=False)
    )
    theirs = update(RoleGrant).where(RoleGrant.person_id == person_id)
    await tx.execute(theirs.values(title=LocalisedText(), organisation=""))
    await tx.execute(delete(SignIn).where(SignIn.person_id == person_id))
    await tx.execute(delete(Selector).where(Selector.person_id == person_id))
    await tx.execute(
        update(NameConsent)
        .where(NameConsent.person_id == person_id, NameConsent.withdrawn.is_(None))
        .values(withdrawn=at)
        .execution_options(synchronize_session=False)
    )
    await consents.withdraw_all(tx, person_id, at=at)
    await sessions.forget(tx, person_id)
    await keys.forget(tx, person_id)
