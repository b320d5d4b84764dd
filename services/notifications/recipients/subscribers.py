"""What members tells of people."""

from services.notifications.recipients import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.people import PersonChanged


@handles(PersonChanged)
async def on_person_changed(event: PersonChanged, tx: Transaction) -> None:
    await commands.remember(tx, event)


SUBSCRIPTIONS = (on_person_changed,)
