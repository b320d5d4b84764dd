"""Joining two entries, with everything that points to them, and parting them again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, update
from sqlalchemy.exc import IntegrityError

from services.members.merges import queries
from services.members.merges.model import Merge, MergeBlocked
from services.members.organisations import queries as organisations
from services.members.organisations.model import FactChange, Logo
from services.members.people.model import Person
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction


async def merge(
    tx: Transaction,
    kept_id: UUID,
    merged_id: UUID,
    chosen: Collection[str],
    *,
    by: UUID | None,
    at: datetime,
) -> Merge:
    """Join an entry into another; the fields in `chosen` are taken from the one that goes.

    Raises MergeImpossible, and MergeBlocked when both have something of which there may be one.
    """
    found = await queries.pair(tx, kept_id, merged_id, lock=True)
    if len(found) < len({kept_id, merged_id}):
        raise NotFound
    kept, merged = found[kept_id], found[merged_id]
    joined, gone = Merge.join(kept, merged, set(chosen), by=by, at=at)
    try:
        async with tx.attempt():
            # The one that goes lets its numbers go first, so that the other may take them.
            await tx.flush()
            stays = joined.take_over(kept)
            joined.moved = await _move(tx, merged_id, kept_id)
            tx.add(joined)
            await tx.flush()
    except IntegrityError as error:
        raise MergeBlocked from error
    changed = [(kept_id, name, *pair) for name, pair in joined.kept_facts.items()]
    changed.append((merged_id, "merged_into_id", None, kept_id))
    tx.add(*(FactChange.of(*change, by=by, at=at) for change in changed))
    tx.record_all([*gone, *stays])
    return joined


async def undo(tx: Transaction, merge_id: UUID, *, by: UUID | None, at: datetime) -> Merge:
    """Part two entries again; what moved goes back. Raises MergeUndone."""
    joined = await tx.get(Merge, merge_id, lock=True)
    if joined is None:
        raise NotFound
    found = await queries.pair(tx, joined.kept_id, joined.merged_id, lock=True)
    kept, merged = found[joined.kept_id], found[joined.merged_id]
    stays = joined.undo(kept, merged, by=by, at=at)
    try:
        async with tx.attempt():
            await tx.flush()
            back = joined.bring_back(merged)
            await tx.flush()
            await _move_back(tx, joined)
    except IntegrityError as error:
        raise MergeBlocked from error
    tx.record_all([*stays, *back])
    return joined


async def forget_contact(tx: Transaction, person: Person) -> None:
    """Let no undoing bring back an erased person as the contact of an organisation."""
    for joined in await queries.naming(tx, person):
        joined.forget_contact(person.id, person.email or "")


async def _move(tx: Transaction, merged_id: UUID, kept_id: UUID) -> dict[str, Any]:
    """Point to the entry that stays from everywhere; return the keys of the rows that moved."""
    moved = {}
    # The logo of the one that stays stays.
    kept_logo = await organisations.logo(tx, kept_id)
    for column in queries.pointers():
        if kept_logo and column.table is Logo.__table__:
            continue
        keys = column.table.primary_key.columns
        rows = await tx.execute(
            update(column.table).where(column == merged_id).values({column: kept_id}).returning(*keys)
        )
        if found := [[str(part) for part in row] for row in rows]:
            moved[f"{column.table.name}.{column.name}"] = found
    return moved


async def _move_back(tx: Transaction, joined: Merge) -> None:
    """Point back from the rows that moved and still point to the entry that stayed."""
    for column in queries.pointers():
        keys = column.table.primary_key.columns
        for row in joined.moved.get(f"{column.table.name}.{column.name}", ()):
            same = [key == cast(cast(part, Text), key.type) for key, part in zip(keys, row, strict=True)]
            statement = update(column.table).where(column == joined.kept_id, *same)
            await tx.execute(statement.values({column: joined.merged_id}))
