"""Looking up access keys."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from services.members.keys.model import AccessKey, digest
from shared.chassis.clock import HELSINKI
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot

SHOWN = 100


async def standing(look: Snapshot, person_id: UUID, at: datetime) -> Sequence[AccessKey]:
    """Return the keys of a person that hold, the newest first."""
    query = select(AccessKey).where(
        AccessKey.person_id == person_id,
        AccessKey.ended.is_(None),
        AccessKey.last_day >= at.astimezone(HELSINKI).date(),
    )
    return await look.all(query.order_by(AccessKey.made.desc(), AccessKey.id).limit(SHOWN))


async def of_person(look: Snapshot, person_id: UUID) -> Sequence[AccessKey]:
    """Return every key of a person that is remembered, the newest first."""
    query = select(AccessKey).where(AccessKey.person_id == person_id)
    return await look.all(query.order_by(AccessKey.made.desc(), AccessKey.id))


async def own(look: Snapshot, key_id: UUID, person_id: UUID) -> AccessKey:
    """Return one's own key, held. Raises NotFound for a stranger's."""
    found = await look.get(AccessKey, key_id, lock=True)
    if found is None or found.person_id != person_id:
        raise NotFound
    return found


async def by_words(look: Snapshot, words: str) -> AccessKey | None:
    """Return the key that these words are."""
    return await look.first(select(AccessKey).where(AccessKey.digest == digest(words)))
