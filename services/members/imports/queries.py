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
from services.members.organisations.model import SAME_END, plain, skeleton
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


async def unread(look: Snapshot) -> Sequence[tuple[UUID, bytes]]:
    """Return the files whose rows nobody has read yet, held."""
    query = select(ImportFile.id, ImportFile.content).where(ImportFile.content.is_not(None))
    found = (await look.execute(query.order_by(ImportFile.id).with_for_update())).all()
    return [(row.id, row.content) for row in found]


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
    numbers: tuple[int, ...] = tuple(counted.one())
    rows, errors, matches, add, change, skip = numbers
    done, total = (progress.done, progress.total) if progress else (0, 0)
    return Counts(rows, errors, matches, add=add, update=change, skip=skip, done=done, total=total)


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


_NAME = "facts->>'name'"
MATCH = text(
    # Nothing of this comes from outside: the names of columns and the expressions of the directory.
    rf"""
    WITH mine AS (
      SELECT number, facts->>'business_id' AS business_id, facts->>'register_number' AS register_number,
        facts->>'municipality' AS place, lower(facts->>'contact_email') AS email,
        {plain(_NAME)} AS plain, {skeleton(_NAME)} AS skeleton
      FROM import_row
      WHERE import_id = :import_id AND number > :first AND number <= :last AND facts IS NOT NULL
    ), numbered AS (
      SELECT mine.number, other.id FROM mine JOIN organisation AS other USING (business_id)
      UNION SELECT mine.number, other.id FROM mine JOIN organisation AS other USING (register_number)
    ), named AS (
      SELECT mine.*, other.id, other.plain_name, other.business_id AS a, other.register_number AS b,
        coalesce(other.municipality = place, true) AS here
      FROM mine JOIN organisation AS other ON name_head = left(skeleton, {SAME_END})
      WHERE merged_into_id IS NULL
      UNION SELECT mine.*, other.id, other.plain_name, other.business_id, other.register_number,
        coalesce(other.municipality = place, true)
      FROM mine JOIN organisation AS other ON name_tail = right(skeleton, {SAME_END})
      WHERE merged_into_id IS NULL
    ), found AS (
      SELECT number, id, 'number' AS how, 2.0 AS near FROM numbered
      UNION ALL
      SELECT mine.number, other.id, 'email', 0.9 FROM mine JOIN organisation AS other
        ON lower(other.contact_email) = mine.email AND other.merged_into_id IS NULL
      UNION ALL
      SELECT number, id, CASE WHEN plain_name = plain THEN 'name' ELSE 'alike' END,
        similarity(plain_name, plain) + CASE WHEN here THEN 0.1 ELSE 0 END
      FROM named WHERE similarity(plain_name, plain) >= :alike
        AND coalesce(a = business_id, true) AND coalesce(b = register_number, true)
    ), best AS (SELECT DISTINCT ON (number) number, id, how FROM found ORDER BY number, near DESC, id)
    UPDATE import_row SET match_id = best.id, match_by = best.how,
      action = CASE WHEN best.how IN ('alike', 'email') THEN 'add' ELSE 'skip' END
    FROM best WHERE import_row.import_id = :import_id AND import_row.number = best.number
    """  # noqa: S608
)
"""Whom rows resemble: the same number, the same name in a municipality, the same address, or nearly so."""

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
