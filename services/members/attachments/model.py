"""A file beside an application. Its content lies in the object store under the row's id."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.members.tables import Table
from shared.chassis.problems import Problem

MOST = 5
BYTES = 5_000_000
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "jpg": "image/jpeg",
    "png": "image/png",
}


class FileMissing(Problem):
    """Choose a file first."""

    slug = "members/file-missing"
    status = 422
    field: ClassVar[str] = "file"


class FileTooLarge(Problem):
    """The file is too large: at most 5 megabytes."""

    slug = "members/file-too-large"
    status = 422
    field: ClassVar[str] = "file"


class FileNotTaken(Problem):
    """The file cannot be read as a PDF, a Word or OpenDocument text, or a JPEG or PNG picture."""

    slug = "members/file-not-taken"
    status = 422
    field: ClassVar[str] = "file"


class PictureNotCleaned(Problem):
    """A picture in the file may tell where it was taken and cannot be cleaned. Use JPEG or PNG pictures."""

    slug = "members/picture-not-cleaned"
    status = 422
    field: ClassVar[str] = "file"


class FileInFile(Problem):
    """There is another file inside the file that cannot be cleaned. Take it out, and send the file again."""

    slug = "members/file-in-file"
    status = 422
    field: ClassVar[str] = "file"


class TooManyFiles(Problem):
    """An application has at most five files. Remove one first."""

    slug = "members/too-many-files"
    status = 409
    field: ClassVar[str] = "file"


class Attachment(Table):
    """A file of an application. One that is removed waits, nameless, until its content is gone too."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint(f"kind in {tuple(KINDS)}", name="kind"),
        CheckConstraint(f"size between 1 and {2 * BYTES}", name="size"),
        CheckConstraint("removed IS NULL OR name = ''", name="removed"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    name: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int]
    added: Mapped[datetime]
    removed: Mapped[datetime | None]

    @property
    def media_type(self) -> str:
        """What the content is, for a browser."""
        return KINDS[self.kind]

    def remove(self, at: datetime) -> None:
        """Take the file away; a worker then lets go of its content."""
        self.name, self.removed = "", at
