"""Looking regions up."""

from collections.abc import Sequence

from sqlalchemy import select

from services.national.errors import RegionNotHeard
from services.national.instances.model import Instance
from shared.chassis.transaction import Snapshot


async def instances(look: Snapshot) -> Sequence[Instance]:
    """Return the regions that have been heard of."""
    return await look.all(select(Instance).order_by(Instance.slug))


async def instance(look: Snapshot, slug: str) -> Instance:
    """Return one region. Raises RegionNotHeard."""
    found = await look.get(Instance, slug)
    if found is None:
        raise RegionNotHeard
    return found
