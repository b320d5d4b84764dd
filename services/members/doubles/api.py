"""Joining two entries of one person, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.bodies.commands import today
from services.members.doubles import commands, queries
from services.members.doubles.schemas import ComparedOut, JoinIn
from services.members.people.schemas import PersonOut
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["people"])


@router.get("/people/{person_id}/merges/{other_id}")
async def compare(person_id: UUID, other_id: UUID, look: Look, who: Who) -> ComparedOut:
    """Return two entries, how much the other would bring, and what is in the way of joining it."""
    require(access.may_join_people(who), who)
    kept, merged = await queries.side(look, person_id), await queries.side(look, other_id)
    obstacle = await queries.obstacle(look, kept.person, merged.person, who, today(look.at))
    return ComparedOut.of(kept, merged, obstacle)


@router.post("/people/{person_id}/merges", status_code=201)
async def join(person_id: UUID, body: JoinIn, tx: Tx, who: Who) -> PersonOut:
    """Join another entry of the same person into this one. It cannot be undone."""
    require(access.may_join_people(who), who)
    # With the entry goes the address that links are sent to.
    require(access.may_change_way_in(who), who, hidden=False)
    return PersonOut.of(await commands.join(tx, person_id, body.merged_id, body.take, by=who, at=tx.at))
