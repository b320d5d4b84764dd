"""Writing down who works for the support of the regions."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from services.members.advisers import queries
from services.members.advisers.model import ADVISER, Adviser, AdviserUnknown, RegionsMissing, RegionUnknown
from services.members.people import queries as people
from services.members.people.model import Person
from services.members.places.model import Regions
from shared.chassis.clock import HELSINKI
from shared.chassis.principals import COORDINATOR
from shared.chassis.transaction import Transaction
from shared.contracts.register import AdviserDeclined

DAY = timedelta(days=1)


async def employ(tx: Transaction, person: Person, facts: Mapping[str, Any], regions: Regions) -> Adviser:
    """Write down one more. Raises RegionsMissing or RegionUnknown."""
    _check(facts, regions)
    adviser = Adviser(
        id=uuid4(), version=1, person_id=person.id, told_to=facts["regions"], answers={}, **facts
    )
    tx.add(adviser)
    _tell(tx, adviser, person)
    await tx.flush()
    return adviser


async def change(tx: Transaction, adviser_id: UUID, facts: Mapping[str, Any], regions: Regions) -> Adviser:
    """Change what someone does there, or until when. Raises RegionsMissing or RegionUnknown."""
    adviser = await queries.adviser(tx, adviser_id, lock=True)
    _check(facts, regions)
    left = [region for region in adviser.regions if region not in facts["regions"]]
    for name, value in facts.items():
        setattr(adviser, name, value)
    adviser.told_to = list(dict.fromkeys([*adviser.told_to, *adviser.regions]))
    adviser.version += 1
    _tell(tx, adviser, await people.known(tx, adviser.person_id))
    for region in left:
        tx.record(adviser.withdrawn(region, _today(tx) - DAY))
    await tx.flush()
    return adviser


async def heed(tx: Transaction, region: str, adviser_id: UUID, *, declined: bool, said: datetime) -> None:
    """Take in whether a region declines an adviser; national's coordinators hear of one it declines.

    Raises AdviserUnknown, also when the region was never told of them.
    """
    adviser = await queries.adviser(tx, adviser_id, lock=True)
    if region not in adviser.told_to:
        raise AdviserUnknown
    if adviser.heed(region, declined=declined, said=said) and adviser.declined_by(region):
        for person_id in await people.holders(tx, COORDINATOR, adviser.id, _today(tx)):
            tx.record(
                AdviserDeclined(
                    adviser_id=adviser.id,
                    person_id=person_id,
                    title=adviser.title.to_dict(),
                    on=said.astimezone(HELSINKI).date(),
                )
            )


async def follow(tx: Transaction, person_id: UUID) -> None:
    """Let the regions know what an adviser is called and where to write, after a correction.

    Of work that is over, and of who was erased meanwhile, nothing is told.
    """
    query = select(Adviser).where(Adviser.person_id == person_id).with_for_update()
    found = [one for one in await tx.all(query) if not one.over(_today(tx))]
    person = await tx.get(Person, person_id, lock=True) if found else None
    for adviser in found:
        if person and person.erased is None:
            adviser.version += 1
            _tell(tx, adviser, person)


async def forget(tx: Transaction, person_id: UUID, on: date) -> None:
    """End the work of someone who is erased, and forget them where national proposed them."""
    for adviser in await tx.all(select(Adviser).where(Adviser.person_id == person_id).with_for_update()):
        last = on - DAY
        adviser.ends = max(min(adviser.ends or last, last), adviser.starts - DAY)
        adviser.shown = False
        adviser.version += 1
        tx.record(adviser.told())
        for region in adviser.told_to:
            tx.record(adviser.withdrawn(region, adviser.ends, erased=True))
    for proposed in await queries.proposed_as(tx, person_id):
        proposed.forget(erased_here=tx.at)
        tx.record(proposed.answered(tx.at))


def _today(tx: Transaction) -> date:
    return tx.at.astimezone(HELSINKI).date()


def _tell(tx: Transaction, adviser: Adviser, person: Person) -> None:
    """Tell the services of national of the work, and each region by name of its adviser."""
    tx.record(adviser.told())
    for region in adviser.regions:
        tx.record(adviser.proposed(region, person, tx.instance.name))


def _check(facts: Mapping[str, Any], regions: Regions) -> None:
    if (facts["kind"] == ADVISER) != bool(facts["regions"]):
        raise RegionsMissing
    if not set(facts["regions"]) <= set(regions):
        raise RegionUnknown
