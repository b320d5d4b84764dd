"""Finding every column in which somebody may have written a name."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, String, func, select
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from services.members.people.model import Person
from services.members.people.queries import one_person
from services.members.tables import Table
from shared.chassis.transaction import Snapshot

OWN = frozenset({"person"})
"""A person's own row is erased, not mended; that of a namesake stays."""
PUBLIC = frozenset({"organisation.name", "organisation.name_sv", "organisation.short_name", "body.name"})
"""What something is called in public, be it after a person."""


def written() -> Iterator[tuple[SqlTable, list[Column[Any]], list[Column[Any]]]]:
    """Return each table with its columns of text and of JSON in which people write."""
    for table in Table.metadata.sorted_tables:
        columns = [
            column
            for column in table.columns
            if not (column.primary_key or column.foreign_keys or column.computed)
            and f"{table.name}.{column.name}" not in PUBLIC
        ]
        plain = [column for column in columns if isinstance(_kind(column), String)]
        structured = [column for column in columns if isinstance(_kind(column), JSONB)]
        if table.name not in OWN and (plain or structured):
            yield table, plain, structured


async def has_namesake(look: Snapshot, person: Person) -> bool:
    """Tell whether somebody else is called the same: words may then be about that one."""
    query = select(func.count()).select_from(Person)
    own = person.merged_into_id or person.id
    others = (func.lower(Person.name) == person.name.lower(), one_person() != own)
    return bool(await look.first(query.where(*others, Person.erased.is_(None))))


def _kind(column: Column[Any]) -> Any:
    kind = column.type
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind
