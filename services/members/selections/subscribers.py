"""What happens to a body when the term begins for which a selection was confirmed."""

from services.members.selections import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.selections import TargetsDue


@handles(TargetsDue)
async def on_targets_due(event: TargetsDue, tx: Transaction) -> None:
    await commands.set_targets(tx, event, at=tx.at)


SUBSCRIPTIONS = (on_targets_due,)
