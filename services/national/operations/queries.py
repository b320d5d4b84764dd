"""Putting together how the instances stand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from services.national.errors import InstanceNotHeard
from services.national.instances.model import Instance
from services.national.operations.model import (
    Backup,
    Decision,
    InstanceState,
    Report,
    StationState,
    services_of,
)
from shared.chassis.instance import NATIONAL
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Snapshot

DECISIONS = 50
BACKUPS = select(Backup.instance, Backup.taken_at)
"""When each instance was last backed up."""


async def instances(look: Snapshot) -> Sequence[InstanceState]:
    """Return every instance that has been heard of, the national one last."""
    reports: dict[str, dict[str, Report]] = defaultdict(dict)
    for report in await look.all(select(Report)):
        reports[report.instance][report.service] = report
    heard = {instance.slug: instance for instance in await look.all(select(Instance))}
    backups = {backup.instance: backup for backup in await look.all(select(Backup))}
    slugs = sorted({NATIONAL, *reports, *heard, *backups}, key=lambda slug: (slug == NATIONAL, slug))
    return [
        InstanceState(
            slug=slug,
            name=_name(slug, reports[slug], heard.get(slug)),
            stations=[
                StationState(service, reports[slug].get(service), look.at) for service in services_of(slug)
            ],
            last_event_at=heard[slug].last_event_at if slug in heard else None,
            backup=backups.get(slug),
            at=look.at,
        )
        for slug in slugs
    ]


async def instance(look: Snapshot, slug: str) -> InstanceState:
    """Return one instance. Raises InstanceNotHeard."""
    found = next((state for state in await instances(look) if state.slug == slug), None)
    if found is None:
        raise InstanceNotHeard
    return found


async def station(look: Snapshot, slug: str, service: str) -> Report:
    """Return the last report of a station. Raises InstanceNotHeard when it has never reported."""
    report = await look.get(Report, (slug, service))
    if report is None:
        raise InstanceNotHeard
    return report


async def decisions(look: Snapshot, slug: str) -> Sequence[Decision]:
    """Return what was decided about an instance's dead letters lately, the newest first."""
    newest = Decision.decided_at.desc()
    return await look.all(
        select(Decision).where(Decision.instance == slug).order_by(newest, Decision.id).limit(DECISIONS)
    )


def _name(slug: str, reports: Mapping[str, Report], heard: Instance | None) -> LocalisedText:
    said = next(iter(reports.values()), None) or heard
    return said.name if said is not None else LocalisedText(fi=slug)
