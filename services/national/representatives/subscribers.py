"""The seats of the national instance's own bodies: members of this very instance tells of them."""

from services.national.representatives import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.members import SeatFilled, SeatVacated


@handles(SeatFilled)
async def on_seat_filled(event: SeatFilled, tx: Transaction) -> None:
    await commands.fill(tx, event)


@handles(SeatVacated)
async def on_seat_vacated(event: SeatVacated, tx: Transaction) -> None:
    await commands.vacate(tx, event)


SUBSCRIPTIONS = (on_seat_filled, on_seat_vacated)
