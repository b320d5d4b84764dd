"""The files of an application: the applicant's own page behind the link, and the selectors'."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from services.members import access
from services.members.applications import queries as applications
from services.members.applications.commands import note_reading
from services.members.applications.model import ATTACHMENT
from services.members.applications.queries import Candidacy
from services.members.attachments import commands, queries
from services.members.attachments import forms as files
from services.members.attachments.model import (
    MOST,
    Attachment,
    FileMissing,
    FileNotTaken,
    FileTooLarge,
    TooManyFiles,
)
from services.members.calls.model import Call
from services.members.people.schemas import Token
from shared.chassis.forms import Form, read_upload
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

UPLOADS = (
    "/members/applications/*/attachments",
    "/members/calls/*/applications/*/attachments",
    "/members/api/own-application/*/attachments",
    "/members/api/applications/*/attachments",
)
"""Where a request may be as large as a file."""


@dataclass(frozen=True, kw_only=True)
class AttachmentsPage(Page):
    """The files of one application, and the form to add one while there is time."""

    template = "attachments/attachments.html"
    call: Call
    candidacy: Candidacy
    attachments: Sequence[Attachment]
    is_open: bool
    is_own: bool
    action: str
    back: str
    most: int
    form: Form[Any]


@router.get("/members/applications/{token}/attachments")
async def own(request: Request, token: Token, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    page = await _own_page(look, token, Form())
    return pages.render(request, page, who=who)


@router.post("/members/applications/{token}/attachments")
async def add_own(request: Request, token: Token, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    form = await _add(request, tx, who, applications.id_of_link(tx, token), by_coordinator=False)
    if form.errors:
        return pages.render(request, await _own_page(tx, token, form), who=who, status=422)
    return _told(request, who, f"/members/applications/{token}/attachments", added=True)


@router.post("/members/applications/{token}/attachments/{attachment_id}/remove")
async def remove_own(request: Request, token: Token, attachment_id: UUID, tx: Tx, who: Who) -> Response:
    await _of(tx, attachment_id, applications.id_of_link(tx, token))
    await commands.remove(tx, attachment_id, by_coordinator=False, at=tx.at)
    return _told(request, who, f"/members/applications/{token}/attachments", added=False)


@router.get("/members/applications/{token}/attachments/{attachment_id}")
async def own_file(token: Token, attachment_id: UUID, look: Look) -> Response:
    attachment = await _of(look, attachment_id, applications.id_of_link(look, token))
    return file_of(attachment, await queries.content(look, attachment))


# GETs that write: who looks at files is written down in the same transaction, so they take a Tx.
@router.get("/members/calls/{call_id}/applications/{application_id}/attachments")
async def attachments(request: Request, call_id: UUID, application_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    page = await _page(tx, call_id, application_id, who, Form())
    note_reading(tx, page.call, ATTACHMENT, by=who.person_id, application_id=application_id)
    return pages.render(request, page, who=who)


@router.post("/members/calls/{call_id}/applications/{application_id}/attachments")
async def add(request: Request, call_id: UUID, application_id: UUID, tx: Tx, who: Who) -> Response:
    """Add a file that came by e-mail."""
    pages: Pages = request.app.state.pages
    page = await _page(tx, call_id, application_id, who, Form())
    require(access.may_run_calls(who, page.call.body_id), who)
    form = await _add(request, tx, who, application_id, by_coordinator=True)
    if form.errors:
        page = await _page(tx, call_id, application_id, who, form)
        return pages.render(request, page, who=who, status=422)
    return _told(request, who, page.action, added=True)


@router.post("/members/calls/{call_id}/applications/{application_id}/attachments/{attachment_id}/remove")
async def remove(
    request: Request, call_id: UUID, application_id: UUID, attachment_id: UUID, *, tx: Tx, who: Who
) -> Response:
    page = await _page(tx, call_id, application_id, who, Form())
    require(access.may_run_calls(who, page.call.body_id), who)
    await _of(tx, attachment_id, application_id)
    await commands.remove(tx, attachment_id, by_coordinator=True, at=tx.at)
    return _told(request, who, page.action, added=False)


@router.get("/members/calls/{call_id}/applications/{application_id}/attachments/{attachment_id}")
async def file(call_id: UUID, application_id: UUID, attachment_id: UUID, tx: Tx, who: Who) -> Response:
    page = await _page(tx, call_id, application_id, who, Form())
    attachment = await _of(tx, attachment_id, application_id)
    note_reading(tx, page.call, ATTACHMENT, by=who.person_id, application_id=application_id)
    return file_of(attachment, await queries.content(tx, attachment))


async def _add(
    request: Request, tx: Transaction, who: Principal, application_id: UUID, *, by_coordinator: bool
) -> Form[Any]:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    upload, typed = await read_upload(request, "file")
    form: Form[Any] = Form(typed, translate=_)
    try:
        checked = await run_in_threadpool(files.checked, upload)
        await commands.add(tx, application_id, checked, by_coordinator=by_coordinator, at=tx.at)
    except (FileMissing, FileTooLarge, FileNotTaken, TooManyFiles) as problem:
        form.errors.append((problem.field, _(problem.title())))
    return form


async def _of(look: Snapshot, attachment_id: UUID, application_id: UUID) -> Attachment:
    attachment = await queries.attachment(look, attachment_id)
    if attachment.application_id != application_id:
        raise NotFound
    return attachment


async def _own_page(look: Snapshot, token: str, form: Form[Any]) -> AttachmentsPage:
    candidacy, call = await applications.candidacy(look, applications.id_of_link(look, token))
    return AttachmentsPage(
        call=call,
        candidacy=candidacy,
        attachments=await queries.attachments(look, candidacy.application.id),
        is_open=candidacy.application.takes_files(call, look.at, by_coordinator=False),
        is_own=True,
        action=f"/members/applications/{token}/attachments",
        back=f"/members/applications/{token}",
        most=MOST,
        form=form,
    )


async def _page(
    look: Snapshot, call_id: UUID, application_id: UUID, who: Principal, form: Form[Any]
) -> AttachmentsPage:
    candidacy, call = await applications.candidacy(look, application_id)
    require(access.may_evaluate(who, call.body_id), who)
    if call.id != call_id:
        raise NotFound
    may_run = access.may_run_calls(who, call.body_id)
    path = f"/members/calls/{call_id}/applications/{application_id}"
    return AttachmentsPage(
        call=call,
        candidacy=candidacy,
        attachments=await queries.attachments(look, application_id),
        is_open=may_run and candidacy.application.takes_files(call, look.at, by_coordinator=True),
        is_own=False,
        action=f"{path}/attachments",
        back=path,
        most=MOST,
        form=form,
    )


def _told(request: Request, who: Principal, href: str, *, added: bool) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    return notify(request, see_other(href), _("The file is added.") if added else _("The file is removed."))


def file_of(attachment: Attachment, content: bytes) -> Response:
    """Return a file to save: it is never shown as a page of ours."""
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(attachment.name)}",
        "cache-control": "private, no-store",
    }
    return Response(content, media_type=attachment.media_type, headers=headers)
