"""Taking a person's name out of the rosters and out of the words of others."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, cast, func, literal, or_, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Text

from services.meetings.comments import commands as comments
from services.meetings.erasures import queries
from services.meetings.erasures.model import ERASED, patterns
from services.meetings.rosters import commands as rosters
from services.meetings.rosters.model import Person
from shared.chassis.transaction import Transaction
from shared.contracts.people import PersonErased


async def forget(tx: Transaction, event: PersonErased) -> None:
    """Forget a person; the name leaves the words of others unless somebody else has it too."""
    person = await tx.get(Person, event.person_id, lock=True)
    if person and person.name and not await queries.has_namesake(tx, person):
        for table, plain, structured in queries.written():
            await _mend(tx, table, plain, patterns(person.name), Text)
            await _mend(tx, table, structured, patterns(person.name, in_json=True), JSONB)
    await rosters.forget_person(tx, event)
    await comments.forget(tx, event.person_id)


async def _mend(
    tx: Transaction,
    table: SqlTable,
    columns: Sequence[Column[Any]],
    ways: Sequence[str],
    as_type: type[Text] | type[JSONB],
) -> None:
    if not (columns and ways):
        return
    anywhere = literal("|".join(ways))
    await tx.execute(
        update(table)
        .where(or_(*(cast(column, Text).op("~*")(anywhere) for column in columns)))
        .values(
            {
                column: cast(func.regexp_replace(cast(column, Text), anywhere, ERASED, "gi"), as_type)
                for column in columns
            }
        )
    )
