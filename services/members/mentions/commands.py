"""Taking a person's name and address out of the words of others."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, cast, func, literal, or_, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Text

from services.members.imports import commands as imports
from services.members.mentions import queries
from services.members.mentions.model import Mention, mentions, named
from services.members.merges import commands as merges
from services.members.people.model import Person
from shared.chassis.transaction import Transaction


async def forget(tx: Transaction, person: Person) -> None:
    """Name a person nowhere any more; of a name that is somebody else's too, only the address goes."""
    name = "" if await queries.has_namesake(tx, person) else person.name
    plainly = mentions(person.email or "", name)
    in_json = mentions(person.email or "", name, in_json=True)
    await imports.forget_files(tx, lambda words: named(words, plainly))
    await merges.forget_contact(tx, person)
    await tx.flush()
    for table, plain, structured in queries.written():
        await _mend(tx, table, plain, plainly, as_type=Text)
        await _mend(tx, table, structured, in_json, as_type=JSONB)


async def _mend(
    tx: Transaction,
    table: SqlTable,
    columns: Sequence[Column[Any]],
    found: Sequence[Mention],
    *,
    as_type: type[Text] | type[JSONB],
) -> None:
    if not columns:
        return
    anywhere = "|".join(one.pattern for one in found)
    everything = func.lower(func.concat_ws(" ", *(cast(column, Text) for column in columns)))
    cores = {one.core for one in found}
    await tx.execute(
        update(table)
        .where(or_(*(everything.contains(core, autoescape=True) for core in sorted(cores))))
        .where(or_(*(cast(column, Text).op("~*")(literal(anywhere)) for column in columns)))
        .values({column: cast(_without(column, found), as_type) for column in columns})
    )


def _without(column: Column[Any], found: Sequence[Mention]) -> Any:
    words: Any = cast(column, Text)
    for one in found:
        words = func.regexp_replace(words, literal(one.pattern), literal(one.instead), "gi")
    return words
