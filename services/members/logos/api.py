"""Giving and taking away logos, as JSON. The picture is at `/members/organisations/{id}/logo.png`."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from services.members import access
from services.members.attachments.api import FILE
from services.members.logos import commands, forms
from shared.chassis.forms import read_upload
from shared.chassis.web import Tx, Who, require

router = APIRouter(tags=["organisations"])


@router.put("/organisations/{organisation_id}/logo", status_code=204, openapi_extra=FILE)
async def put(request: Request, organisation_id: UUID, tx: Tx, who: Who) -> None:
    """Give an organisation a logo: PNG or JPEG of at most 2 MB, kept as a PNG of at most 256 × 256 points."""
    require(access.may_keep_directory(who), who)
    upload, _typed = await read_upload(request, "file")
    await commands.put(tx, organisation_id, await run_in_threadpool(forms.drawn, upload))


@router.delete("/organisations/{organisation_id}/logo", status_code=204)
async def remove(organisation_id: UUID, tx: Tx, who: Who) -> None:
    require(access.may_keep_directory(who), who)
    await commands.remove(tx, organisation_id)
