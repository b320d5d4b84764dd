"""Letting go of the content of files that were removed, or never came to be."""

from services.members.attachments import commands
from shared.chassis.transaction import Transactions
from shared.chassis.workers import Worker


def letting_go() -> Worker:
    """Return the worker. It sweeps when it begins in an instance, and whenever files were removed."""
    swept: set[str] = set()

    async def work(transactions: Transactions) -> bool:
        async with transactions.begin() as tx:
            slug, gone = tx.instance.slug, await commands.let_go(tx)
        if gone == commands.BATCH:
            return True
        if gone or slug not in swept:
            async with transactions.begin() as tx:
                await commands.sweep(tx)
            swept.add(slug)
        return False

    return Worker("members/attachments", work)
