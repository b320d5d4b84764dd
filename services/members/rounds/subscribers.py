"""What follows when a call opens."""

from services.members.rounds import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.members import CallOpened


@handles(CallOpened)
async def on_call_opened(event: CallOpened, tx: Transaction) -> None:
    await commands.tell_of_round(tx, event.call_id, at=tx.at)


SUBSCRIPTIONS = (on_call_opened,)
