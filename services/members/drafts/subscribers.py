"""What becomes of drafts when their times come."""

from services.members.drafts import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.members import DeadlineNear, DraftsOutlived


@handles(DeadlineNear)
async def on_deadline_near(event: DeadlineNear, tx: Transaction) -> None:
    await commands.remind(tx, event.call_id, event.round, at=tx.at)


@handles(DraftsOutlived)
async def on_drafts_outlived(event: DraftsOutlived, tx: Transaction) -> None:
    await commands.erase_all(tx, event.call_id, event.round)


SUBSCRIPTIONS = (on_deadline_near, on_drafts_outlived)
