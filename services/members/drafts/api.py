"""Drafts, as JSON. Whoever has the link's token may see, change, send and erase the draft."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.members.applications import queries as applications
from services.members.applications.schemas import ApplicationIn, ReceiptOut
from services.members.drafts import commands, queries
from services.members.drafts.schemas import DraftIn, DraftOut, NewDraftIn
from services.members.people.schemas import Token
from shared.chassis.problems import Problem
from shared.chassis.web import Look, Tx, problem_json

router = APIRouter(tags=["applications"])


@router.post("/calls/{call_id}/drafts", status_code=201)
async def start(call_id: UUID, body: NewDraftIn, tx: Tx) -> DraftOut:
    """Save an unfinished application; a letter carries the link to go on."""
    draft = await commands.start(tx, call_id, body, body.typed(), at=tx.at)
    return DraftOut.of(draft, queries.link(tx, draft))


@router.get("/drafts/{token}")
async def draft(token: Token, look: Look) -> DraftOut:
    return DraftOut.of(await queries.of_link(look, token), token)


@router.put("/drafts/{token}")
async def save(token: Token, body: DraftIn, tx: Tx) -> DraftOut:
    saved = await commands.save(tx, await queries.of_link(tx, token, lock=True), body.typed(), at=tx.at)
    return DraftOut.of(saved, token)


@router.delete("/drafts/{token}", status_code=204)
async def erase(token: Token, tx: Tx) -> None:
    await tx.delete(await queries.of_link(tx, token, lock=True))


@router.post("/drafts/{token}/sending", status_code=201, response_model=ReceiptOut)
async def send(token: Token, body: ApplicationIn, tx: Tx) -> ReceiptOut | Response:
    """Send the application; then the draft is gone."""
    outcome = await commands.send(tx, await queries.of_link(tx, token, lock=True), body, at=tx.at)
    if isinstance(outcome, Problem):
        return problem_json(outcome)
    return ReceiptOut.of(outcome, applications.link(tx, outcome))
