"""Where one is signed in, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.errors import PersonUnknown
from services.members.sessions import commands, queries
from services.members.sessions.schemas import SessionsOut
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["people"])


@router.get("/me/sessions")
async def standing(look: Look, who: Who) -> SessionsOut:
    """Return where the one who asks is signed in, the newest first."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    return SessionsOut.of(await queries.standing(look, who.person_id, look.at), who.session)


@router.delete("/me/sessions", status_code=204)
async def end_others(tx: Tx, who: Who) -> None:
    """Sign out everywhere but here, within a quarter of an hour."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    await commands.end_all(tx, who.person_id, at=tx.at, but=who.session)


@router.delete("/me/sessions/{session_id}", status_code=204)
async def end(session_id: UUID, tx: Tx, who: Who) -> None:
    """Sign out of one place, within a quarter of an hour."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    await commands.end(tx, session_id, person_id=who.person_id, at=tx.at)
