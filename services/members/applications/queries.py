"""Looking up applications."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select, tuple_

from services.members.applications.model import RESERVE, SELECTED, Application, ApplicationRead, Notice
from services.members.bodies.model import Seat
from services.members.calls import queries as calls
from services.members.calls.model import Call, CallTheme
from services.members.organisations.model import APPLICATION, Organisation
from services.members.people.model import Person
from shared.chassis import links
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot

LINK = "application"
_NOTICES = Path(__file__).parent / "data" / "notices.json"


@dataclass(frozen=True)
class Candidacy:
    """An application with its applicant, until it is erased, and its themes."""

    application: Application
    person: Person | None
    theme: CallTheme
    applied_theme: CallTheme
    alternatives: Sequence[CallTheme]


@dataclass(frozen=True)
class Counts:
    """How many came in a round, and how they part. A theme counts those who applied for it first."""

    received: int
    withdrawn: int
    erased: int
    by_theme: dict[str, int]
    by_channel: dict[str, int]
    by_language: dict[str, int]
    by_scope: dict[str, int]


@dataclass(frozen=True)
class Reading:
    """Who read which application; a name is empty when it is no longer known."""

    read: ApplicationRead
    reader: str
    application: str


async def application(look: Snapshot, application_id: UUID, *, lock: bool = False) -> Application:
    """Return an application. Raises NotFound."""
    found = await look.get(Application, application_id, lock=lock)
    if found is None:
        raise NotFound
    return found


async def applications(look: Snapshot, call: Call, number: int | None = None) -> Sequence[Application]:
    """Return the applications of a round of a call, the present one unless told, in the order they came."""
    return await look.all(
        select(Application)
        .where(Application.call_id == call.id, Application.round == (number or call.round))
        .order_by(Application.received, Application.id)
    )


@cache
def notices() -> Sequence[Notice]:
    """Return every privacy notice applicants have been shown, the present one last."""
    return [
        Notice(version=item["version"], words=LocalisedText.of(item["words"]))
        for item in json.loads(_NOTICES.read_text())
    ]


async def just_sent(look: Snapshot, application: Application, since: datetime) -> Application | None:
    """Return the same application, word for word, if it was sent a moment ago: a button pressed twice."""
    same = ("call_id", "round", "person_id", "organisation_id", "applied_theme_id", "grounds")
    return await look.first(
        select(Application).where(
            *(getattr(Application, name) == getattr(application, name) for name in same),
            Application.withdrawn.is_(None),
            Application.received >= since,
        )
    )


async def standing_before(look: Snapshot, call: Call) -> Sequence[Application]:
    """Return the applications of the rounds before this one that were not taken back or erased."""
    return await look.all(
        select(Application)
        .where(
            Application.call_id == call.id,
            Application.round < call.round,
            Application.withdrawn.is_(None),
            Application.erased.is_(None),
        )
        .order_by(Application.received, Application.id)
    )


async def confirmed_for(look: Snapshot, body_id: UUID, starts: date, ends: date) -> Sequence[UUID]:
    """Return the calls of a body that seated people from any of these days on."""
    query = select(Call.id).where(Call.body_id == body_id, Call.confirmed.is_not(None))
    return await look.all(query.where(Call.term_starts.between(starts, ends)))


async def to_erase(look: Snapshot, call_id: UUID, *, every: bool) -> Sequence[Application]:
    """Return the applications of a call to erase, locked; unless `every`, seats and reserves stay."""
    query = select(Application).where(Application.call_id == call_id, Application.erased.is_(None))
    if not every:
        kept = and_(Call.round == Application.round, Application.outcome.in_((SELECTED, RESERVE)))
        query = query.join(Call, Call.id == Application.call_id).where(
            or_(~kept, Application.outcome.is_(None), Call.confirmed.is_(None))
        )
    return await look.all(query.order_by(Application.id).with_for_update(of=Application))


async def known_by_applying(
    look: Snapshot, who: Sequence[tuple[UUID, UUID]], today: date
) -> Sequence[Organisation]:
    """Return, of organisations and people, the organisations that nobody has verified, locked.

    They were registered by an application, have that person as their contact, and no other application
    and no seat of theirs is left.
    """
    applied = select(Application.id).where(
        Application.organisation_id == Organisation.id,
        Application.person_id == Organisation.contact_person_id,
        Application.erased.is_(None),
    )
    seated = select(Seat.id).where(
        Seat.organisation_id == Organisation.id,
        Seat.person_id == Organisation.contact_person_id,
        Seat.ends >= today,
    )
    query = select(Organisation).where(
        Organisation.source == APPLICATION,
        Organisation.verified.is_(None),
        tuple_(Organisation.id, Organisation.contact_person_id).in_(who),
        ~exists(applied),
        ~exists(seated),
    )
    return await look.all(query.order_by(Organisation.id).with_for_update())


async def readings(look: Snapshot, call_id: UUID, *, limit: int, offset: int) -> tuple[list[Reading], int]:
    """Return who has read the applications of a call, the latest first, and how often in all."""
    result = await look.execute(
        select(ApplicationRead, Person.name, Application.name)
        .outerjoin(Person, Person.id == ApplicationRead.person_id)
        .outerjoin(Application, Application.id == ApplicationRead.application_id)
        .where(ApplicationRead.call_id == call_id)
        .order_by(ApplicationRead.at.desc(), ApplicationRead.id)
        .limit(limit)
        .offset(offset)
    )
    rows: Sequence[Any] = result.all()
    total = await look.first(
        select(func.count()).select_from(ApplicationRead).where(ApplicationRead.call_id == call_id)
    )
    return [Reading(read, reader or "", application or "") for read, reader, application in rows], total or 0


async def received_by_round(look: Snapshot, call_id: UUID) -> tuple[dict[int, int], int]:
    """Return how many applications each round got, and how many organisations applied in all of them.

    An organisation that applied in two rounds is counted once; an erased one is no longer told apart.
    """
    result = await look.execute(
        select(Application.round, func.count())
        .where(Application.call_id == call_id)
        .group_by(Application.round)
    )
    rows: Sequence[Any] = result.all()
    organisations = await look.first(
        select(func.count(Application.organisation_id.distinct())).where(Application.call_id == call_id)
    )
    return dict(sorted(rows)), organisations or 0


async def candidacies(look: Snapshot, call: Call, number: int | None = None) -> list[Candidacy]:
    """Return the applications of a round of a call with their people and themes."""
    number = number or call.round
    themes = {theme.id: theme for theme in await calls.themes(look, call.id, number)}
    result = await look.execute(
        select(Application, Person)
        .outerjoin(Person, Person.id == Application.person_id)
        .where(Application.call_id == call.id, Application.round == number)
        .order_by(Application.received, Application.id)
    )
    rows: Sequence[Any] = result.all()
    return [_candidacy(application, person, themes) for application, person in rows]


async def candidacy(look: Snapshot, application_id: UUID) -> tuple[Candidacy, Call]:
    """Return one application with its person, its themes and its call. Raises NotFound."""
    found = await application(look, application_id)
    call = await calls.call(look, found.call_id)
    person = await look.get(Person, found.person_id) if found.person_id else None
    themes = {theme.id: theme for theme in await calls.themes(look, call.id, found.round)}
    return _candidacy(found, person, themes), call


async def of_person(look: Snapshot, person_id: UUID) -> list[tuple[Application, Call]]:
    """Return a person's own applications, the newest first."""
    result = await look.execute(
        select(Application, Call)
        .join(Call, Call.id == Application.call_id)
        .where(Application.person_id == person_id)
        .order_by(Application.received.desc())
    )
    rows: Sequence[Any] = result.all()
    return [(application, call) for application, call in rows]


def link(look: Snapshot, application: Application) -> str:
    """Return the token of the applicant's own link."""
    return links.sign(look.instance, LINK, {"id": str(application.id)})


def id_of_link(look: Snapshot, token: str) -> UUID:
    """Return the application an applicant's own link is for. Raises LinkExpired."""
    return UUID(links.read(look.instance, LINK, token, at=look.at)["id"])


def count(candidacies: Sequence[Candidacy]) -> Counts:
    """Count applications."""
    applications = [candidacy.application for candidacy in candidacies]
    return Counts(
        received=len(applications),
        withdrawn=sum(application.withdrawn is not None for application in applications),
        erased=sum(application.erased is not None for application in applications),
        by_theme=dict(Counter(candidacy.applied_theme.slug for candidacy in candidacies)),
        by_channel=dict(Counter(application.channel for application in applications)),
        by_language=dict(Counter(application.language for application in applications)),
        by_scope=dict(Counter(application.scope for application in applications)),
    )


def _candidacy(application: Application, person: Person | None, themes: dict[UUID, CallTheme]) -> Candidacy:
    return Candidacy(
        application,
        person,
        theme=themes[application.theme_id],
        applied_theme=themes[application.applied_theme_id],
        alternatives=[themes[theme] for theme in application.alternatives if theme in themes],
    )
