"""Saving an application on the way, and going on from the link."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members.applications import queries as applications
from services.members.applications.model import Application
from services.members.applications.pages import ApplyPage
from services.members.applications.schemas import ApplicationIn
from services.members.calls import queries as calls
from services.members.calls.pages import call_page
from services.members.drafts import commands, queries
from services.members.drafts.model import Draft
from services.members.drafts.schemas import SEVERAL, Whose, fields_of
from services.members.people.schemas import Token
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Pages, notify
from shared.chassis.problems import Problem
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, see_other

router = APIRouter()


@router.post("/members/calls/{call_id}/drafts")
async def start(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    """Save what was typed on the public form; only a name and an address must be right."""
    pages: Pages = request.app.state.pages
    found = (await call_page(tx, call_id, who)).found
    _ = pages.translator(request, who)
    form = await forms.read(request, Whose, translate=_)
    typed = await _typed(request)
    draft = await form.submit(tx, lambda data: commands.start(tx, call_id, data, typed, at=tx.at))
    if draft is None:
        page = ApplyPage(
            found=found,
            form=form,
            action=f"/members/calls/{call_id}/apply",
            save_action=f"/members/calls/{call_id}/drafts",
        )
        return pages.render(request, page, who=who, status=422)
    response = see_other(f"/members/drafts/{queries.link(tx, draft)}")
    return notify(request, response, _("The draft is saved. A link to go on has been sent to your e-mail."))


@router.get("/members/drafts/{token}")
async def show(request: Request, token: Token, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    draft = await queries.of_link(look, token)
    page = await _page(look, draft, token, Form(_fields(draft.typed)))
    return pages.render(request, page, who=who)


@router.post("/members/drafts/{token}/save")
async def save(request: Request, token: Token, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    draft = await queries.of_link(tx, token, lock=True)
    await commands.save(tx, draft, await _typed(request), at=tx.at)
    _ = pages.translator(request, who)
    return notify(request, see_other(f"/members/drafts/{token}"), _("The draft is saved."))


@router.post("/members/drafts/{token}/erase")
async def erase(request: Request, token: Token, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    draft = await queries.of_link(tx, token, lock=True)
    await tx.delete(draft)
    _ = pages.translator(request, who)
    return notify(request, see_other(f"/members/calls/{draft.call_id}"), _("The draft is erased."))


@router.post("/members/drafts/{token}")
async def send(request: Request, token: Token, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    draft = await queries.of_link(tx, token, lock=True)
    _ = pages.translator(request, who)
    form = await forms.read(request, ApplicationIn, translate=_, lists=(SEVERAL,))
    outcome = await form.submit(tx, lambda data: commands.send(tx, draft, data, at=tx.at))
    if isinstance(outcome, Application):
        return see_other(f"/members/applications/{applications.link(tx, outcome)}")
    # What was typed is kept, right or wrong, so that a second look at the link loses nothing.
    await commands.save(tx, draft, await _typed(request), at=tx.at)
    if isinstance(outcome, Problem):
        form.errors.append(("", _(outcome.title())))
    page = await _page(tx, draft, token, form)
    return pages.render(request, page, who=who, status=409 if outcome else 422)


async def _page(look: Snapshot, draft: Draft, token: str, form: Form[ApplicationIn]) -> ApplyPage:
    return ApplyPage(
        found=await calls.call_in_body(look, draft.call_id),
        form=form,
        action=f"/members/drafts/{token}",
        save_action=f"/members/drafts/{token}/save",
        erase_action=f"/members/drafts/{token}/erase",
        saved=draft.saved,
    )


def _fields(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if value}


async def _typed(request: Request) -> dict[str, Any]:
    posted = await request.form(max_files=0, max_fields=500)
    values: dict[str, list[str]] = {}
    for name, value in posted.multi_items():
        if isinstance(value, str):
            values.setdefault(name, []).append(value)
    return fields_of(values)
