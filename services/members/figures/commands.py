"""Telling everyone the key figures."""

from services.members.figures import queries
from services.members.figures.model import ToldFigures
from shared.chassis.transaction import Transaction


async def tell(tx: Transaction) -> None:
    """Tell everyone the sums that enough organisations stand behind, when they are not what was told last."""
    last = await tx.get(ToldFigures, 1, lock=True)
    if last is None:
        last = ToldFigures(id=1, version=0, figures={})
        tx.add(last)
    if told := last.tell(await queries.sums(tx)):
        tx.record(told)
