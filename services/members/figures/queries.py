"""Summing what organisations tell of their people."""

from collections.abc import Sequence

from sqlalchemy import func, select

from services.members.figures.model import NAMES, Sum
from services.members.organisations.model import DISSOLVED, Organisation
from shared.chassis.transaction import Snapshot

NATIONWIDE = "national"


async def sums(look: Snapshot) -> Sequence[Sum]:
    """Return each key figure, summed over the organisations a coordinator has verified.

    A region leaves out those that work in the whole country: national counts them, once and not per region.
    """
    columns = [getattr(Organisation, name) for name in NAMES]
    here = Organisation.scope == NATIONWIDE if look.instance.is_national else Organisation.scope != NATIONWIDE
    query = select(*(func.sum(column) for column in columns), *(func.count(column) for column in columns))
    rows = await look.execute(
        query.where(
            here,
            Organisation.merged_into_id.is_(None),
            Organisation.status != DISSOLVED,
            Organisation.verified.is_not(None),
        )
    )
    told = list(rows.one())
    return [
        Sum(name, int(total or 0), count)
        for name, total, count in zip(NAMES, told[: len(NAMES)], told[len(NAMES) :], strict=True)
    ]
