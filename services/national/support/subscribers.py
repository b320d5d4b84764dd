"""The support organisation, as members of the national instance tells of it."""

from services.national.support import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.members import SupportChanged


@handles(SupportChanged)
async def on_support_changed(event: SupportChanged, tx: Transaction) -> None:
    await commands.note(tx, event)


SUBSCRIPTIONS = (on_support_changed,)
