"""The pages of a file on its way into the directory, and the directory on its way out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.datastructures import FormData
from starlette.responses import Response

from services.members import access
from services.members.imports import commands, queries
from services.members.imports.forms import Which, complaints, readable, sheet
from services.members.imports.model import NUMBER, ImportFile
from services.members.imports.queries import Counts
from services.members.imports.schemas import ActionIn, ActionsIn, ColumnsIn
from services.members.keywords import queries as keywords
from services.members.organisations import queries as organisations
from services.members.organisations.forms import LABELS, Chosen, Wording
from services.members.organisations.model import Organisation
from services.members.organisations.pages import PageNumber
from services.members.people import queries as people
from services.members.places.api import Places
from services.members.sheets import model as sheets
from services.members.sheets.api import Kind, as_file
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.problems import BadInput
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

HERE = "/members/organisations/imports"
Input = TypeVar("Input", bound=BaseModel)
SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class ImportsPage(Page):
    """The form that takes a file, and the files that were brought."""

    template = "imports/list.html"
    form: Form[Any]
    files: Sequence[ImportFile]


@dataclass(frozen=True)
class Line:
    """A row of the preview."""

    number: int
    name: str
    complaints: Sequence[str]
    match: Organisation | None
    match_by: str | None
    action: str


@dataclass(frozen=True, kw_only=True)
class ImportPage(Page):
    """Where a file stands, and what is to be decided."""

    template = "imports/import.html"
    file: ImportFile
    counts: Counts
    labels: Mapping[str, str]
    form: Form[Any]
    which: str
    lines: Sequence[Line]
    number: int
    last: int


@router.get("/members/organisations/export")
async def export(
    request: Request, look: Look, who: Who, *, filters: Chosen, places: Places, kind: Kind = "csv"
) -> Response:
    """Give the list as it is filtered, as a file."""
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    lists = await keywords.lists(look, ended=True)
    wording = Wording(places, lists, translate, language_of(request, who))
    found = await organisations.all_wanted(look, filters.wanted, at_most=sheets.MOST_ROWS)
    contacts = await people.people(look, [one.contact_person_id for one in found if one.contact_person_id])
    rows = sheet(found, wording, contacts, expertise=await keywords.expertise_on(look))
    return await as_file(kind, "organisations", translate("Organisations"), rows, at=look.at)


@router.get(HERE)
async def imports(request: Request, look: Look, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    return pages.render(request, ImportsPage(form=Form(), files=await queries.files(look)), who=who)


@router.post(HERE)
async def bring(request: Request, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    upload, typed = await forms.read_upload(request, "file")
    if upload is None:
        form: Form[Any] = Form(typed, translate=pages.translator(request, who))
        form.add_error("file", "Choose a file")
        page = ImportsPage(form=form, files=await queries.files(tx))
        return pages.render(request, page, who=who, status=422)
    verified = bool(typed.get("verified"))
    file = await commands.bring(
        tx, readable(upload.name), upload.content, verified=verified, by=who.person_id, at=tx.at
    )
    return see_other(f"{HERE}/{file.id}")


@router.get(HERE + "/{import_id}")
async def one(
    request: Request,
    import_id: UUID,
    look: Look,
    who: Who,
    *,
    which: Which | None = None,
    page: PageNumber = 1,
) -> Response:
    require(access.may_keep_directory(who), who)
    file = await queries.file(look, import_id)
    counts = await queries.counts(look, import_id)
    which = which or ("errors" if counts.errors else "matches" if counts.matches else "all")
    rows = await queries.rows(look, import_id, which, limit=SHOWN, offset=(page - 1) * SHOWN)
    known = await organisations.organisations(look, [row.match_id for row in rows if row.match_id])
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    name_at = next((int(at) for at, field in file.columns.items() if field == "name"), 0)
    shown = ImportPage(
        file=file,
        counts=counts,
        labels={field: translate(label) for field, label in LABELS.items()},
        form=Form({f"column-{at}": field for at, field in file.columns.items()}),
        which=which,
        lines=[
            Line(
                row.number,
                row.cells[name_at] if name_at < len(row.cells) else "–",
                complaints(row, translate),
                known.get(row.match_id) if row.match_id else None,
                row.match_by,
                row.action,
            )
            for row in rows
        ],
        number=page,
        last=max(1, -(-counts.of(which) // SHOWN)),
    )
    return pages.render(request, shown, who=who)


@router.post(HERE + "/{import_id}/columns")
async def columns(request: Request, import_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    chosen = _named(await request.form(max_files=0, max_fields=200), "column-")
    body = _read(ColumnsIn, {"columns": chosen})
    await commands.choose_columns(tx, import_id, body.columns)
    return see_other(f"{HERE}/{import_id}")


@router.post(HERE + "/{import_id}/rows")
async def decide(request: Request, import_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    typed = await request.form(max_files=0, max_fields=200)
    body = _read(ActionsIn, {"actions": _named(typed, "row-")})
    for number, action in body.actions.items():
        await commands.decide(tx, import_id, number, action)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    said = translate("Saved.")
    return notify(request, see_other(f"{HERE}/{import_id}?which=matches"), said)


@router.post(HERE + "/{import_id}/known")
async def decide_known(request: Request, import_id: UUID, tx: Tx, who: Who) -> Response:
    """Decide at once on every row whose number is in the directory."""
    require(access.may_keep_directory(who), who)
    typed = await request.form(max_files=0, max_fields=10)
    body = _read(ActionIn, {"action": typed.get("action")})
    await commands.decide_all(tx, import_id, NUMBER, body.action)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    said = translate("Saved.")
    return notify(request, see_other(f"{HERE}/{import_id}?which=matches"), said)


@router.post(HERE + "/{import_id}/confirm")
async def confirm(request: Request, import_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    await commands.confirm(tx, import_id)
    return see_other(f"{HERE}/{import_id}")


@router.post(HERE + "/{import_id}/discard")
async def discard(request: Request, import_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    await commands.discard(tx, import_id)
    pages: Pages = request.app.state.pages
    translate = pages.translator(request, who)
    said = translate("The file is thrown away. Nothing was saved from it.")
    return notify(request, see_other(HERE), said)


def _read(schema: type[Input], values: Mapping[str, Any]) -> Input:
    """Read fields nobody types but only chooses; what was not offered is not taken."""
    form: Form[Input] = Form()
    form.check(schema, values)
    if form.data is None:
        raise BadInput
    return form.data


def _named(typed: FormData, prefix: str) -> dict[str, str]:
    """Return the fields `prefix…` that have a value, by what follows the prefix."""
    return {
        name.removeprefix(prefix): value
        for name, value in typed.items()
        if name.startswith(prefix) and isinstance(value, str) and value
    }
