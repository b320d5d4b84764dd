"""The pages on which a mandate is corrected and ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies.commands import today
from services.members.mandates import commands, queries
from services.members.mandates.schemas import CorrectIn, NameIn, typed
from services.members.people import queries as people
from services.members.people.model import Person
from services.members.representation.model import Mandate, MandateEdition
from services.members.seats.schemas import LastDayIn
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class CorrectPage(Page):
    """The form of a mandate that is there, and what was written before."""

    template = "mandates/correct.html"
    mandate: Mandate
    person: Person
    editions: Sequence[MandateEdition]
    languages: tuple[str, ...]
    form: Form[CorrectIn]


@dataclass(frozen=True, kw_only=True)
class EndMandatePage(Page):
    """The day a mandate ends."""

    template = "mandates/end.html"
    mandate: Mandate
    form: Form[LastDayIn]


@router.get("/members/representation/{mandate_id}/edit")
async def show_correct(request: Request, mandate_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    return pages.render(request, await _page(look, mandate_id, None, who), who=who)


@router.post("/members/representation/{mandate_id}/edit")
async def correct(request: Request, mandate_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, CorrectIn, translate=_)
    await _own(tx, mandate_id, who)
    saved = await form.submit(
        tx, lambda data: commands.correct(tx, mandate_id, data.facts(), by=who.person_id, at=tx.at)
    )
    if saved is None:
        # Looked up now: what the refused change touched is not as it was loaded before.
        page = await _page(tx, mandate_id, form, who)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other("/members/representation"), _("The representation is saved."))


@router.get("/members/representation/{mandate_id}/end")
async def show_end(request: Request, mandate_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    mandate = await _own(look, mandate_id, who)
    page = EndMandatePage(mandate=mandate, form=Form({"on": today(look.at).isoformat()}))
    return pages.render(request, page, who=who)


@router.post("/members/representation/{mandate_id}/end")
async def end_mandate(request: Request, mandate_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, LastDayIn, translate=_)
    await _own(tx, mandate_id, who)
    ended = await form.submit(
        tx, lambda data: commands.end(tx, mandate_id, on=data.on, by=who.person_id, at=tx.at)
    )
    if ended is None:
        page = EndMandatePage(mandate=await queries.mandate(tx, mandate_id), form=form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other("/members/representation"), _("The representation is saved."))


@router.post("/members/me/mandates/{mandate_id}/name")
async def show(request: Request, mandate_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_take_name_back(who, (await queries.mandate(tx, mandate_id)).person_id), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, NameIn, translate=_)
    done = await form.submit(tx, lambda data: commands.show(tx, mandate_id, shown=data.shown, at=tx.at))
    if done is None:
        raise NotFound
    said = _("Your name is shown.") if done.consents else _("Your name is hidden.")
    return notify(request, see_other("/members/me"), said)


async def _own(look: Snapshot, mandate_id: UUID, who: Principal) -> Mandate:
    mandate = await queries.mandate(look, mandate_id)
    require(access.may_keep_mandate(who, mandate.body_id), who)
    return mandate


async def _page(
    look: Snapshot, mandate_id: UUID, form: Form[CorrectIn] | None, who: Principal
) -> CorrectPage:
    mandate = await _own(look, mandate_id, who)
    return CorrectPage(
        mandate=mandate,
        person=await people.known(look, mandate.person_id),
        editions=await queries.editions(look, mandate.id),
        languages=look.instance.languages,
        form=form or Form(typed(mandate)),
    )
