"""An erased person is forgotten in the rosters, and so are the words they wrote."""

from services.meetings.comments import commands
from services.meetings.rosters import commands as rosters
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.people import PersonErased


@handles(PersonErased)
async def on_person_erased(event: PersonErased, tx: Transaction) -> None:
    await rosters.forget_person(tx, event)
    await commands.forget(tx, event.person_id)
