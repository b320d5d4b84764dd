"""The page of the support organisation, and the forms behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.members import access
from services.members.advisers import commands, queries
from services.members.advisers.model import ADVISER, Adviser, check_national
from services.members.advisers.schemas import AdviserIn, WorkIn
from services.members.bodies.commands import today
from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.people.model import Person
from services.members.places.model import Regions
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.localised import LocalisedText
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.principals import Principal
from shared.chassis.text import Slug
from shared.chassis.transaction import Transaction
from shared.chassis.web import Here, Look, Tx, Who, require, see_other, station_of


async def _in_national(here: Here) -> None:
    check_national(here)


router = APIRouter(dependencies=[Depends(_in_national)])

HERE = "/members/support"
SEVERAL = ("languages", "regions")


@dataclass(frozen=True, kw_only=True)
class SupportPage(Page):
    """National staff, and region by region who advises there."""

    template = "advisers/support.html"
    staff: Sequence[tuple[Adviser, Person]]
    regions: Sequence[tuple[str, LocalisedText, Sequence[tuple[Adviser, Person]]]]
    region: str
    on: date
    named: bool


@dataclass(frozen=True, kw_only=True)
class WorkPage(Page):
    """The form of someone's work; of a new one also the person."""

    template = "advisers/work.html"
    action: str
    person: Person | None
    regions: Sequence[tuple[str, str]]
    languages: tuple[str, ...]
    form: Form[AdviserIn] | Form[WorkIn]


@router.get(HERE)
async def support(request: Request, look: Look, who: Who, *, region: Slug | None = None) -> Response:
    pages: Pages = request.app.state.pages
    regions: Regions = request.state.regions
    found = await queries.everyone(look, today(look.at))
    page = SupportPage(
        staff=[pair for pair in found if pair[0].kind != ADVISER],
        regions=[
            (slug, regions.name(slug), [pair for pair in found if slug in pair[0].regions])
            for slug in regions
            if region in (None, slug)
        ],
        region=region or "",
        on=today(look.at),
        named=access.may_keep_directory(who),
    )
    return pages.render(request, page, who=who)


@router.get(HERE + "/new")
async def show_new(request: Request, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_keep_directory(who), who)
    first = {"kind": ADVISER, "language": "fi", "languages": ["fi"], "starts": today(look.at).isoformat()}
    page = _page(request, who, f"{HERE}/new", None, Form(first))
    return pages.render(request, page, who=who)


@router.post(HERE + "/new")
async def employ(request: Request, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_keep_directory(who), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, AdviserIn, translate=_, lists=SEVERAL)
    if await form.submit(tx, lambda data: _employ(tx, data, request.state.regions)) is None:
        page = _page(request, who, f"{HERE}/new", None, form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(HERE), _("The person is in the support organisation."))


@router.get(HERE + "/{adviser_id}")
async def show_change(request: Request, adviser_id: UUID, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_keep_directory(who), who)
    adviser = await queries.adviser(look, adviser_id)
    person = await people_queries.known(look, adviser.person_id)
    form: Form[WorkIn] = Form(_values(adviser))
    page = _page(request, who, f"{HERE}/{adviser_id}", person, form)
    return pages.render(request, page, who=who)


@router.post(HERE + "/{adviser_id}")
async def change(request: Request, adviser_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_keep_directory(who), who)
    person = await people_queries.known(tx, (await queries.adviser(tx, adviser_id)).person_id)
    _ = pages.translator(request, who)
    form = await forms.read(request, WorkIn, translate=_, lists=SEVERAL)
    regions = request.state.regions
    if await form.submit(tx, lambda data: commands.change(tx, adviser_id, data.facts(), regions)) is None:
        page = _page(request, who, f"{HERE}/{adviser_id}", person, form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(HERE), _("The change is saved."))


async def _employ(tx: Transaction, data: AdviserIn, regions: Regions) -> Adviser:
    person = await people.know(tx, data.name, data.email, data.language, tx.at)
    return await commands.employ(tx, person, data.facts(), regions)


def _page(
    request: Request,
    who: Principal,
    action: str,
    person: Person | None,
    form: Form[AdviserIn] | Form[WorkIn],
) -> WorkPage:
    regions: Regions = request.state.regions
    language = language_of(request, who)
    return WorkPage(
        action=action,
        person=person,
        regions=[(slug, regions.name(slug).read(language).text) for slug in regions],
        languages=station_of(request).instance.languages,
        form=form,
    )


def _values(adviser: Adviser) -> dict[str, Any]:
    titles = {f"title_{language}": said for language, said in adviser.title.to_dict().items()}
    return titles | {
        "kind": adviser.kind,
        "languages": adviser.languages,
        "regions": adviser.regions,
        "shown": "1" if adviser.shown else "",
        "starts": adviser.starts.isoformat(),
        "ends": adviser.ends.isoformat() if adviser.ends else "",
    }
