"""Looking up applications."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.members.applications.model import Application
from services.members.bodies import queries as bodies
from services.members.bodies.model import Theme
from services.members.calls.model import Call
from services.members.people.model import Person
from shared.chassis import links
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot

LINK = "application"


@dataclass(frozen=True)
class Candidacy:
    """An application with its applicant and its themes."""

    application: Application
    person: Person
    theme: Theme
    applied_theme: Theme
    alternative: Theme | None


@dataclass(frozen=True)
class Counts:
    """How many came, and how they part. A theme counts those who applied for it first."""

    received: int
    withdrawn: int
    by_theme: dict[str, int]
    by_channel: dict[str, int]
    by_language: dict[str, int]
    by_scope: dict[str, int]


async def application(look: Snapshot, application_id: UUID, *, lock: bool = False) -> Application:
    """Return an application. Raises NotFound."""
    found = await look.get(Application, application_id, lock=lock)
    if found is None:
        raise NotFound
    return found


async def applications(look: Snapshot, call_id: UUID) -> Sequence[Application]:
    """Return the applications of a call in the order they came."""
    return await look.all(
        select(Application)
        .where(Application.call_id == call_id)
        .order_by(Application.received, Application.id)
    )


async def candidacies(look: Snapshot, call: Call) -> list[Candidacy]:
    """Return the applications of a call with their people and themes."""
    themes = {theme.id: theme for theme in await bodies.themes(look, call.body_id)}
    result = await look.execute(
        select(Application, Person)
        .join(Person, Person.id == Application.person_id)
        .where(Application.call_id == call.id)
        .order_by(Application.received, Application.id)
    )
    rows: Sequence[Any] = result.all()
    return [_candidacy(application, person, themes) for application, person in rows]


async def candidacy(look: Snapshot, application_id: UUID) -> tuple[Candidacy, Call]:
    """Return one application with its person, its themes and its call. Raises NotFound."""
    found = await application(look, application_id)
    call = await look.get(Call, found.call_id)
    person = await look.get(Person, found.person_id)
    if call is None or person is None:
        raise NotFound
    themes = {theme.id: theme for theme in await bodies.themes(look, call.body_id)}
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
        by_theme=dict(Counter(candidacy.applied_theme.slug for candidacy in candidacies)),
        by_channel=dict(Counter(application.channel for application in applications)),
        by_language=dict(Counter(application.language for application in applications)),
        by_scope=dict(Counter(application.scope for application in applications)),
    )


def _candidacy(application: Application, person: Person, themes: dict[UUID, Theme]) -> Candidacy:
    alternative = application.alternative_theme_id
    return Candidacy(
        application,
        person,
        theme=themes[application.theme_id],
        applied_theme=themes[application.applied_theme_id],
        alternative=themes[alternative] if alternative else None,
    )
