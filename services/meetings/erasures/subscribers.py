"""An erased person is forgotten in the rosters, in the words they wrote, and in those of others."""

from services.meetings.erasures import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.people import PersonErased


@handles(PersonErased)
async def on_person_erased(event: PersonErased, tx: Transaction) -> None:
    await commands.forget(tx, event)
