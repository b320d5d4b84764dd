"""The box is emptied when our own timer says that the time to answer is over."""

from services.surveys.results import commands
from shared.chassis.subscriptions import handles
from shared.chassis.transaction import Transaction
from shared.contracts.surveys import SurveyClosed


@handles(SurveyClosed)
async def on_survey_closed(event: SurveyClosed, tx: Transaction) -> None:
    await commands.count(tx, event.survey_id, at=tx.at)
