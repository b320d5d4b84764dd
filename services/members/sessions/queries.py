"""Looking up sessions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from services.members.sessions.model import Session
from shared.chassis.transaction import Snapshot

SHOWN = 50


async def one(look: Snapshot, session_id: UUID | None, *, lock: bool = False) -> Session | None:
    """Return a session, or None."""
    return await look.get(Session, session_id, lock=lock) if session_id else None


async def standing(look: Snapshot, person_id: UUID, at: datetime) -> Sequence[Session]:
    """Return the sessions of a person that go on, the newest first."""
    query = select(Session).where(Session.person_id == person_id, Session.ended.is_(None), Session.until > at)
    return await look.all(query.order_by(Session.begun.desc(), Session.id).limit(SHOWN))
