"""The logo as a picture, for anyone, and its form on the organisation's page."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from services.members import access
from services.members.logos import commands
from services.members.logos import forms as pictures
from services.members.logos.model import LogoNotTaken
from services.members.organisations import queries
from services.members.organisations.commands import locked
from services.members.organisations.pages import organisation_page
from services.members.places.api import Places
from shared.chassis.forms import Form, read_upload
from shared.chassis.pages import Pages, language_of, notify
from shared.chassis.problems import NotFound
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

HERE = "/members/organisations/{organisation_id}/logo"
UPLOADS = ("/members/organisations/*/logo", "/members/api/organisations/*/logo")
"""Where a request may be as large as a picture."""


@router.get(HERE + ".png")
async def logo(request: Request, organisation_id: UUID, look: Look) -> Response:
    """Show the logo to anyone; who has it already is told that it is the same."""
    found = await queries.logo(look, organisation_id)
    if found is None:
        raise NotFound
    headers = {"etag": f'"{found.id}"', "cache-control": "public, no-cache"}
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found.png, media_type="image/png", headers=headers)


@router.post(HERE)
async def put(request: Request, organisation_id: UUID, tx: Tx, who: Who, places: Places) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    upload, typed = await read_upload(request, "file")
    try:
        png = await run_in_threadpool(pictures.drawn, upload)
    except LogoNotTaken as problem:
        form: Form[Any] = Form(typed, translate=_)
        form.errors.append((problem.field, _(problem.title())))
        found = await locked(tx, organisation_id)
        page = await organisation_page(tx, found, places, language_of(request, who), form)
        return pages.render(request, page, who=who, status=422)
    await commands.put(tx, organisation_id, png)
    return notify(request, see_other(f"/members/organisations/{organisation_id}"), _("Saved."))


@router.post(HERE + "/remove")
async def remove(request: Request, organisation_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    await commands.remove(tx, organisation_id)
    said = _("The logo is removed.")
    return notify(request, see_other(f"/members/organisations/{organisation_id}"), said)
