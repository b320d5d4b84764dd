"""Attachments, as JSON and as files: the applicant with the own link's token, or a selector."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from services.members import access
from services.members.applications import queries as applications
from services.members.applications.api import check_reader
from services.members.applications.commands import note_reading
from services.members.applications.model import ATTACHMENT
from services.members.attachments import commands, forms, queries
from services.members.attachments.schemas import AttachmentOut, AttachmentsOut
from services.members.calls import queries as calls
from services.members.people.schemas import Token
from shared.chassis.forms import read_upload
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["applications"])

FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


@router.get("/own-application/{token}/attachments")
async def own(token: Token, look: Look) -> AttachmentsOut:
    found = await queries.attachments(look, applications.id_of_link(look, token))
    return AttachmentsOut(items=[AttachmentOut.of(one) for one in found])


@router.post("/own-application/{token}/attachments", status_code=201, openapi_extra=FILE)
async def add(token: Token, request: Request, tx: Tx) -> AttachmentOut:
    """Add a file of at most 5 MB: PDF, docx, odt, JPEG or PNG, whatever its name says."""
    application_id = applications.id_of_link(tx, token)
    upload, _typed = await read_upload(request, "file")
    file = await run_in_threadpool(forms.checked, upload)
    return AttachmentOut.of(await commands.add(tx, application_id, file, by_coordinator=False, at=tx.at))


@router.delete("/own-application/{token}/attachments/{attachment_id}", status_code=204)
async def remove(token: Token, attachment_id: UUID, tx: Tx) -> None:
    attachment = await queries.attachment(tx, attachment_id)
    if attachment.application_id != applications.id_of_link(tx, token):
        raise NotFound
    await commands.remove(tx, attachment_id, by_coordinator=False, at=tx.at)


@router.post("/applications/{application_id}/attachments", status_code=201, openapi_extra=FILE)
async def add_for_applicant(application_id: UUID, request: Request, tx: Tx, who: Who) -> AttachmentOut:
    """Add a file that came by e-mail, until the proposal."""
    await _check_runs(tx, application_id, who)
    upload, _typed = await read_upload(request, "file")
    file = await run_in_threadpool(forms.checked, upload)
    return AttachmentOut.of(await commands.add(tx, application_id, file, by_coordinator=True, at=tx.at))


@router.delete("/attachments/{attachment_id}", status_code=204)
async def remove_for_applicant(attachment_id: UUID, tx: Tx, who: Who) -> None:
    await _check_runs(tx, (await queries.attachment(tx, attachment_id)).application_id, who)
    await commands.remove(tx, attachment_id, by_coordinator=True, at=tx.at)


# GETs that write: who looks at files is written down in the same transaction, so they take a Tx.
@router.get("/applications/{application_id}/attachments")
async def of_application(application_id: UUID, tx: Tx, who: Who) -> AttachmentsOut:
    application = await applications.application(tx, application_id)
    call = await calls.call(tx, application.call_id)
    await check_reader(tx, call, who)
    note_reading(tx, call, ATTACHMENT, by=who.person_id, application_id=application_id)
    found = await queries.attachments(tx, application_id)
    return AttachmentsOut(items=[AttachmentOut.of(one) for one in found])


@router.get("/attachments/{attachment_id}", response_class=Response)
async def file(attachment_id: UUID, tx: Tx, who: Who) -> Response:
    """Return a file, to selectors alone."""
    attachment = await queries.attachment(tx, attachment_id)
    application = await applications.application(tx, attachment.application_id)
    call = await calls.call(tx, application.call_id)
    await check_reader(tx, call, who)
    note_reading(tx, call, ATTACHMENT, by=who.person_id, application_id=application.id)
    return Response(await queries.content(tx, attachment), media_type=attachment.media_type)


async def _check_runs(tx: Transaction, application_id: UUID, who: Principal) -> None:
    application = await applications.application(tx, application_id)
    require(access.may_run_calls(who, (await calls.call(tx, application.call_id)).body_id), who)
