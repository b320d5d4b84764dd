"""Looking at the files that were brought, their rows, and whom these resemble."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, text

from services.members.imports.model import (
    ADD,
    SKIP,
    UPDATE,
    WORKED_ON,
    ColumnMapping,
    ImportFile,
    ImportProgress,
    ImportRow,
)
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot

SHOWN = 50
WHICH = {
    "errors": ImportRow.facts.is_(None),
    "matches": ImportRow.match_id.is_not(None),
    "all": ImportRow.number > 0,
}


@dataclass(frozen=True)
class Counts:
    """How many rows a file has, how they are, what is to be done with them, and how far the work has come."""

    rows: int
    errors: int
    matches: int
    add: int
    update: int
    skip: int
    done: int
    total: int

    def of(self, which: str) -> int:
        """Return how many rows are of one kind."""
        return {"all": self.rows, "errors": self.errors, "matches": self.matches}[which]


async def file(look: Snapshot, import_id: UUID, *, lock: bool = False) -> ImportFile:
    """Return a file. Raises NotFound."""
    found = await look.get(ImportFile, import_id, lock=lock)
    if found is None:
        raise NotFound
    return found


async def files(look: Snapshot) -> Sequence[ImportFile]:
    """Return the last files, the newest first."""
    return await look.all(select(ImportFile).order_by(ImportFile.uploaded.desc()).limit(SHOWN))


async def waiting(look: Snapshot) -> ImportFile | None:
    """Return the file that has waited longest to be worked on, held by whoever asks first."""
    return await look.first(
        select(ImportFile)
        .where(ImportFile.state.in_(WORKED_ON))
        .order_by(ImportFile.uploaded)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


async def counts(look: Snapshot, import_id: UUID) -> Counts:
    """Count the rows of a file: right and wrong, those that resemble another, and what will be done."""
    # A row with an error is not done anything with.
    right = ImportRow.facts.is_not(None)
    counted = await look.execute(
        select(
            func.count(),
            func.count().filter(ImportRow.facts.is_(None)),
            func.count().filter(ImportRow.match_id.is_not(None)),
            *(func.count().filter(right, ImportRow.action == action) for action in (ADD, UPDATE, SKIP)),
        ).where(ImportRow.import_id == import_id)
    )
    progress = await look.get(ImportProgress, import_id)
    return Counts(*counted.one(), progress.done if progress else 0, progress.total if progress else 0)


async def rows(
    look: Snapshot, import_id: UUID, which: str, *, limit: int, offset: int
) -> Sequence[ImportRow]:
    """Return a page of rows in their order."""
    query = select(ImportRow).where(ImportRow.import_id == import_id, WHICH[which])
    return await look.all(query.order_by(ImportRow.number).limit(limit).offset(offset))


async def rows_after(
    look: Snapshot, import_id: UUID, number: int, limit: int, *actions: str
) -> Sequence[ImportRow]:
    """Return the next rows after one, only those with some actions when they are named."""
    query = select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.number > number)
    if actions:
        query = query.where(ImportRow.action.in_(actions))
    return await look.all(query.order_by(ImportRow.number).limit(limit))


async def mapping(look: Snapshot, headings: str) -> Mapping[str, str] | None:
    """Return what columns with these headings meant the last time."""
    known = await look.get(ColumnMapping, headings)
    return known.columns if known else None


MATCH = text(
    r"""
    WITH mine AS (
      SELECT number, facts->>'business_id' AS business_id, facts->>'register_number' AS register_number,
        regexp_replace(lower(facts->>'name'), '\s+(ry|rf|r\.y\.|r\.f\.)$|[^[:alnum:]]+', '', 'g') AS plain
      FROM import_row
      WHERE import_id = :import_id AND number > :first AND number <= :last AND facts IS NOT NULL
    ), best AS (
      SELECT DISTINCT ON (mine.number) mine.number, other.id, other.how FROM mine CROSS JOIN LATERAL (
        SELECT id, 'number' AS how, 1 AS place FROM organisation WHERE business_id = mine.business_id
        UNION ALL
        SELECT id, 'number', 1 FROM organisation WHERE register_number = mine.register_number
        UNION ALL
        (SELECT id, CASE WHEN plain_name = mine.plain THEN 'name' ELSE 'alike' END, 2 FROM organisation
          WHERE plain_name % mine.plain AND merged_into_id IS NULL
            AND coalesce(business_id = mine.business_id, true)
            AND coalesce(register_number = mine.register_number, true)
          ORDER BY similarity(plain_name, mine.plain) DESC, id LIMIT 1)
      ) AS other ORDER BY mine.number, other.place
    )
    UPDATE import_row SET match_id = best.id, match_by = best.how,
      action = CASE WHEN best.how = 'alike' THEN 'add' ELSE 'skip' END
    FROM best WHERE import_row.import_id = :import_id AND import_row.number = best.number
    """
)
"""Whom rows resemble: the same number, the same name, or nearly so if the numbers do not differ."""

TWICE = text(
    """
    WITH keyed AS (
      SELECT number, key, first_value(number) OVER (PARTITION BY key ORDER BY number) AS earlier
      FROM import_row CROSS JOIN LATERAL (VALUES
        ('b' || (facts->>'business_id')), ('r' || (facts->>'register_number')),
        (CASE WHEN coalesce(facts->>'business_id', facts->>'register_number') IS NULL
          THEN 'n' || lower(facts->>'name') || '|' || coalesce(facts->>'municipality', '') END)
      ) AS keys(key) WHERE import_id = :import_id AND facts IS NOT NULL AND key IS NOT NULL
    ), twice AS (
      SELECT number, min(earlier) AS earlier FROM keyed WHERE earlier < number GROUP BY number
    )
    UPDATE import_row SET facts = NULL, errors = jsonb_build_array(jsonb_build_object(
      'field', 'name', 'type', 'twice', 'ctx', jsonb_build_object('row', twice.earlier)))
    FROM twice WHERE import_row.import_id = :import_id AND import_row.number = twice.number
    """
)
"""Rows of the same organisation in one file: all but the first are wrong."""
