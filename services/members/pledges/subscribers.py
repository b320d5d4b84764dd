"""Who has taken a seat or become a deputy is welcomed, and asked unless they only attend."""

from services.members.bodies.model import ATTENDEE
from services.members.pledges import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.members import SeatFilled
from shared.contracts.seats import DeputyNamed


@handles(SeatFilled)
async def on_seat_filled(event: SeatFilled, tx: Transaction) -> None:
    if event.kind == ATTENDEE:
        await commands.welcome(tx, event, at=tx.at)
    else:
        await commands.ask(tx, event, at=tx.at)


@handles(DeputyNamed)
async def on_deputy_named(event: DeputyNamed, tx: Transaction) -> None:
    await commands.ask(tx, event, at=tx.at)


SUBSCRIPTIONS = (on_seat_filled, on_deputy_named)
