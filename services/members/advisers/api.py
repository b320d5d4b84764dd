"""The support organisation as JSON; only the national instance has one."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request

from services.members import access
from services.members.advisers import commands, queries
from services.members.advisers.model import Adviser, check_national
from services.members.advisers.schemas import AdviserIn, AdviserOut, AdvisersOut, WorkIn
from services.members.bodies.commands import today
from services.members.people import commands as people
from services.members.people import queries as people_queries
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Here, Look, Tx, Who, require


async def _in_national(here: Here) -> None:
    check_national(here)


router = APIRouter(tags=["advisers"], dependencies=[Depends(_in_national)])


@router.get("/support")
async def everyone(look: Look, who: Who, *, region: Slug | None = None) -> AdvisersOut:
    """List national staff and regional advisers; `region` leaves those who cover it."""
    named = access.may_keep_directory(who)
    found = await queries.everyone(look, today(look.at))
    items = [
        AdviserOut.of(one, person, named=named)
        for one, person in found
        if region is None or region in one.regions
    ]
    return AdvisersOut(items=items, total=len(items))


@router.post("/support", status_code=201)
async def employ(request: Request, body: AdviserIn, tx: Tx, who: Who) -> AdviserOut:
    require(access.may_keep_directory(who), who)
    person = await people.know(tx, body.name, body.email, body.language, tx.at)
    adviser = await commands.employ(tx, person, body.facts(), request.state.regions)
    return AdviserOut.of(adviser, person, named=True)


@router.put("/support/{adviser_id}")
async def change(request: Request, adviser_id: UUID, body: WorkIn, tx: Tx, who: Who) -> AdviserOut:
    """Change what someone does, in which regions, or until when."""
    require(access.may_keep_directory(who), who)
    return await _out(tx, await commands.change(tx, adviser_id, body.facts(), request.state.regions))


async def _out(look: Snapshot, adviser: Adviser) -> AdviserOut:
    person = (await people_queries.people(look, [adviser.person_id]))[adviser.person_id]
    return AdviserOut.of(adviser, person, named=True)
