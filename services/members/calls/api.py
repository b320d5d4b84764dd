"""Calls, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.bodies import queries as bodies
from services.members.calls import commands, queries
from services.members.calls.model import DRAFT
from services.members.calls.schemas import CallIn, CallOut, CallsOut, StateName
from shared.chassis.problems import NotFound
from shared.chassis.text import Slug
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["calls"])


@router.post("/bodies/{slug}/calls", status_code=201)
async def write(slug: Slug, body: CallIn, tx: Tx, who: Who) -> CallOut:
    whole = await bodies.whole_by_slug(tx, slug)
    require(access.may_run_calls(who, whole.body.id), who)
    call = await commands.write(tx, whole.body.id, body.notice())
    await tx.flush()
    return CallOut.of(await queries.call_in_body(tx, call.id), tx.at)


@router.patch("/calls/{call_id}")
async def rewrite(call_id: UUID, body: CallIn, tx: Tx, who: Who) -> CallOut:
    """Change a call until its deadline; the body is the whole notice."""
    require(access.may_run_calls(who, (await queries.call(tx, call_id)).body_id), who)
    await commands.rewrite(tx, call_id, body.notice(), at=tx.at)
    await tx.flush()
    return CallOut.of(await queries.call_in_body(tx, call_id), tx.at)


@router.post("/calls/{call_id}/publication")
async def publish(call_id: UUID, tx: Tx, who: Who) -> CallOut:
    require(access.may_run_calls(who, (await queries.call(tx, call_id)).body_id), who)
    await commands.publish(tx, call_id, at=tx.at)
    return CallOut.of(await queries.call_in_body(tx, call_id), tx.at)


@router.get("/calls")
async def calls(look: Look, who: Who, state: StateName | None = None) -> CallsOut:
    found = [
        CallOut.of(one, look.at)
        for one in await queries.calls(look)
        if one.call.published is not None or access.may_run_calls(who, one.call.body_id)
    ]
    items = [one for one in found if state in (None, one.state)]
    return CallsOut(items=items, total=len(items))


@router.get("/calls/{call_id}")
async def call(call_id: UUID, look: Look, who: Who) -> CallOut:
    found = CallOut.of(await queries.call_in_body(look, call_id), look.at)
    if found.state == DRAFT and not access.may_run_calls(who, found.body_id):
        raise NotFound
    return found
