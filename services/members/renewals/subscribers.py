"""The timer before the last day for answers about the next term."""

from services.members.renewals import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.seats import RenewalDue


@handles(RenewalDue)
async def on_renewal_due(event: RenewalDue, tx: Transaction) -> None:
    await commands.remind(tx, event)


SUBSCRIPTIONS = (on_renewal_due,)
