"""Looking up the entries that are to be changed together, and who changed them before."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.members.organisations import queries as organisations
from services.members.organisations.model import Numbers, Organisation
from services.members.organisations.queries import Wanted
from shared.chassis.transaction import Snapshot


async def chosen(look: Snapshot, ids: Sequence[UUID], *, lock: bool = False) -> Sequence[Organisation]:
    """Return those of these entries that stand for themselves, always held in the same order.

    Those that are held are read anew: someone may have changed them since they were looked at.
    """
    query = select(Organisation).where(Organisation.id.in_(ids), Organisation.merged_into_id.is_(None))
    query = query.order_by(Organisation.id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return await look.all(query)


MOST_FOUND = 10_000


async def found(look: Snapshot, wanted: Wanted) -> Sequence[Organisation]:
    """Return everything that is wanted, one more than may be changed at once at the most.

    What is only written nearly so is not among it: nobody asked to change that.
    """
    return await organisations.all_wanted(look, wanted, at_most=MOST_FOUND + 1, nearly=False)


async def named(look: Snapshot, words: str) -> Organisation | None:
    """Return the organisation with this number or exactly this name."""
    try:
        numbers = Numbers.of(words)
    except ValueError:
        numbers = Numbers()
    return await organisations.same(look, words, numbers)
