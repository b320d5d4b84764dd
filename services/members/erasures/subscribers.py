"""What is done by itself, every night: what has outlived its time is forgotten, and figures are counted."""

from datetime import timedelta

from services.members.erasures import commands
from services.members.figures import commands as figures
from shared.chassis.subscriptions import Subscription, handles
from shared.chassis.transaction import Transaction
from shared.contracts.members import RetentionDue


def subscriptions(notice: timedelta) -> tuple[Subscription, ...]:
    """Return the night's work; who is to be erased is told so long before."""

    @handles(RetentionDue)
    async def on_retention_due(event: RetentionDue, tx: Transaction) -> None:
        await commands.forget_outlived(tx, tx.at, notice=notice)
        await figures.tell(tx)

    return (on_retention_due,)
