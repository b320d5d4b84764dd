"""Erasing, as JSON."""

from dataclasses import asdict
from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.bodies.commands import today
from services.members.erasures import commands, queries
from services.members.erasures.schemas import ConsequencesOut
from services.members.errors import PersonUnknown
from services.members.people import queries as people
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["people"])


@router.get("/me/erasure")
async def show_own(look: Look, who: Who) -> ConsequencesOut:
    """Count what would be erased, ended and kept without the name."""
    require(access.may_see_own(who), who)
    return await _counted(look, who.person_id)


@router.get("/people/{person_id}/erasure")
async def show(person_id: UUID, look: Look, who: Who) -> ConsequencesOut:
    """Count what would be erased of a person, ended and kept without the name."""
    require(access.may_erase(who, person_id), who)
    return await _counted(look, person_id)


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


async def _counted(look: Snapshot, person_id: UUID | None) -> ConsequencesOut:
    person, day = await people.known(look, person_id), today(look.at)
    alone = not await queries.other_coordinators(look, person.id, day)
    found = await queries.consequences(look, person, day)
    return ConsequencesOut(only_coordinator=alone, **asdict(found))
