"""Erasing, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.erasures import commands
from services.members.errors import PersonUnknown
from shared.chassis.web import Tx, Who, require

router = APIRouter(tags=["people"])


@router.post("/me/erasure", status_code=204)
async def erase_me(tx: Tx, who: Who) -> None:
    """Erase the one who asks, here and in every service. It cannot be undone."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    await commands.erase(tx, who.person_id, by=who.person_id, at=tx.at)


@router.post("/people/{person_id}/erasure", status_code=204)
async def erase(person_id: UUID, tx: Tx, who: Who) -> None:
    """Erase a person who has asked for it. It cannot be undone."""
    require(access.may_erase(who, person_id), who)
    await commands.erase(tx, person_id, by=who.person_id, at=tx.at)
