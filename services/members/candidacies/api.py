"""One's own candidacies, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.candidacies import commands, queries
from services.members.candidacies.schemas import OwnCandidaciesOut
from services.members.errors import PersonUnknown
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["representation"])


@router.get("/me/candidacies")
async def own(look: Look, who: Who) -> OwnCandidaciesOut:
    """List where one's name was put forward."""
    require(access.may_see_own(who), who)
    if who.person_id is None:
        raise PersonUnknown
    return OwnCandidaciesOut.of(await queries.of_person(look, who.person_id), look.at)


@router.post("/me/candidacies/{candidate_id}/agreement", status_code=204)
async def agree(candidate_id: UUID, tx: Tx, who: Who) -> None:
    """Say yes to being named, and to one's name being shown with the answer."""
    require(access.may_take_name_back(who, (await queries.candidate(tx, candidate_id)).person_id), who)
    await commands.agree(tx, candidate_id, at=tx.at)


@router.post("/me/candidacies/{candidate_id}/withdrawal", status_code=204)
async def withdraw(candidate_id: UUID, tx: Tx, who: Who) -> None:
    """Take one's name back, before the answer or after it."""
    require(access.may_take_name_back(who, (await queries.candidate(tx, candidate_id)).person_id), who)
    await commands.withdraw(tx, candidate_id, at=tx.at)


@router.post("/me/candidacies/{candidate_id}/return", status_code=204)
async def come_back(candidate_id: UUID, tx: Tx, who: Who) -> None:
    """Be a candidate again after taking the name back, as long as candidates are taken."""
    require(access.may_take_name_back(who, (await queries.candidate(tx, candidate_id)).person_id), who)
    await commands.come_back(tx, candidate_id, at=tx.at)
