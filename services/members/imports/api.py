"""Files of organisations, in and out, as JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Path, Query, UploadFile

from services.members import access
from services.members.imports import commands, queries
from services.members.imports.forms import Which, readable
from services.members.imports.model import ImportFile
from services.members.imports.schemas import (
    ActionIn,
    ColumnsIn,
    DecisionIn,
    ImportOut,
    ImportRowOut,
    ImportRowsOut,
    ImportsOut,
)
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["imports"])

Limit = Annotated[int, Query(ge=1, le=500)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
RowNumber = Annotated[int, Path(ge=1, le=1_000_000)]


@router.post("/imports", status_code=202)
async def bring(
    file: Annotated[UploadFile, File()], tx: Tx, who: Who, verified: Annotated[bool, Form()] = False
) -> ImportOut:
    """Take a CSV or XLSX file in; ask again how far it has come."""
    require(access.may_keep_directory(who), who)
    brought = await commands.bring(
        tx, readable(file.filename), await file.read(), verified=verified, by=who.person_id, at=tx.at
    )
    return await _shown(tx, brought)


@router.get("/imports")
async def every(look: Look, who: Who) -> ImportsOut:
    """Return the last files, the newest first."""
    require(access.may_keep_directory(who), who)
    return ImportsOut(items=[await _shown(look, file) for file in await queries.files(look)])


@router.put("/imports/{import_id}/rows")
async def decide_all(import_id: UUID, body: DecisionIn, tx: Tx, who: Who) -> ImportOut:
    """Say what is done with every row that resembles an organisation in one way."""
    require(access.may_keep_directory(who), who)
    await commands.decide_all(tx, import_id, body.match_by, body.action)
    return await _shown(tx, await queries.file(tx, import_id))


@router.get("/imports/{import_id}")
async def one(import_id: UUID, look: Look, who: Who) -> ImportOut:
    require(access.may_keep_directory(who), who)
    return await _shown(look, await queries.file(look, import_id))


@router.get("/imports/{import_id}/rows")
async def rows(
    import_id: UUID, look: Look, who: Who, *, which: Which = "all", limit: Limit = 50, offset: Offset = 0
) -> ImportRowsOut:
    require(access.may_keep_directory(who), who)
    found = await queries.rows(look, import_id, which, limit=limit, offset=offset)
    counts = await queries.counts(look, import_id)
    return ImportRowsOut(items=[ImportRowOut.of(row) for row in found], total=counts.of(which))


@router.put("/imports/{import_id}/columns")
async def columns(import_id: UUID, body: ColumnsIn, tx: Tx, who: Who) -> ImportOut:
    require(access.may_keep_directory(who), who)
    return await _shown(tx, await commands.choose_columns(tx, import_id, body.columns))


@router.put("/imports/{import_id}/rows/{number}")
async def decide(import_id: UUID, number: RowNumber, body: ActionIn, tx: Tx, who: Who) -> ImportRowOut:
    require(access.may_keep_directory(who), who)
    return ImportRowOut.of(await commands.decide(tx, import_id, number, body.action))


@router.post("/imports/{import_id}/confirmation", status_code=202)
async def confirm(import_id: UUID, tx: Tx, who: Who) -> ImportOut:
    """Save every row, all or none."""
    require(access.may_keep_directory(who), who)
    return await _shown(tx, await commands.confirm(tx, import_id))


@router.delete("/imports/{import_id}", status_code=204)
async def discard(import_id: UUID, tx: Tx, who: Who) -> None:
    require(access.may_keep_directory(who), who)
    await commands.discard(tx, import_id)


async def _shown(look: Snapshot, file: ImportFile) -> ImportOut:
    return ImportOut.of(file, await queries.counts(look, file.id))
