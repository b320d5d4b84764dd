"""Two entries of one person become one here too; an erased person is forgotten, also in words of others."""

from services.meetings.erasures import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.people import PersonErased, PersonMerged


@handles(PersonMerged)
async def on_person_merged(event: PersonMerged, tx: Transaction) -> None:
    await commands.join(tx, event)


@handles(PersonErased)
async def on_person_erased(event: PersonErased, tx: Transaction) -> None:
    await commands.forget(tx, event)
