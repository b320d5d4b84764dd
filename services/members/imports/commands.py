"""Bringing a file, saying what its columns mean, and the work that follows: reading, checking, saving."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from services.members.errors import OrganisationKnown
from services.members.imports import queries
from services.members.imports.model import (
    ADD,
    KEPT,
    NUMBER,
    SAVED,
    SAVED_KEPT,
    UPDATE,
    WORKED_ON,
    ColumnMapping,
    ImportFile,
    ImportProgress,
    ImportRow,
)
from services.members.imports.schemas import CONTACT, RowReader, recognise
from services.members.keywords import queries as keywords
from services.members.organisations.model import FILE, Organisation
from services.members.people import commands as people
from services.members.places.model import Municipalities
from services.members.sheets import model as sheets
from services.members.sheets.model import SheetUnreadable
from shared.chassis.problems import NotFound, Problem
from shared.chassis.transaction import Transaction

PORTION = 500
ALIKE = 0.6
Tell = Callable[[int, int], Awaitable[None]]


async def bring(
    tx: Transaction, name: str, content: bytes, *, verified: bool, by: UUID | None, at: datetime
) -> ImportFile:
    """Take a file in; it is read by and by."""
    file = ImportFile.bring(name[:200] or "–", content, verified=verified, by=by, at=at)
    tx.add(file)
    await tx.flush()
    tx.add(ImportProgress(import_id=file.id, done=0, total=0))
    tx.leave_work()
    return file


async def choose_columns(tx: Transaction, import_id: UUID, columns: Mapping[str, str]) -> ImportFile:
    """Say what the columns mean, and remember it for the next file with these headings."""
    file = await queries.file(tx, import_id, lock=True)
    file.choose({number: field for number, field in columns.items() if int(number) < len(file.headings)})
    statement = upsert(ColumnMapping).values(headings=_key(file.headings), columns=file.columns)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["headings"], set_={"columns": statement.excluded.columns}
        )
    )
    tx.leave_work()
    return file


async def decide(tx: Transaction, import_id: UUID, number: int, action: str) -> ImportRow:
    """Say what is done with a row that resembles an organisation. Raises OrganisationKnown."""
    (await queries.file(tx, import_id, lock=True)).check_open()
    row = await tx.get(ImportRow, (import_id, number), lock=True)
    if row is None or row.match_id is None:
        raise NotFound
    if action == ADD and row.match_by == NUMBER:
        raise OrganisationKnown
    row.action = action
    return row


async def decide_all(tx: Transaction, import_id: UUID, match_by: str, action: str) -> None:
    """Say what is done with every row that resembles an organisation in one way."""
    (await queries.file(tx, import_id, lock=True)).check_open()
    if action == ADD and match_by == NUMBER:
        raise OrganisationKnown
    rows = update(ImportRow).where(ImportRow.import_id == import_id, ImportRow.match_by == match_by)
    await tx.execute(rows.values(action=action).execution_options(synchronize_session=False))


async def confirm(tx: Transaction, import_id: UUID) -> ImportFile:
    """Let the rows be saved, all of them together. Raises ImportHasErrors."""
    file = await queries.file(tx, import_id, lock=True)
    file.confirm(errors=(await queries.counts(tx, import_id)).errors)
    tx.leave_work()
    return file


async def discard(tx: Transaction, import_id: UUID) -> None:
    """Throw a file away; what was saved from it stays."""
    await tx.delete(await queries.file(tx, import_id, lock=True))


async def forget_old(tx: Transaction, at: datetime) -> None:
    """Throw away what nobody came back to, and in time what is told of files that were saved."""
    abandoned = and_(ImportFile.uploaded < at - KEPT, ImportFile.state.not_in((*WORKED_ON, SAVED)))
    old = delete(ImportFile).where(or_(abandoned, ImportFile.saved < at - SAVED_KEPT))
    await tx.execute(old.execution_options(synchronize_session=False))


async def forget_files(tx: Transaction, names: Callable[[str], bool]) -> None:
    """Throw away what names someone: files that have not been read yet, and what headings meant."""
    for file_id, content in await queries.unread(tx):
        try:
            lines = await asyncio.to_thread(sheets.read, content)
        except Problem:
            lines = []
        if any(names(cell) for cells in lines for cell in cells):
            await discard(tx, file_id)
    for mapping in await tx.all(select(ColumnMapping)):
        if names(mapping.headings):
            await tx.delete(mapping)


async def tell(tx: Transaction, import_id: UUID, done: int, total: int) -> None:
    """Write down how far the work has come."""
    progress = update(ImportProgress).where(ImportProgress.import_id == import_id)
    await tx.execute(progress.values(done=done, total=total).execution_options(synchronize_session=False))


async def read(tx: Transaction, file: ImportFile) -> None:
    """Read a file into rows; one that cannot be read is marked with why."""
    content = await tx.first(select(ImportFile.content).where(ImportFile.id == file.id))
    try:
        lines = await asyncio.to_thread(sheets.read, content or b"")
        first = next((number for number, cells in enumerate(lines) if any(cells)), None)
        if first is None:
            raise SheetUnreadable
    except Problem as problem:
        file.fail(problem)
        return
    headings = [heading[:200] for heading in lines[first]]
    rows = [
        {"import_id": file.id, "number": number, "cells": cells, "facts": None, "errors": [], "action": ADD}
        for number, cells in enumerate(lines[first + 1 :], first + 2)
        if any(cells)
    ]
    if rows:
        await tx.execute(insert(ImportRow), rows)
    file.read(headings, dict(await queries.mapping(tx, _key(headings)) or recognise(headings)))


async def check(tx: Transaction, file: ImportFile, places: Municipalities, said: Tell) -> None:
    """Check each row and look for whom it resembles."""
    reader = await _reader(tx, file, places)
    total = await tx.first(select(func.count()).where(ImportRow.import_id == file.id)) or 0
    done, last = 0, 0
    while rows := await queries.rows_after(tx, file.id, last, PORTION):
        readings = await asyncio.to_thread(reader.read_all, [row.cells for row in rows])
        values = [
            {
                "import_id": file.id,
                "number": row.number,
                "facts": reading.facts,
                "errors": reading.errors,
                "match_id": None,
                "match_by": None,
                "action": ADD,
            }
            for row, reading in zip(rows, readings, strict=True)
        ]
        await tx.execute(update(ImportRow), values)
        bounds = {"import_id": file.id, "first": last, "last": rows[-1].number, "alike": ALIKE}
        await tx.execute(queries.MATCH, bounds)
        last, done = rows[-1].number, done + len(rows)
        await said(done, total)
    await tx.execute(queries.TWICE, {"import_id": file.id})
    file.checked()


async def save(tx: Transaction, file: ImportFile, places: Municipalities, said: Tell) -> None:
    """Save every row, or none: when the directory has changed under the file, it is checked again."""
    try:
        async with tx.attempt():
            added, updated = await _save_rows(tx, file, places, said)
            await tx.flush()
    except IntegrityError:
        file.check_again()
        return
    await tx.execute(
        delete(ImportRow).where(ImportRow.import_id == file.id).execution_options(synchronize_session=False)
    )
    file.finish(added=added, updated=updated, at=tx.at)


async def _save_rows(
    tx: Transaction, file: ImportFile, places: Municipalities, said: Tell
) -> tuple[int, int]:
    reader = await _reader(tx, file, places)
    counts = await queries.counts(tx, file.id)
    vouched = {"verified": tx.at, "verified_by": file.uploaded_by} if file.verified else {}
    added, updated, last = 0, 0, 0
    while rows := await queries.rows_after(tx, file.id, last, PORTION, ADD, UPDATE):
        new = [row.facts | vouched for row in rows if row.action == ADD and row.facts]
        await _add(tx, new)
        changes = {row.match_id: row for row in rows if row.action == UPDATE and row.match_id}
        await _update(tx, changes, reader, vouched, by=file.uploaded_by)
        added, updated, last = added + len(new), updated + len(changes), rows[-1].number
        await said(added + updated, counts.add + counts.update)
    return added, updated


async def _add(tx: Transaction, facts: Sequence[dict[str, Any]]) -> None:
    contacts = await _contacts(tx, facts)
    rows = [
        {
            "id": uuid4(),
            "version": 1,
            "source": FILE,
            "registered": tx.at,
            "contact_person_id": None,
            **_joined(one, contacts),
        }
        for one in facts
    ]
    if rows:
        await tx.execute(insert(Organisation), rows)
        tx.record_all(event for row in rows for event in Organisation(**row).introduced())


async def _update(
    tx: Transaction,
    rows: Mapping[UUID, ImportRow],
    reader: RowReader,
    vouched: Mapping[str, Any],
    *,
    by: UUID | None,
) -> None:
    if not rows:
        return
    query = select(Organisation).where(Organisation.id.in_(rows)).order_by(Organisation.id)
    contacts = await _contacts(tx, [row.facts or {} for row in rows.values()])
    for organisation in await tx.all(query.with_for_update()):
        row = rows[organisation.id]
        given = _joined(reader.given(row.facts or {}, row.cells), contacts)
        values = given | dict(vouched)
        tx.add(*organisation.differences(values, by=by, at=tx.at))
        tx.record_all(organisation.change(values))
    await tx.flush()


async def _contacts(tx: Transaction, facts: Sequence[Mapping[str, Any]]) -> Mapping[str, UUID]:
    """Return the contact people of rows by address, made known now when nobody has it."""
    written = {
        one["contact_person_email"]: (one["contact_name"], one["language"])
        for one in facts
        if one.get("contact_person_email")
    }
    known = await people.know_all(tx, written, tx.at)
    return {email: person.id for email, person in known.items()}


def _joined(facts: Mapping[str, Any], contacts: Mapping[str, UUID]) -> dict[str, Any]:
    """Return the facts with the contact person instead of what was written of one."""
    own = {name: value for name, value in facts.items() if name not in CONTACT}
    email = facts.get("contact_person_email")
    return own | ({"contact_person_id": contacts[email]} if email else {})


async def _reader(tx: Transaction, file: ImportFile, places: Municipalities) -> RowReader:
    lists, on = await keywords.lists(tx), await keywords.expertise_on(tx)
    return RowReader(file.columns, places, lists, expertise=on)


def _key(headings: Sequence[str]) -> str:
    return json.dumps([heading.casefold() for heading in headings], ensure_ascii=False)
