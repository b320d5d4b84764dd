"""Two entries that were one person are asked once."""

from services.surveys.questionnaires import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.people import PersonMerged


@handles(PersonMerged)
async def on_person_merged(event: PersonMerged, tx: Transaction) -> None:
    await commands.join(tx, event)
