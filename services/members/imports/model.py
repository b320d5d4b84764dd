"""A file of organisations on its way into the directory: read, checked, confirmed, saved."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.members.tables import Table
from shared.chassis.problems import Problem

UPLOADED, COLUMNS, MAPPED, CHECKED, CONFIRMED, SAVED, FAILED = STATES = (
    "uploaded",
    "columns",
    "mapped",
    "checked",
    "confirmed",
    "saved",
    "failed",
)
WORKED_ON = (UPLOADED, MAPPED, CONFIRMED)
ADD, UPDATE, SKIP = ACTIONS = ("add", "update", "skip")
NUMBER, NAME = "number", "name"
KEPT = timedelta(days=7)
"""How long a file waits for somebody to come back to it."""
SAVED_KEPT = timedelta(days=90)
"""How long it is told that a file was saved; its rows are emptied at once."""


class ImportNotReady(Problem):
    """This cannot be done with the file right now. Look at where it stands."""

    slug = "members/import-not-ready"
    status = 409


class ImportHasErrors(Problem):
    """Some rows have errors. Mend the file and bring it again: nothing is saved until all rows are right."""

    slug = "members/import-has-errors"
    status = 409


class NameNeeded(Problem):
    """Choose which column has the organisation's name."""

    slug = "members/import-name-needed"
    status = 422
    field: ClassVar[str] = "columns"


class ImportFile(Table):
    """A file somebody brought, until its rows are saved or it is thrown away."""

    __tablename__ = "import_file"
    __table_args__ = (
        CheckConstraint(f"state in {STATES}", name="state"),
        Index("import_file_work_idx", "uploaded", postgresql_where=text(f"state in {WORKED_ON}")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[str]
    problem: Mapped[str | None]
    """Why the file could not be read, as the slug of a Problem."""
    headings: Mapped[list[str]] = mapped_column(JSONB)
    columns: Mapped[dict[str, Any]]
    """The field of each column that has one, by the column's number from 0."""
    verified: Mapped[bool]
    """Whether the one who brings the file vouches for what is in it."""
    uploaded: Mapped[datetime]
    uploaded_by: Mapped[UUID | None]
    saved: Mapped[datetime | None]
    added: Mapped[int]
    updated: Mapped[int]

    @classmethod
    def bring(
        cls, name: str, content: bytes, *, verified: bool, by: UUID | None, at: datetime
    ) -> "ImportFile":
        """Take a file in, to be read."""
        return cls(
            id=uuid4(),
            name=name,
            content=content,
            state=UPLOADED,
            headings=[],
            columns={},
            verified=verified,
            uploaded=at,
            uploaded_by=by,
            added=0,
            updated=0,
        )

    @property
    def is_worked_on(self) -> bool:
        return self.state in WORKED_ON

    def read(self, headings: list[str], columns: dict[str, str]) -> None:
        """Note what the columns mean; when the name is among them, the rows can be checked."""
        self.headings, self.columns, self.content = headings, dict(columns), None
        self.state = MAPPED if "name" in columns.values() else COLUMNS

    def fail(self, problem: Problem) -> None:
        """Note that the file could not be read."""
        self.state, self.problem, self.content = FAILED, problem.slug, None

    def choose(self, columns: dict[str, str]) -> None:
        """Say what the columns mean; the rows are then checked again. Raises NameNeeded."""
        self._check(COLUMNS, CHECKED)
        if "name" not in columns.values():
            raise NameNeeded
        self.columns, self.state = dict(columns), MAPPED

    def check_open(self) -> None:
        """Raise ImportNotReady unless the rows have been checked and wait for a word."""
        self._check(CHECKED)

    def confirm(self, *, errors: int) -> None:
        """Let the rows be saved. Raises ImportHasErrors while one of them has an error."""
        self._check(CHECKED)
        if errors:
            raise ImportHasErrors
        self.state = CONFIRMED

    def checked(self) -> None:
        """Note that every row has been checked."""
        self.state = CHECKED

    def check_again(self) -> None:
        """Look at the rows anew: the directory has changed under them."""
        self.state = MAPPED

    def finish(self, *, added: int, updated: int, at: datetime) -> None:
        """Note that every row is saved."""
        self.state, self.added, self.updated, self.saved = SAVED, added, updated, at

    def _check(self, *states: str) -> None:
        if self.state not in states:
            raise ImportNotReady


class ImportProgress(Table):
    """How far the work on a file has come; a row of its own, so that it is seen while the work goes on."""

    __tablename__ = "import_progress"

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("import_file.id", ondelete="CASCADE"), primary_key=True
    )
    done: Mapped[int]
    total: Mapped[int]


class ImportRow(Table):
    """A row of the file: its cells, what they mean, what is wrong, and whom it resembles."""

    __tablename__ = "import_row"
    __table_args__ = (
        CheckConstraint(f"action in {ACTIONS}", name="action"),
        CheckConstraint("(match_id IS NULL) = (match_by IS NULL)", name="match"),
        CheckConstraint("action <> 'update' OR match_id IS NOT NULL", name="update"),
        Index("import_row_facts_idx", "import_id", "number", postgresql_where=text("facts IS NULL")),
        Index("import_row_matched_idx", "import_id", "number", postgresql_where=text("match_id IS NOT NULL")),
    )

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("import_file.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The number of the row as a spreadsheet shows it."""
    cells: Mapped[list[str]] = mapped_column(JSONB)
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    errors: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    match_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    match_by: Mapped[str | None]
    action: Mapped[str]


class ColumnMapping(Table):
    """What columns with these headings meant the last time."""

    __tablename__ = "column_mapping"

    headings: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[dict[str, Any]]
