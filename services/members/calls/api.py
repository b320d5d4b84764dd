"""Calls, as JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.schemas import AskedDay
from services.members.calls import commands, queries
from services.members.calls.model import OPEN, Outline
from services.members.calls.schemas import CallIn, CallOut, CallsOut, OutlineOut, StateName
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


@router.get("/bodies/{slug}/call-outline")
async def outline(slug: Slug, look: Look, who: Who, on: AskedDay = None) -> OutlineOut:
    """Tell what a call for the seats that are vacant on a day, today or later, begins with."""
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_run_calls(who, whole.body.id), who)
    return OutlineOut.of(Outline.of(whole, max(on or today(look.at), today(look.at))))


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
async def calls(
    look: Look,
    who: Who,
    state: StateName | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> CallsOut:
    """Tell the calls one may see; `state=open` are those anyone can apply in now."""
    if state == OPEN:
        taking = await queries.open_calls(look, look.at)
        return CallsOut(items=[CallOut.of(one, look.at) for one in taking], total=len(taking))
    found, total = await queries.calls(
        look, access.runs_calls_of(who), state=state, limit=limit, offset=offset
    )
    return CallsOut(items=[CallOut.of(one, look.at) for one in found], total=total)


@router.get("/calls/{call_id}")
async def call(call_id: UUID, look: Look, who: Who) -> CallOut:
    """Tell a call. While its next round is a draft, others than those who run it get the round before."""
    found = await queries.call_in_body(look, call_id)
    if not found.call.is_unpublished or access.may_run_calls(who, found.call.body_id):
        return CallOut.of(found, look.at)
    if not found.rounds:
        raise NotFound
    return CallOut.of(found, look.at).as_told(found.rounds[-1], found.past_themes)
