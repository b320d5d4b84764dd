"""The register of representatives as a page and as a file, for everyone."""

import asyncio
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from starlette.responses import Response

from services.national.representatives import queries
from services.national.representatives.model import Line
from services.national.representatives.schemas import PastIn
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, language_of
from shared.chassis.web import Look, Who

router = APIRouter()

Kind = Annotated[Literal["csv", "xlsx"], Query()]
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, kw_only=True)
class RegisterPage(Page):
    template = "representatives/register.html"
    lines: Sequence[Line]
    past: bool
    form: Form[PastIn]


@router.get("/national/representatives")
async def register(request: Request, look: Look, who: Who, *, past: bool = False) -> Response:
    pages: Pages = request.app.state.pages
    lines = await queries.register(look, look.at.astimezone(HELSINKI).date(), past=past)
    page = RegisterPage(lines=lines, past=past, form=Form({"past": "1" if past else ""}))
    return pages.render(request, page, who=who)


@router.get("/national/representatives/export")
async def register_file(
    request: Request, look: Look, who: Who, *, past: bool = False, kind: Kind = "csv"
) -> Response:
    pages: Pages = request.app.state.pages
    _, language = pages.translator(request, who), language_of(request, who)
    lines = await queries.register(look, look.at.astimezone(HELSINKI).date(), past=past)
    words = {"member": _("member"), "deputy": _("deputy"), "expert": _("expert"), "chair": _("chair")}
    rows = [[_("Group"), _("Organisation"), _("As"), _("Region"), _("From"), _("Until")]]
    rows += [
        [
            line.organ.read(language).text,
            line.represents,
            words.get(line.post, line.post),
            line.region.read(language).text if line.region else "",
            line.starts.isoformat(),
            line.ends.isoformat(),
        ]
        for line in lines
    ]
    headers = {"content-disposition": f'attachment; filename="representatives.{kind}"'}
    content = await asyncio.to_thread(_book if kind == "xlsx" else _lines, rows)
    return Response(content, media_type=MEDIA[kind], headers=headers)


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    out = StringIO()
    csv.writer(out, delimiter=";").writerows([_plain(cell) for cell in row] for row in rows)
    # With the mark spreadsheet programs know that it is UTF-8.
    return ("\ufeff" + out.getvalue()).encode()


def _book(rows: Sequence[Sequence[str]]) -> bytes:
    book, out = Workbook(write_only=True), BytesIO()
    sheet: Any = book.create_sheet()
    for row in rows:
        cells = [WriteOnlyCell(sheet, value=cell) for cell in row]
        for cell in cells:
            # Said to be text, it is text, whatever it begins with.
            cell.data_type = "s"
        sheet.append(cells)
    book.save(out)
    return out.getvalue()


def _plain(cell: str) -> str:
    """Let no cell become a formula."""
    return f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell
