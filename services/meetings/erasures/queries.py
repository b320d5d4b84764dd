"""Finding every column in which somebody may have written a name."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, String, func, select
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from services.meetings.rosters.model import Person
from services.meetings.tables import Table
from shared.chassis.transaction import Snapshot

PAPERS = frozenset({"meetings", "agenda_items", "memos", "memo_items", "editions", "chapters"})
"""What a meeting was called to and what came of it: a coordinator mends that by hand."""
KNOWN = frozenset({"people", "bodies", "organisations", "seatings"})
"""What members tells, and takes back itself."""
PUBLIC = frozenset({"title", "represents"})
"""What something is called where everyone was told of it, be it after a person."""


def written() -> Iterator[tuple[SqlTable, list[Column[Any]], list[Column[Any]]]]:
    """Return each table with its columns of text and of JSON in which people write."""
    for table in Table.metadata.sorted_tables:
        columns = [
            column
            for column in table.columns
            if not (column.primary_key or column.foreign_keys or column.computed)
            and column.name not in PUBLIC
        ]
        plain = [column for column in columns if isinstance(_kind(column), String)]
        structured = [column for column in columns if isinstance(_kind(column), JSONB)]
        if table.name not in PAPERS | KNOWN and (plain or structured):
            yield table, plain, structured


async def has_namesake(look: Snapshot, person: Person) -> bool:
    """Tell whether somebody else is called the same: words may then be about that one."""
    own = person.merged_into_id or person.id
    others = (
        func.lower(Person.name) == person.name.lower(),
        func.coalesce(Person.merged_into_id, Person.id) != own,
    )
    return bool(await look.first(select(func.count()).select_from(Person).where(*others)))


def _kind(column: Column[Any]) -> Any:
    kind = column.type
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind
