"""Looking up drafts."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from services.members.drafts.model import Draft
from shared.chassis import links
from shared.chassis.problems import LinkExpired
from shared.chassis.transaction import Snapshot

LINK = "application-draft"


async def of_link(look: Snapshot, token: str, *, lock: bool = False) -> Draft:
    """Return the draft a link is for. Raises LinkExpired, also when it was sent or erased."""
    draft_id = UUID(links.read(look.instance, LINK, token, at=look.at)["id"])
    draft = await look.get(Draft, draft_id, lock=lock)
    if draft is None:
        raise LinkExpired
    return draft


def link(look: Snapshot, draft: Draft) -> str:
    """Return the token of a draft's link."""
    return links.sign(look.instance, LINK, {"id": str(draft.id)})


async def count_of(look: Snapshot, call_id: UUID, person_id: UUID) -> int:
    """Count the drafts one person has for a call."""
    found = await look.first(
        select(func.count()).select_from(Draft).where(Draft.call_id == call_id, Draft.person_id == person_id)
    )
    return found or 0


async def unreminded(look: Snapshot, call_id: UUID, number: int) -> Sequence[Draft]:
    """Return the drafts of a round that nobody has been reminded of, locked."""
    return await look.all(
        select(Draft)
        .where(Draft.call_id == call_id, Draft.round == number, Draft.reminded.is_(None))
        .order_by(Draft.saved, Draft.id)
        .with_for_update()
    )
