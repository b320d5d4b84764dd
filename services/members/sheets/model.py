"""A list as a file: what a spreadsheet program wrote, and what it may open without harm."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any, ClassVar
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException, ReadOnlyWorkbookException

from shared.chassis.problems import Problem

CSV, XLSX = "csv", "xlsx"
MEDIA = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_ROWS, MOST_COLUMNS, MOST_CELL = 50_000, 100, 8_000
MOST_UNPACKED = 200_000_000
SEPARATORS = (";", ",", "\t")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")

# What openpyxl raises on a file that is damaged, locked or something else than it says.
_DAMAGED = (
    *(BadZipFile, InvalidFileException, ReadOnlyWorkbookException, LookupError, ValueError, TypeError),
    *(AttributeError, SyntaxError, EOFError, OSError, RuntimeError, AssertionError),
)


class SheetUnreadable(Problem):
    """The file could not be read. Save it as CSV or XLSX and try again."""

    slug = "members/sheet-unreadable"
    status = 422
    field: ClassVar[str] = "file"


class SheetTooLarge(Problem):
    """The file has too many rows or columns. Divide it into smaller ones."""

    slug = "members/sheet-too-large"
    status = 422
    field: ClassVar[str] = "file"


def read(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV or XLSX file as text, with empty rows in their places.

    Raises SheetUnreadable and SheetTooLarge.
    """
    rows = _read_xlsx(content) if content.startswith(b"PK\x03\x04") else _read_csv(content)
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def write(kind: str, title: str, rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a file with these rows, the first of them the headings. No cell becomes a formula."""
    return _write_xlsx(title, rows) if kind == XLSX else _write_csv(rows)


def decode(content: bytes) -> str:
    """Return the text of a file: UTF-8 or UTF-16 by its mark, UTF-8 if it is that, Windows-1252 otherwise."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def separator(text: str) -> str:
    """Return what parts the columns: what gives the first lines the most columns of the same number."""

    def fit(candidate: str) -> tuple[int, int]:
        lines = csv.reader(StringIO(text[:20_000], newline=""), delimiter=candidate)
        widths = [len(row) for row, _ in zip(lines, range(20), strict=False) if row]
        width, times = Counter(widths).most_common(1)[0] if widths else (1, 0)
        return (times if width > 1 else 0, width)

    return max(SEPARATORS, key=fit)


def _read_csv(content: bytes) -> list[list[str]]:
    text = decode(content)
    if "\0" in text:
        raise SheetUnreadable
    try:
        lines = csv.reader(StringIO(text, newline=""), delimiter=separator(text))
        return _taken(lines)
    except csv.Error as error:
        raise SheetUnreadable from error


def _read_xlsx(content: bytes) -> list[list[str]]:
    try:
        with ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise SheetTooLarge
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # Some programs write dimensions that are not true.
        sheet.reset_dimensions()
        return _taken(sheet.iter_rows(values_only=True))
    except _DAMAGED as error:
        raise SheetUnreadable from error


def _taken(lines: Iterable[Sequence[Any]]) -> list[list[str]]:
    rows: list[list[str]] = []
    for line in lines:
        cells = [_text(cell) for cell in line]
        while cells and not cells[-1]:
            cells.pop()
        rows.append(cells)
        if len(rows) > MOST_ROWS + 1 or len(cells) > MOST_COLUMNS:
            raise SheetTooLarge
    return rows


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    text = str(cell).strip()[: MOST_CELL + 1]
    # Our own files put an apostrophe before what would be a formula.
    return text[1:] if text.startswith("'") and text[1:2] in STARTS_A_FORMULA else text


def _write_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(cell: Any) -> Any:
    if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def _write_xlsx(title: str, rows: Iterable[Sequence[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "B2"
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, value, heading=number == 0) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Any, *, heading: bool) -> Any:
    if not heading and not (isinstance(value, str) and value.startswith(STARTS_A_FORMULA)):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    # Said to be text, it is text, whatever it begins with.
    cell.data_type = "s"
    if heading:
        cell.font = Font(bold=True)
    return cell
