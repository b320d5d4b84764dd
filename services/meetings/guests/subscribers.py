"""Members knows the person; here the invitation follows."""

from services.meetings.guests import commands
from services.meetings.rosters import queries as roster_queries
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.seats import GuestAsked


@handles(GuestAsked)
async def on_guest_asked(event: GuestAsked, tx: Transaction) -> None:
    event = await roster_queries.of_one_person(tx, event, event.person_id)
    await commands.invite(tx, event, at=tx.at)
