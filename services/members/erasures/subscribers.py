"""What is forgotten by itself, every night."""

from services.members.erasures import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.members import RetentionDue


@handles(RetentionDue)
async def on_retention_due(event: RetentionDue, tx: Transaction) -> None:
    await commands.forget_outlived(tx, tx.at)


SUBSCRIPTIONS = (on_retention_due,)
