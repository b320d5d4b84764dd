"""The pages on which a body proposes a representative of its own to an outside organ."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import Body
from services.members.initiatives import commands, queries
from services.members.initiatives.model import DRAFT, PUBLIC, standing
from services.members.initiatives.queries import Initiative
from services.members.initiatives.schemas import InitiativeIn, OutcomeIn, typed
from services.members.representation.model import Nomination
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class InitiativesPage(Page):
    """The proposals one may see, the newest first, each with its state and whether one leads its body."""

    template = "initiatives/initiatives.html"
    rows: Sequence[tuple[Initiative, str, bool]]
    bodies: Sequence[Body]


@dataclass(frozen=True, kw_only=True)
class WritePage(Page):
    """The form of a proposal, of a new one or of one that is not sent yet."""

    template = "initiatives/write.html"
    body: Body
    written: Nomination | None
    languages: tuple[str, ...]
    form: Form[InitiativeIn]


@dataclass(frozen=True, kw_only=True)
class InitiativePage(Page):
    """A proposal from the writing to the answer."""

    template = "initiatives/initiative.html"
    found: Initiative
    body: Body
    state: str
    may_lead: bool
    named: bool
    languages: tuple[str, ...]
    form: Form[OutcomeIn]


@router.get("/members/initiatives")
async def initiatives(request: Request, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    found = [
        (one, standing(one.nomination, one.candidate), access.may_lead(who, one.nomination.body_id))
        for one in await queries.initiatives(look)
    ]
    rows = [(one, state, leads) for one, state, leads in found if state in PUBLIC or leads]
    own = [body for body in await bodies.bodies(look) if access.may_lead(who, body.id)]
    return pages.render(request, InitiativesPage(rows=rows, bodies=own), who=who)


@router.get("/members/bodies/{slug}/initiatives/new")
async def show_write(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    body = (await bodies.whole_by_slug(look, slug)).body
    require(access.may_lead(who, body.id), who)
    form: Form[InitiativeIn] = Form({"language": look.instance.languages[0], "level": "regional"})
    page = WritePage(body=body, written=None, languages=look.instance.languages, form=form)
    return pages.render(request, page, who=who)


@router.post("/members/bodies/{slug}/initiatives/new")
async def write(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    body = (await bodies.whole_by_slug(tx, slug)).body
    require(access.may_lead(who, body.id), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, InitiativeIn, translate=_)
    written = await form.submit(
        tx,
        lambda data: commands.write(tx, body.id, data.facts(), data.offer(), by=who.person_id, at=tx.at),
    )
    if written is None:
        page = WritePage(body=body, written=None, languages=tx.instance.languages, form=form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/initiatives/{written.id}"), _("The proposal is saved."))


@router.get("/members/initiatives/{initiative_id}")
async def initiative(request: Request, initiative_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    return pages.render(request, await _page(look, initiative_id, who, None), who=who)


@router.get("/members/initiatives/{initiative_id}/edit")
async def show_change(request: Request, initiative_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    await _own(look, initiative_id, who)
    found = await queries.initiative(look, initiative_id)
    if standing(found.nomination, found.candidate) != DRAFT:
        return see_other(f"/members/initiatives/{initiative_id}")
    page = await _change_page(look, initiative_id, Form(typed(found)))
    return pages.render(request, page, who=who)


@router.post("/members/initiatives/{initiative_id}/edit")
async def change(request: Request, initiative_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    await _own(tx, initiative_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, InitiativeIn, translate=_)
    changed = await form.submit(
        tx,
        lambda data: commands.change(
            tx, initiative_id, data.facts(), data.offer(), by=who.person_id, at=tx.at
        ),
    )
    if changed is None:
        return pages.render(request, await _change_page(tx, initiative_id, form), who=who, status=422)
    return notify(request, see_other(f"/members/initiatives/{initiative_id}"), _("The proposal is saved."))


@router.post("/members/initiatives/{initiative_id}/sending")
async def send(request: Request, initiative_id: UUID, tx: Tx, who: Who) -> Response:
    await _own(tx, initiative_id, who)
    await commands.send(tx, initiative_id, at=tx.at)
    _ = request.app.state.pages.translator(request, who)
    said = _("The proposal is marked as sent. The one who is proposed and the body get a letter.")
    return notify(request, see_other(f"/members/initiatives/{initiative_id}"), said)


@router.post("/members/initiatives/{initiative_id}/answer")
async def note_answer(request: Request, initiative_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    await _own(tx, initiative_id, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, OutcomeIn, translate=_)
    noted = await form.submit(
        tx,
        lambda data: commands.note_answer(
            tx,
            initiative_id,
            data.answer.localised(),
            accepted=data.accepted,
            on=data.on,
            by=who.person_id,
        ),
    )
    if noted is None:
        page = await _page(tx, initiative_id, who, form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/initiatives/{initiative_id}"), _("The answer is saved."))


@router.post("/members/initiatives/{initiative_id}/dropping")
async def drop(request: Request, initiative_id: UUID, tx: Tx, who: Who) -> Response:
    await _own(tx, initiative_id, who)
    await commands.drop(tx, initiative_id, at=tx.at)
    _ = request.app.state.pages.translator(request, who)
    return notify(request, see_other("/members/initiatives"), _("The proposal is given up."))


async def _own(look: Snapshot, initiative_id: UUID, who: Principal) -> None:
    require(access.may_lead(who, (await queries.on_own(look, initiative_id)).body_id), who)


async def _change_page(look: Snapshot, initiative_id: UUID, form: Form[InitiativeIn]) -> WritePage:
    written = await queries.on_own(look, initiative_id)
    body = await bodies.body(look, written.body_id)
    return WritePage(body=body, written=written, languages=look.instance.languages, form=form)


async def _page(
    look: Snapshot, initiative_id: UUID, who: Principal, form: Form[OutcomeIn] | None
) -> InitiativePage:
    found = await queries.initiative(look, initiative_id)
    body_id, state = found.nomination.body_id, standing(found.nomination, found.candidate)
    may_lead = access.may_lead(who, body_id)
    require(may_lead or state in PUBLIC, who)
    return InitiativePage(
        found=found,
        body=await bodies.body(look, body_id),
        state=state,
        may_lead=may_lead,
        named=access.may_see_names(who, body_id) or bool(found.candidate and found.candidate.consents),
        languages=look.instance.languages,
        form=form or Form({"on": today(look.at).isoformat()}),
    )
