"""The timer before a mandate in an outside organ ends."""

from services.members.representation import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.seats import MandateEnding


@handles(MandateEnding)
async def on_mandate_ending(event: MandateEnding, tx: Transaction) -> None:
    await commands.notice_ending(tx, event, at=tx.at)


SUBSCRIPTIONS = (on_mandate_ending,)
