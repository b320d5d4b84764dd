"""Writing down who works for the support of the regions."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from services.members.advisers import queries
from services.members.advisers.model import ADVISER, Adviser, RegionsMissing, RegionUnknown
from services.members.people.model import Person
from services.members.places.model import Regions
from shared.chassis.transaction import Transaction


async def employ(tx: Transaction, person: Person, facts: Mapping[str, Any], regions: Regions) -> Adviser:
    """Write down one more. Raises RegionsMissing or RegionUnknown."""
    _check(facts, regions)
    adviser = Adviser(id=uuid4(), version=1, person_id=person.id, **facts)
    tx.add(adviser)
    tx.record(adviser.told())
    await tx.flush()
    return adviser


async def change(tx: Transaction, adviser_id: UUID, facts: Mapping[str, Any], regions: Regions) -> Adviser:
    """Change what someone does there, or until when. Raises RegionsMissing or RegionUnknown."""
    adviser = await queries.adviser(tx, adviser_id, lock=True)
    _check(facts, regions)
    for name, value in facts.items():
        setattr(adviser, name, value)
    adviser.version += 1
    tx.record(adviser.told())
    await tx.flush()
    return adviser


async def forget(tx: Transaction, person_id: UUID, on: date) -> None:
    """End the work of someone who is erased."""
    for adviser in await tx.all(select(Adviser).where(Adviser.person_id == person_id)):
        last = on - timedelta(days=1)
        adviser.ends = max(min(adviser.ends or last, last), adviser.starts - timedelta(days=1))
        adviser.shown = False
        adviser.version += 1
        tx.record(adviser.told())


def _check(facts: Mapping[str, Any], regions: Regions) -> None:
    if (facts["kind"] == ADVISER) != bool(facts["regions"]):
        raise RegionsMissing
    if not set(facts["regions"]) <= set(regions):
        raise RegionUnknown
