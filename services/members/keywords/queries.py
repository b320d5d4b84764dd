"""Looking up the directory's words."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from services.members.keywords.model import EXPERTISE, KINDS, DirectorySetting, Keyword
from shared.chassis.transaction import Snapshot

Lists = Mapping[str, Sequence[Keyword]]


async def lists(look: Snapshot, *, ended: bool = False, lock: bool = False) -> Lists:
    """Return the words by kind in their order; those that have ended only when they are asked for."""
    query = select(Keyword).order_by(Keyword.position, Keyword.slug)
    query = query.with_for_update() if lock else query
    found = await look.all(query if ended else query.where(Keyword.ended.is_(None)))
    return {kind: [word for word in found if word.kind == kind] for kind in KINDS}


async def expertise_on(look: Snapshot) -> bool:
    """Tell whether organisations may be tagged by expertise in this region."""
    return bool(await look.first(select(DirectorySetting.expertise)))


async def expertise(look: Snapshot, slugs: Collection[str]) -> list[Keyword]:
    """Return these tags of expertise in their order; none while they are not in use."""
    if not slugs or not await expertise_on(look):
        return []
    return [one for one in (await lists(look, ended=True))[EXPERTISE] if one.slug in slugs]
