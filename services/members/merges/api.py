"""Joining entries of the directory, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.merges import commands, queries
from services.members.merges.schemas import MergeIn, MergeOut, MergesOut
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["merges"])


@router.get("/organisations/{organisation_id}/merges")
async def merges(organisation_id: UUID, look: Look, who: Who) -> MergesOut:
    require(access.may_keep_directory(who), who)
    found = await queries.merges_of(look, organisation_id)
    return MergesOut(items=[MergeOut.of(one) for one in found])


@router.post("/organisations/{organisation_id}/merges", status_code=201)
async def merge(organisation_id: UUID, body: MergeIn, tx: Tx, who: Who) -> MergeOut:
    """Join an entry into this one, with its seats and applications."""
    require(access.may_keep_directory(who), who)
    joined = await commands.merge(tx, organisation_id, body.merged_id, body.take, by=who.person_id, at=tx.at)
    return MergeOut.of(joined)


@router.post("/merges/{merge_id}/undoing")
async def undo(merge_id: UUID, tx: Tx, who: Who) -> MergeOut:
    require(access.may_keep_directory(who), who)
    return MergeOut.of(await commands.undo(tx, merge_id, by=who.person_id, at=tx.at))
