"""The front of the service, the public page of a call, and the coordinator's tools for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.members import access
from services.members.advisers import queries as advisers
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import Seat, Theme, WholeBody
from services.members.bodies.schemas import AskedDay
from services.members.calls import commands, queries
from services.members.calls.forms import CallForm, outlined, theme_lines, typed
from services.members.calls.model import OPEN, CallRound, CallTheme, Outline
from services.members.calls.queries import CallInBody
from services.members.charters.model import Asking, Contact
from services.members.consents import queries as consents
from shared.chassis import forms
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.localised import LocalisedText
from shared.chassis.pages import Page, Pages, format_deadline, language_of, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other, station_of

router = APIRouter()

PageNumber = Annotated[int, Query(ge=1, le=10_000)]


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
    advisers: int | None
    """How many of national's advisers wait for an answer; None for who does not give it."""
    is_fellow: bool


@dataclass(frozen=True, kw_only=True)
class CallsPage(Page):
    """The calls, for those who run them with drafts."""

    template = "calls/list.html"
    rows: Sequence[tuple[CallInBody, str]]
    page: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class CallPage(Page):
    """One call as anyone reads it."""

    template = "calls/call.html"
    found: CallInBody
    state: str
    may_run: bool
    may_evaluate: bool
    contact: Asking | Contact | None
    contact_name: str
    preview: bool = False


@dataclass(frozen=True, kw_only=True)
class ReturnedPage(Page):
    """What anyone sees of a call while its next round is prepared."""

    template = "calls/returned.html"
    past: CallRound
    whole: WholeBody
    cancel_reason: LocalisedText | None
    contact: Asking | Contact | None
    contact_name: str


@dataclass(frozen=True, kw_only=True)
class CallFormPage(Page):
    """The form of a call, new or changed."""

    template = "calls/form.html"
    is_new: bool
    is_round: bool
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
        open_calls=await queries.open_calls(look, look.at),
        table=table,
        figures=[
            (theme, sum(seat.theme_id == theme.id for seat in seats), theme.target)
            for theme in (table.themes if table else ())
        ],
        seats=[(seat, table.theme_of(seat)) for seat in seats] if table else [],
        may_keep_directory=access.may_keep_directory(who),
        advisers=await _advisers(look, who, today),
        is_fellow=access.may_see_fellows(who),
    )
    return pages.render(request, page, who=who)


async def _advisers(look: Snapshot, who: Principal, today: date) -> int | None:
    if look.instance.is_national or not access.may_let_advisers_in(who):
        return None
    return await advisers.waiting(look, today)


@router.get("/members/calls")
async def calls(request: Request, look: Look, who: Who, page: PageNumber = 1) -> Response:
    pages: Pages = request.app.state.pages
    seen, offset = access.runs_calls_of(who), (page - 1) * queries.PAGE
    found, total = await queries.calls(look, seen, offset=offset)
    rows = [(one, one.call.state(look.at)) for one in found]
    context = CallsPage(rows=rows, page=page, pages=-(-total // queries.PAGE))
    return pages.render(request, context, who=who)


@router.get("/members/calls/new")
async def show_new(
    request: Request, look: Look, who: Who, body: Slug, vacant_on: AskedDay = None
) -> Response:
    """Show the form of a new call, for every theme of a body or for the seats vacant on a day."""
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(look, body)
    require(access.may_run_calls(who, whole.body.id), who)
    if vacant_on:
        outline = Outline.of(whole, max(vacant_on, today(look.at)))
        form: Form[CallForm] = Form(outlined(outline))
    else:
        form = Form(theme_lines(themes_of(whole.open_themes())))
    return pages.render(request, form_page(look, body, form), who=who)


@router.post("/members/calls/new")
async def new(request: Request, tx: Tx, who: Who, body: Slug) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(tx, body)
    require(access.may_run_calls(who, whole.body.id), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, CallForm, translate=_)
    known = themes_of(whole.themes)
    call = await form.submit(tx, lambda data: commands.write(tx, whole.body.id, data.notice(known)))
    if call is None:
        return pages.render(request, form_page(tx, body, form), who=who, status=422)
    return notify(request, see_other(f"/members/calls/{call.id}"), _("The draft is saved."))


@router.get("/members/calls/{call_id}")
async def call(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await queries.call_in_body(look, call_id)
    is_hidden = found.call.is_unpublished and not access.may_run_calls(who, found.call.body_id)
    if is_hidden and found.rounds:
        return pages.render(request, await _returned_page(look, found), who=who)
    return pages.render(request, await call_page(look, call_id, who), who=who)


@router.get("/members/calls/{call_id}/preview")
async def preview(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    """Show a call as anyone will see it once it is open."""
    pages: Pages = request.app.state.pages
    found = await _own(look, call_id, who)
    page = replace(
        await _call_page(look, found, who), state=OPEN, may_run=False, may_evaluate=False, preview=True
    )
    return pages.render(request, page, who=who)


@router.get("/members/calls/{call_id}/edit")
async def show_edit(request: Request, call_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own(look, call_id, who)
    found.call.check_editable(look.at)
    page = form_page(look, found.whole.body.slug, Form(typed(found)), call_id)
    return pages.render(request, page, who=who)


@router.post("/members/calls/{call_id}/edit")
async def edit(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = await _own(tx, call_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, CallForm, translate=_)
    changed = await form.submit(
        tx,
        lambda data: commands.rewrite(
            tx, call_id, data.notice(found.themes, renamed=not found.call.is_unpublished), at=tx.at
        ),
    )
    if changed is None:
        page = form_page(tx, found.whole.body.slug, form, call_id)
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
    page = await _call_page(look, found, who)
    if found.call.is_unpublished and not page.may_run:
        raise NotFound
    return page


def themes_of(themes: Sequence[Theme]) -> list[CallTheme]:
    """Return themes of a body as a call would have them."""
    same = ("slug", "name", "target", "protected", "position")
    return [CallTheme(**{name: getattr(theme, name) for name in same}) for theme in themes]


async def _returned_page(look: Snapshot, found: CallInBody) -> ReturnedPage:
    past = found.rounds[-1]
    contact = past.asking or found.whole.charter.contact
    return ReturnedPage(
        past=past,
        whole=found.whole,
        cancel_reason=found.call.cancel_reason,
        contact=contact,
        contact_name=await consents.shown_name(look, contact.email, found.call.body_id) if contact else "",
    )


async def _call_page(look: Snapshot, found: CallInBody, who: Principal) -> CallPage:
    contact = found.call.asking or found.whole.charter.contact
    body_id = found.call.body_id
    return CallPage(
        found=found,
        state=found.call.state(look.at),
        may_run=access.may_run_calls(who, body_id),
        may_evaluate=access.may_evaluate(who, body_id),
        contact=contact,
        contact_name=await consents.shown_name(look, contact.email, body_id) if contact else "",
    )


async def _own(look: Snapshot, call_id: UUID, who: Principal) -> CallInBody:
    found = await queries.call_in_body(look, call_id)
    require(access.may_run_calls(who, found.call.body_id), who)
    return found


def form_page(
    look: Snapshot, slug: str, form: Form[CallForm], call_id: UUID | None = None, *, is_round: bool = False
) -> CallFormPage:
    """Return the form of a call: a new one, one that is changed, or the next round of one."""
    verb = "revise" if is_round else "edit"
    return CallFormPage(
        is_new=call_id is None,
        is_round=is_round,
        action=f"/members/calls/{call_id}/{verb}" if call_id else f"/members/calls/new?body={slug}",
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
