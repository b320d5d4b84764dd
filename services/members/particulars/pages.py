"""The coordinator's page of a body's area, founding and contact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.bodies.model import WholeBody
from services.members.charters.model import Scope
from services.members.charters.schemas import ScopeIn
from services.members.particulars import commands
from services.members.particulars.schemas import ContactForm, FoundingForm, of_contact, of_founding
from services.members.places.model import Municipalities
from shared.chassis import forms
from shared.chassis.forms import Form, Translate
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.principals import Principal
from shared.chassis.text import Slug
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class ParticularsPage(Page):
    """Where a body works, how it was founded and whom to ask, each with its form."""

    template = "particulars/particulars.html"
    whole: WholeBody
    on: date
    places: Mapping[str, str]
    municipalities: Sequence[tuple[str, str]]
    languages: tuple[str, ...]
    scope: Form[ScopeIn]
    founding: Form[FoundingForm]
    contact: Form[ContactForm]


@router.get("/members/bodies/{slug}/particulars")
async def particulars(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    whole = await _own(look, slug, who)
    return _render(request, look, who, whole)


@router.post("/members/bodies/{slug}/scope")
async def place(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    whole = await _own(tx, slug, who)
    form = await forms.read(request, ScopeIn, translate=_translator(request, who))
    places: Municipalities = request.state.municipalities

    async def change(data: ScopeIn) -> Scope:
        places.check([data.municipality])
        starts = data.starts or today(tx.at)
        area = data.model_copy(update={"starts": starts}).area()
        return await commands.place(tx, slug, area, at=tx.at)

    if await form.submit(tx, change) is None:
        return _render(request, tx, who, whole, scope=form)
    return _saved(request, slug, who)


@router.post("/members/bodies/{slug}/founding")
async def found(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    whole = await _own(tx, slug, who)
    form = await forms.read(request, FoundingForm, translate=_translator(request, who))
    await form.submit(tx, lambda data: commands.found(tx, slug, data.beginning(), at=tx.at))
    if form.errors:
        return _render(request, tx, who, whole, founding=form)
    return _saved(request, slug, who)


@router.post("/members/bodies/{slug}/contact")
async def ask(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    whole = await _own(tx, slug, who)
    form = await forms.read(request, ContactForm, translate=_translator(request, who))
    await form.submit(tx, lambda data: commands.ask(tx, slug, data.asking(), at=tx.at))
    if form.errors:
        return _render(request, tx, who, whole, contact=form)
    return _saved(request, slug, who)


async def _own(look: Snapshot, slug: str, who: Principal) -> WholeBody:
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
    return whole


def _render(
    request: Request, look: Snapshot | Transaction, who: Principal, whole: WholeBody, **tried: Form[Any]
) -> Response:
    pages: Pages = request.app.state.pages
    municipalities: Municipalities = request.state.municipalities
    language = language_of(request, who)
    now = whole.charter.scope_on(today(look.at))
    area = {"level": now.level, "municipality": now.municipality or ""} if now else {}
    shown: dict[str, Form[Any]] = {
        "scope": Form(area | {"starts": today(look.at).isoformat()}),
        "founding": Form(of_founding(whole.charter)),
        "contact": Form(of_contact(whole.charter)),
    }
    codes = [one.municipality for one in whole.charter.scopes if one.municipality]
    page = ParticularsPage(
        whole=whole,
        on=today(look.at),
        places={code: municipalities.name(code, language) for code in codes},
        municipalities=municipalities.own_first(look.instance.slug, language),
        languages=look.instance.languages,
        **(shown | tried),
    )
    return pages.render(request, page, who=who, status=422 if tried else 200)


def _saved(request: Request, slug: str, who: Principal) -> Response:
    said = _translator(request, who)("The changes are saved.")
    return notify(request, see_other(f"/members/bodies/{slug}/particulars"), said)


def _translator(request: Request, who: Principal) -> Translate:
    pages: Pages = request.app.state.pages
    translate: Translate = pages.translator(request, who)
    return translate
