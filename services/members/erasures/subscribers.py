"""What is forgotten by itself, every night."""

from datetime import timedelta

from services.members.erasures import commands
from shared.chassis.subscriptions import Subscription, handles
from shared.chassis.transaction import Transaction
from shared.contracts.members import RetentionDue


def subscriptions(notice: timedelta) -> tuple[Subscription, ...]:
    """Return the night's work; who is to be erased is told so long before."""

    @handles(RetentionDue)
    async def on_retention_due(event: RetentionDue, tx: Transaction) -> None:
        await commands.forget_outlived(tx, tx.at, notice=notice)

    return (on_retention_due,)
