"""What follows for deputies and offices when a seat is left."""

from services.members.seats import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.members import SeatVacated


@handles(SeatVacated)
async def on_seat_vacated(event: SeatVacated, tx: Transaction) -> None:
    await commands.release_deputies(tx, event.seat_id)
    await commands.leave_offices(tx, event)


SUBSCRIPTIONS = (on_seat_vacated,)
