"""Receiving, entering, moving and withdrawing applications."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Uuid, column, func, literal, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import IntegrityError

from services.members.applications import queries
from services.members.applications.model import (
    EMAIL,
    FORM,
    RECORD,
    Application,
    ApplicationRead,
    Offer,
    ThemeConsent,
)
from services.members.applications.schemas import ApplicationIn, EnteredApplicationIn
from services.members.bodies import queries as bodies
from services.members.calls import queries as calls
from services.members.calls.model import ANNOUNCED, TAKING, UNPUBLISHED, Call, CallTheme
from services.members.errors import AppliedAlready, CallEnded, DeputyIncomplete, ThemeUnknown
from services.members.organisations import commands as organisations
from services.members.organisations.model import Numbers
from services.members.people import commands as people
from shared.chassis.clock import HELSINKI, end_of_day
from shared.chassis.transaction import Transaction
from shared.contracts.members import ApplicationsOutlived
from shared.contracts.seats import TermChanged

TWICE = timedelta(minutes=10)


async def receive(
    tx: Transaction, call_id: UUID, data: ApplicationIn, *, at: datetime
) -> Application | CallEnded:
    """Receive an application from the public form.

    Raises NotOpenYet or ThemeUnknown. A late one is answered with CallEnded, returned and not raised, so
    that the count of late attempts stays; nothing else of it is kept. One of somebody who has applied
    already is taken in and marked, for the coordinator to see.
    """
    call = await calls.call(tx, call_id)
    if call.state(at) not in (*UNPUBLISHED, ANNOUNCED, *TAKING):
        await tx.execute(update(Call).where(Call.id == call.id).values(late_attempts=Call.late_attempts + 1))
        return CallEnded()
    call.check_open(at)
    return await _take_in(tx, call, data, channel=FORM, received=at)


async def enter(tx: Transaction, call_id: UUID, data: EnteredApplicationIn, *, at: datetime) -> Application:
    """Enter an application that came in time by e-mail."""
    call = await calls.call(tx, call_id, lock=True)
    call.check_received(data.received, at)
    return await _take_in(tx, call, data, channel=EMAIL, received=data.received)


async def withdraw(tx: Transaction, application_id: UUID, *, at: datetime) -> Application:
    """Take an application back."""
    application, call = await _locked(tx, application_id)
    tx.record(application.withdraw(call, at))
    return application


async def move(
    tx: Transaction,
    application_id: UUID,
    theme: str,
    consent: ThemeConsent,
    *,
    by: UUID | None,
    at: datetime,
) -> Application:
    """Consider an application in another theme, with the applicant's consent; the applicant gets a letter."""
    application, call = await _locked(tx, application_id)
    to = _theme(await calls.themes(tx, call.id, call.round), theme)
    tx.record(application.move(call, to, consent, by=by, at=at))
    return application


async def seat(tx: Transaction, call_id: UUID, seats: Mapping[UUID, UUID]) -> None:
    """Note which seat each of these applications to a call led to, in one statement."""
    given = (
        func.unnest(literal(list(seats), ARRAY(Uuid)), literal(list(seats.values()), ARRAY(Uuid)))
        .table_valued(column("application_id", Uuid), column("seat_id", Uuid))
        .render_derived()
    )
    await tx.execute(
        update(Application)
        .where(Application.call_id == call_id, Application.id == given.c.application_id)
        .values(seat_id=given.c.seat_id)
        .execution_options(synchronize_session=False)
    )


async def erase(tx: Transaction, call_id: UUID, *, every: bool, at: datetime) -> Sequence[Application]:
    """Forget who applied, when their time is over; `every` is said after the term.

    Whom an organisation has as its contact person by the application alone is forgotten there too.
    """
    found = await queries.to_erase(tx, call_id, every=every)
    who = [(one.organisation_id, one.person_id) for one in found if one.organisation_id and one.person_id]
    for application in found:
        application.erase(at)
    await tx.flush()
    for organisation in await queries.known_by_applying(tx, who, at.astimezone(HELSINKI).date()):
        tx.record_all(organisation.change({"contact_person_id": None}))
    return found


async def wait_for_term(tx: Transaction, call_id: UUID, *, at: datetime) -> bool:
    """Keep the applications of a confirmed call as long as its term runs, also when it was extended.

    Tell whether it runs; then they are erased at its end.
    """
    call = await calls.call(tx, call_id)
    whole = await bodies.whole(tx, await bodies.body(tx, call.body_id))
    term = whole.term_for(call.term_starts, call.term_starts)
    if call.confirmed is None or term is None or end_of_day(term.ends) <= at:
        return False
    tx.record(
        ApplicationsOutlived(call_id=call.id, all=True),
        due=end_of_day(term.ends),
        key=f"applications-outlived/{call.id}",
    )
    return True


async def follow_term(tx: Transaction, changed: TermChanged) -> None:
    """Look anew how long the applications of the calls for a term are kept, now that its days are others."""
    for call_id in await queries.confirmed_for(tx, changed.body_id, changed.starts, changed.ends):
        tx.record(ApplicationsOutlived(call_id=call_id, all=True))


def note_reading(
    tx: Transaction, call: Call, what: str, *, by: UUID | None, application_id: UUID | None = None
) -> None:
    """Write down that someone reads an application, or all of a round at once."""
    tx.add(ApplicationRead(call_id=call.id, application_id=application_id, person_id=by, what=what, at=tx.at))


def note_readings(
    tx: Transaction, found: Sequence[tuple[Application, Call]], *, of: UUID, by: UUID | None
) -> None:
    """Write down that someone else than the applicant reads these among what is known of a person."""
    for application, call in found if by != of else ():
        note_reading(tx, call, RECORD, by=by, application_id=application.id)


async def _take_in(
    tx: Transaction, call: Call, data: ApplicationIn, *, channel: str, received: datetime
) -> Application:
    if bool(data.deputy_name) != bool(data.deputy_email) or data.deputy_email == data.email:
        raise DeputyIncomplete
    themes = await calls.themes(tx, call.id, call.round)
    versions = {notice.version for notice in queries.notices()}
    person = await people.know(tx, data.name, data.email, data.language, received)
    organisation = await organisations.find_or_register(
        tx,
        data.organisation,
        Numbers.of(data.number),
        scope=data.scope,
        language=data.language,
        contact_person_id=person.id,
    )
    offer = Offer(
        name=data.organisation,
        number=data.number or "",
        scope=data.scope,
        language=data.language,
        theme=_theme(themes, data.theme),
        alternatives=[_theme(themes, slug) for slug in data.alternatives],
        grounds=data.grounds,
        deputy_name=data.deputy_name,
        deputy_email=data.deputy_email or "",
        notice_version=data.notice_version if data.notice_version in versions else None,
    )
    application, event = Application.receive(
        call, offer, person_id=person.id, organisation=organisation, channel=channel, at=received
    )
    try:
        async with tx.attempt():
            tx.add(application)
            await tx.flush()
    except IntegrityError as error:
        if channel == EMAIL:
            raise AppliedAlready from error
        if twice := await queries.just_sent(tx, application, received - TWICE):
            return twice
        # Taken in beside the other: a stranger learns nothing, keeps nobody out, and nothing is lost.
        application.repeats = True
        tx.add(application)
        await tx.flush()
    tx.record(event)
    return application


async def _locked(tx: Transaction, application_id: UUID) -> tuple[Application, Call]:
    # The call first, as the confirmation does, so that the two wait for each other and never block.
    call_id = (await queries.application(tx, application_id)).call_id
    call = await calls.call(tx, call_id, lock=True)
    return await queries.application(tx, application_id, lock=True), call


def _theme(themes: Sequence[CallTheme], slug: str) -> CallTheme:
    for theme in themes:
        if theme.slug == slug:
            return theme
    raise ThemeUnknown
