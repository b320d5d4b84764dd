"""The timer of requests: the day has passed."""

from services.meetings.requests import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.meetings import RequestDue


@handles(RequestDue)
async def on_request_due(event: RequestDue, tx: Transaction) -> None:
    await commands.pass_day(tx, event.request_id)
