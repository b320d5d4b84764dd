"""Letting go of the content of files that were removed."""

from services.members.attachments import commands
from shared.chassis.transaction import Transactions
from shared.chassis.workers import Worker


async def _round(transactions: Transactions) -> bool:
    async with transactions.begin() as tx:
        return await commands.let_go(tx)


WORKER = Worker("members/attachments", _round)
