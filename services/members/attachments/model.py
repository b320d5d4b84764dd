"""A file beside an application. Its content lies in the object store under the row's id."""

import re
import struct
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
    """A picture in the file may tell more than it shows and cannot be cleaned. Use JPEG, PNG or a PDF."""

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


# A photograph in a drawing, by what tells of it: where it was taken, with what, in whose words.
_PHOTOGRAPHED = re.compile(rb"Exif\x00|eXIf|xmpmeta|<\?xpacket|Photoshop 3\.0|[iz]TXt|tEXt")
_EMF, _EMF_END, _EMF_REMARK, _EMF_PLUS = b" EMF", 14, 70, b"EMF+"
_PLUS_REMARK = 0x4003
_WMF, _PLACED_WMF = b"\x01\x00\x09\x00", b"\xd7\xcd\xc6\x9a"
_WMF_END, _WMF_REMARK = 0, 0x0626


def bare_drawing(content: bytes) -> bytes:
    """Return a drawing with nothing in its remarks and the words about it; every command stays at its place.

    Raises PictureNotCleaned for one that is built in another way, or has a photograph in it.
    """
    if _PHOTOGRAPHED.search(content):
        raise PictureNotCleaned
    bare = bytearray(content)
    try:
        if content[40:44] == _EMF:
            _blank_emf(bare)
        elif content.startswith((_WMF, _PLACED_WMF)):
            _blank_wmf(bare, 40 if content.startswith(_PLACED_WMF) else 18)
    except struct.error as error:
        raise PictureNotCleaned from error
    return bytes(bare)


def _blank_emf(bare: bytearray) -> None:
    head, letters, told = struct.unpack_from("<4xI52xII", bare)
    if letters and not 88 <= told <= told + 2 * letters <= head:
        raise PictureNotCleaned
    if letters:
        bare[told : told + 2 * letters] = bytes(2 * letters)
    at = 0
    while at < len(bare):
        kind, size = struct.unpack_from("<II", bare, at)
        end = at + size
        if size < 8 or end > len(bare):
            raise PictureNotCleaned
        if kind == _EMF_REMARK and bare[at + 12 : at + 16] == _EMF_PLUS:
            _blank_emf_plus(bare, at + 16, at + 12 + struct.unpack_from("<I", bare, at + 8)[0], end)
        elif kind == _EMF_REMARK:
            # Its mark must be nobody's: four zeros would say that it is for a printer.
            bare[at + 12 : end] = b"void".ljust(max(size - 12, 0), b"\0")[: max(size - 12, 0)]
        elif kind == _EMF_END:
            bare[end:] = bytes(len(bare) - end)
            return
        at = end


def _blank_emf_plus(bare: bytearray, at: int, stop: int, end: int) -> None:
    while at < stop:
        kind, size = struct.unpack_from("<H2xI", bare, at)
        if size < 12 or at + size > stop or stop > end:
            raise PictureNotCleaned
        if kind == _PLUS_REMARK:
            bare[at + 12 : at + size] = bytes(size - 12)
        at += size
    bare[at:end] = bytes(end - at)


def _blank_wmf(bare: bytearray, at: int) -> None:
    while at < len(bare):
        words, kind = struct.unpack_from("<IH", bare, at)
        end = at + 2 * words
        if words < 3 or end > len(bare):
            raise PictureNotCleaned
        if kind == _WMF_REMARK:
            # What it is for and how long it is stay.
            bare[at + 10 : end] = bytes(max(end - at - 10, 0))
        elif kind == _WMF_END:
            bare[end:] = bytes(len(bare) - end)
            return
        at = end
