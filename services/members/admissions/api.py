"""Whom national proposes to the region as its adviser, as JSON; national itself has none."""

from uuid import UUID

from fastapi import APIRouter, Depends

from services.members import access
from services.members.admissions import commands
from services.members.admissions.schemas import LetInIn, ProposedListOut, ProposedOut
from services.members.advisers import queries
from services.members.advisers.model import ProposedAdviser, check_region
from services.members.bodies.commands import today
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Here, Look, Tx, Who, require


async def _in_a_region(here: Here) -> None:
    check_region(here)


router = APIRouter(tags=["admissions"], dependencies=[Depends(_in_a_region)])


@router.get("/advisers")
async def everyone(look: Look, who: Who) -> ProposedListOut:
    """List whom national proposes, and what the region has made of it."""
    require(access.may_let_advisers_in(who), who)
    found, on = await queries.all_proposed(look), today(look.at)
    return ProposedListOut(
        items=[ProposedOut.of(one, on) for one in found],
        waiting=sum(one.waits(on) for one in found),
    )


@router.post("/advisers/{adviser_id}/letting-in")
async def let_in(adviser_id: UUID, body: LetInIn, tx: Tx, who: Who) -> ProposedOut:
    """Give the adviser a role in one of the region's bodies, as long as national proposes them."""
    require(access.may_let_advisers_in(who), who)
    return await _out(tx, await commands.let_in(tx, adviser_id, body, by=who, at=tx.at))


@router.post("/advisers/{adviser_id}/declining")
async def decline(adviser_id: UUID, tx: Tx, who: Who) -> ProposedOut:
    """Let the adviser not in; national is told."""
    require(access.may_let_advisers_in(who), who)
    return await _out(tx, await commands.decline(tx, adviser_id, at=tx.at))


@router.post("/advisers/{adviser_id}/address")
async def move(adviser_id: UUID, tx: Tx, who: Who) -> ProposedOut:
    """Have a link sent to the address national now tells, by which the adviser confirms it."""
    require(access.may_let_advisers_in(who) and access.may_change_way_in(who), who)
    return await _out(tx, await commands.move(tx, adviser_id, by=who.person_id, at=tx.at))


async def _out(look: Snapshot, proposed: ProposedAdviser) -> ProposedOut:
    return ProposedOut.of(await queries.here(look, proposed), today(look.at))
