"""The front of the service, the public page of a call, and the coordinator's tools for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.model import Seat, Theme, WholeBody
from services.members.calls import commands, queries
from services.members.calls.forms import CallForm, typed
from services.members.calls.model import DRAFT, OPEN
from services.members.calls.queries import CallInBody
from shared.chassis import forms
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, format_deadline, language_of, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other, station_of

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class FrontPage(Page):
    """Bodies, open calls and who sits at the main table."""

    template = "calls/front.html"
    bodies: Sequence[tuple[WholeBody, int]]
    open_calls: Sequence[CallInBody]
    table: WholeBody | None
    figures: Sequence[tuple[Theme, int, int]]
    seats: Sequence[tuple[Seat, Theme | None]]
    may_keep_directory: bool


@dataclass(frozen=True, kw_only=True)
class CallsPage(Page):
    """The calls, for those who run them with drafts."""

    template = "calls/list.html"
    rows: Sequence[tuple[CallInBody, str, bool]]


@dataclass(frozen=True, kw_only=True)
class CallPage(Page):
    """One call as anyone reads it."""

    template = "calls/call.html"
    found: CallInBody
    state: str
    may_run: bool
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CallFormPage(Page):
    """The form of a call, new or changed."""

    template = "calls/form.html"
    is_new: bool
    action: str
    back: str
    form: Form[CallForm]
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ConfirmPage(Page):
    """What will happen, before it does."""

    template = "confirm.html"
    title: str
    lead: str
    consequences: Sequence[str]
    action: str
    hidden: dict[str, str]
    button: str
    kind: str
    back_href: str
    back_label: str


@router.get("/members")
async def front(request: Request, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    every = await bodies.all_whole(look)
    today = look.at.astimezone(HELSINKI).date()
    table = next((whole for whole in every if whole.body.kind == "partnership_table"), None)
    seats = table.taken(today) if table else []
    page = FrontPage(
        bodies=[(whole, len(whole.taken(today))) for whole in every],
        open_calls=[one for one in await queries.calls(look) if one.call.state(look.at) == OPEN],
        table=table,
        figures=[
            (theme, sum(seat.theme_id == theme.id for seat in seats), theme.target)
            for theme in (table.themes if table else ())
        ],
        seats=[(seat, table.theme_of(seat)) for seat in seats] if table else [],
        may_keep_directory=access.may_keep_directory(who),
    )
    return pages.render(request, page, who=who)


@router.get("/members/calls")
async def calls(request: Request, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = [(one, access.may_run_calls(who, one.call.body_id)) for one in await queries.calls(look)]
    rows = [(one, one.call.state(look.at), mine) for one, mine in found if mine or one.call.published]
    return pages.render(request, CallsPage(rows=rows), who=who)


@router.get("/members/calls/new")
async def show_new(request: Request, look: Look, who: Who, body: Slug) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(look, body)
    require(access.may_run_calls(who, whole.body.id), who)
    return pages.render(request, _form_page(look, body, Form()), who=who)


@router.post("/members/calls/new")
async def new(request: Request, tx: Tx, who: Who, body: Slug) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(tx, body)
    require(access.may_run_calls(who, whole.body.id), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, CallForm, translate=_)
    call = await form.submit(tx, lambda data: commands.write(tx, whole.body.id, data.notice()))
    if call is None:
        return pages.render(request, _form_page(tx, body, form), who=who, status=422)
    return notify(request, see_other(f"/members/calls/{call.id}"), _("The draft is saved."))


@router.get("/members/calls/{call_id}")
async def call(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    page = await call_page(look, call_id, who)
    return pages.render(request, page, who=who)


@router.get("/members/calls/{call_id}/edit")
async def show_edit(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own(look, call_id, who)
    found.call.check_editable(look.at)
    page = _form_page(look, found.whole.body.slug, Form(typed(found)), call_id)
    return pages.render(request, page, who=who)


@router.post("/members/calls/{call_id}/edit")
async def edit(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own(tx, call_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, CallForm, translate=_)
    changed = await form.submit(tx, lambda data: commands.rewrite(tx, call_id, data.notice(), at=tx.at))
    if changed is None:
        page = _form_page(tx, found.whole.body.slug, form, call_id)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/calls/{call_id}"), _("The changes are saved."))


@router.get("/members/calls/{call_id}/publish")
async def show_publish(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own(look, call_id, who)
    return pages.render(request, _publish_page(pages, request, who, found), who=who)


@router.post("/members/calls/{call_id}/publish")
async def publish(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    await _own(tx, call_id, who)
    await commands.publish(tx, call_id, at=tx.at)
    _ = pages.translator(request, who)
    return notify(request, see_other(f"/members/calls/{call_id}"), _("The call is published."))


async def call_page(look: Snapshot, call_id: UUID, who: Principal) -> CallPage:
    """Return the public page of a call; a draft is there only for those who run it."""
    found = await queries.call_in_body(look, call_id)
    state, may_run = found.call.state(look.at), access.may_run_calls(who, found.call.body_id)
    if state == DRAFT and not may_run:
        raise NotFound
    return CallPage(found=found, state=state, may_run=may_run, languages=look.instance.languages)


async def _own(look: Snapshot, call_id: UUID, who: Principal) -> CallInBody:
    found = await queries.call_in_body(look, call_id)
    require(access.may_run_calls(who, found.call.body_id), who)
    return found


def _form_page(look: Snapshot, slug: str, form: Form[CallForm], call_id: UUID | None = None) -> CallFormPage:
    return CallFormPage(
        is_new=call_id is None,
        action=f"/members/calls/{call_id}/edit" if call_id else f"/members/calls/new?body={slug}",
        back=f"/members/calls/{call_id}" if call_id else f"/members/bodies/{slug}",
        form=form,
        languages=look.instance.languages,
    )


def _publish_page(pages: Pages, request: Request, who: Principal, found: CallInBody) -> ConfirmPage:
    _ = pages.translator(request, who)
    language = language_of(request, who)
    call = found.call
    texts = (call.title, call.text, *(criterion.words for criterion in found.criteria))
    whole = all(code in text.to_dict() for code in station_of(request).instance.languages for text in texts)
    closes = format_deadline(call.deadline, language)
    return ConfirmPage(
        title=_("Publish the call"),
        lead=call.title.read(language).text,
        consequences=[
            _("Anyone can read the call. Organisations can apply until %(deadline)s.") % {"deadline": closes},
            _("The news of the call goes to the region's front page and to the national picture."),
            _("The call is there in every language of the region.")
            if whole
            else _("Some texts are missing in one of the region's languages. They are shown as missing."),
        ],
        action=f"/members/calls/{call.id}/publish",
        hidden={},
        button=_("Publish"),
        kind="primary",
        back_href=f"/members/calls/{call.id}",
        back_label=_("Go back"),
    )
