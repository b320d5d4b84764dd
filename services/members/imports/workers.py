"""The work on files: one at a time, in one transaction a step, telling how far it has come."""

from services.members.imports import commands, queries
from services.members.imports.model import CONFIRMED, MAPPED, UPLOADED
from services.members.places.model import Municipalities
from shared.chassis.transaction import Transactions
from shared.chassis.workers import Worker


def importer(places: Municipalities) -> Worker:
    """Return the worker that reads, checks and saves what was brought."""

    async def round(transactions: Transactions) -> bool:  # noqa: A001
        return await _work(transactions, places)

    return Worker("imports", round)


async def _work(transactions: Transactions, places: Municipalities) -> bool:
    async with transactions.begin() as tx:
        file = await queries.waiting(tx)
        if file is None:
            await commands.forget_old(tx, tx.at)
            return False

        async def said(done: int, total: int) -> None:
            # In a transaction of its own: the reader of the page sees it while the work goes on.
            async with transactions.begin() as aside:
                await commands.tell(aside, file.id, done, total)

        if file.state == UPLOADED:
            await commands.read(tx, file)
        if file.state == MAPPED:
            await commands.check(tx, file, places, said)
        elif file.state == CONFIRMED:
            await commands.save(tx, file, places, said)
    return True
