"""What the host's command line tells the national instance by itself."""

from datetime import datetime

from poyta import instances as instances_on_disk
from poyta.regions import Servers, registered
from services.national.operations import commands
from shared.chassis.clock import system_clock
from shared.chassis.database import Database
from shared.chassis.instance import NATIONAL
from shared.chassis.transaction import Transactions


async def note_backup(servers: Servers, slug: str, taken_at: datetime) -> None:
    """Let the operators' page say when an instance was backed up, if there is a national one."""
    if NATIONAL not in registered(servers.instances):
        return
    instance = instances_on_disk.read(servers.instances / NATIONAL)
    database = Database(instance.credentials[NATIONAL].database_url, application="poyta", pool_size=1)
    transactions = Transactions(
        database, instance=instance, service=NATIONAL, clock=system_clock, wake=lambda: None
    )
    try:
        async with transactions.begin() as tx:
            await commands.note_backup(tx, slug, taken_at=taken_at)
    finally:
        await database.close()
