"""What becomes of applications and their evaluation when their time is over."""

from services.members.applications import commands as applications
from services.members.evaluations import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.members import ApplicationsOutlived
from shared.contracts.seats import TermChanged


@handles(ApplicationsOutlived)
async def on_applications_outlived(event: ApplicationsOutlived, tx: Transaction) -> None:
    if not event.all or not await applications.wait_for_term(tx, event.call_id, at=tx.at):
        await commands.erase(tx, event.call_id, every=event.all, at=tx.at)


@handles(TermChanged)
async def on_term_changed(event: TermChanged, tx: Transaction) -> None:
    await applications.follow_term(tx, event)


SUBSCRIPTIONS = (on_applications_outlived, on_term_changed)
