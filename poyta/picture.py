"""What the host's command line tells the national instance by itself, and what it lets begin anew."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from poyta import instances as instances_on_disk
from poyta.regions import Servers, registered, sourced_regions
from services.national.operations import commands
from services.national.picture import commands as picture
from shared.chassis import inbox
from shared.chassis.clock import system_clock
from shared.chassis.database import Database
from shared.chassis.instance import NATIONAL
from shared.chassis.streams import PICTURE, durable
from shared.chassis.transaction import Transaction, Transactions
from shared.contracts.people import DELEGATES, SUPPORT

MEMBERS = "members"


async def note_backup(servers: Servers, slug: str, taken_at: datetime) -> None:
    """Let the operators' page say when an instance was backed up, if there is a national one."""
    if NATIONAL not in registered(servers.instances):
        return
    async with transaction(servers.instances / NATIONAL) as tx:
        await commands.note_backup(tx, slug, taken_at=taken_at)


async def begin_picture_anew(servers: Servers, directory: Path) -> None:
    """Let a national that was brought back take in again what the regions have published.

    PICTURE and DELEGATES source it all once more under new numbers, so the old ones must not count as taken.
    Regions that have left since the backup stay gone.
    """
    async with transaction(directory) as tx:
        await inbox.forget(tx, durable(NATIONAL, PICTURE))
        await picture.begin_anew(tx, sourced_regions(servers))
    async with transaction(directory, MEMBERS) as tx:
        await inbox.forget(tx, durable(MEMBERS, DELEGATES))


async def begin_support_anew(directory: Path) -> None:
    """Let a region that was brought back take in again what national tells it: SUPPORT counts anew."""
    async with transaction(directory, MEMBERS) as tx:
        await inbox.forget(tx, durable(MEMBERS, SUPPORT))


@asynccontextmanager
async def transaction(directory: Path, service: str = NATIONAL) -> AsyncIterator[Transaction]:
    """Yield a transaction of a service of the instance that stands in `directory`."""
    instance = instances_on_disk.read(directory)
    database = Database(instance.credentials[service].database_url, application="poyta", pool_size=1)
    transactions = Transactions(
        database, instance=instance, service=service, clock=system_clock, wake=lambda **_: None
    )
    try:
        async with transactions.begin() as tx:
            yield tx
    finally:
        await database.close()
