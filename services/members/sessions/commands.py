"""Beginning, renewing and ending sessions."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, update

from services.members.sessions import queries
from services.members.sessions.model import Session
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction

KEPT = timedelta(days=30)
"""How long an ended session is remembered."""


def start(tx: Transaction, person_id: UUID, user_agent: str, at: datetime) -> Session:
    """Begin a session."""
    session = Session.of(person_id, user_agent, at)
    tx.add(session)
    return session


async def renew(tx: Transaction, session_id: UUID | None, at: datetime) -> Session | None:
    """Return a session that still holds, seen today, or None."""
    session = await queries.one(tx, session_id)
    if session is None or not session.holds(at):
        return None
    session.see(at)
    return session


async def end(tx: Transaction, session_id: UUID, *, person_id: UUID, at: datetime) -> None:
    """End one's own session. Raises NotFound for a stranger's."""
    session = await queries.one(tx, session_id, lock=True)
    if session is None or session.person_id != person_id:
        raise NotFound
    session.end(at)


async def end_all(tx: Transaction, person_id: UUID, *, at: datetime, but: UUID | None = None) -> None:
    """End every session of a person, but one if it is told."""
    await tx.execute(
        update(Session)
        .where(Session.person_id == person_id, Session.ended.is_(None), Session.id.is_distinct_from(but))
        .values(ended=at)
        .execution_options(synchronize_session=False)
    )


async def forget(tx: Transaction, person_id: UUID) -> None:
    """Forget every session of a person; their tokens are renewed no more."""
    await tx.execute(delete(Session).where(Session.person_id == person_id))


async def forget_old(tx: Transaction, at: datetime) -> None:
    """Forget the sessions that ended a month ago."""
    await tx.execute(delete(Session).where(Session.until < at - KEPT))
