"""The timers members set for itself before a term ends."""

from services.members.terms import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.seats import TermEnding


@handles(TermEnding)
async def on_term_ending(event: TermEnding, tx: Transaction) -> None:
    await commands.notice(tx, event, at=tx.at)


SUBSCRIPTIONS = (on_term_ending,)
