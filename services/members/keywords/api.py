"""The directory's words, as JSON."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.keywords import commands, queries
from services.members.keywords.schemas import (
    KeywordIn,
    KeywordOut,
    KeywordsOut,
    MoveIn,
    RenamingIn,
    SettingIn,
)
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["keywords"])


@router.get("/keywords")
async def keywords(look: Look) -> KeywordsOut:
    """Tell the words an organisation can be described with, for anyone."""
    return await _shown(look)


@router.post("/keywords", status_code=201)
async def add(body: KeywordIn, tx: Tx, who: Who) -> KeywordOut:
    require(access.may_keep_directory(who), who)
    return KeywordOut.of(await commands.add(tx, body.kind, body.slug, body.name))


@router.post("/keywords/{keyword_id}/end")
async def end(keyword_id: UUID, tx: Tx, who: Who) -> KeywordOut:
    require(access.may_keep_directory(who), who)
    return KeywordOut.of(await commands.end(tx, keyword_id, at=tx.at))


@router.post("/keywords/{keyword_id}/reopening")
async def reopen(keyword_id: UUID, tx: Tx, who: Who) -> KeywordOut:
    require(access.may_keep_directory(who), who)
    return KeywordOut.of(await commands.reopen(tx, keyword_id))


@router.put("/keywords/{keyword_id}/name")
async def rename(keyword_id: UUID, body: RenamingIn, tx: Tx, who: Who) -> KeywordOut:
    require(access.may_keep_directory(who), who)
    return KeywordOut.of(await commands.rename(tx, keyword_id, body.name))


@router.post("/keywords/{keyword_id}/move")
async def move(keyword_id: UUID, body: MoveIn, tx: Tx, who: Who) -> KeywordOut:
    """Let a word change places with the one before it, or after it."""
    require(access.may_keep_directory(who), who)
    return KeywordOut.of(await commands.move(tx, keyword_id, up=body.up))


@router.put("/directory-settings")
async def set_up(body: SettingIn, tx: Tx, who: Who) -> KeywordsOut:
    require(access.may_keep_directory(who), who)
    await commands.set_expertise(tx, body.expertise)
    return await _shown(tx)


async def _shown(look: Snapshot) -> KeywordsOut:
    lists = await queries.lists(look)
    items = [KeywordOut.of(word) for words in lists.values() for word in words]
    return KeywordsOut(items=items, expertise=await queries.expertise_on(look))
