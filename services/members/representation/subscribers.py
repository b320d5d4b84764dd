"""The timers before a mandate in an outside organ ends, and before the time for candidates does."""

from services.members.representation import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.seats import MandateEnding, NamesDue


@handles(MandateEnding)
async def on_mandate_ending(event: MandateEnding, tx: Transaction) -> None:
    await commands.notice_ending(tx, event, at=tx.at)


@handles(NamesDue)
async def on_names_due(event: NamesDue, tx: Transaction) -> None:
    await commands.remind(tx, event, at=tx.at)


SUBSCRIPTIONS = (on_mandate_ending, on_names_due)
