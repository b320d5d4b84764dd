"""The pages of an entry's standing and history, and of changing many entries at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.members import access
from services.members.entries import commands, queries
from services.members.entries.schemas import (
    MOST,
    ON_A_PAGE,
    ChangeIn,
    FoundIn,
    FoundOut,
    HistoryQuery,
    Ids,
    ManyIn,
    StatusIn,
)
from services.members.keywords import queries as keywords
from services.members.organisations import queries as organisations
from services.members.organisations.forms import Chosen, Filters, Wording
from services.members.organisations.model import FactChange, Organisation
from services.members.people import queries as people
from services.members.people.model import Person
from services.members.places.api import Places
from services.members.places.model import Municipalities
from shared.chassis import forms
from shared.chassis.forms import Form, Translate
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

HERE = "/members/organisations"
Named = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class StatusPage(Page):
    """Whether an organisation works, is passive or was dissolved."""

    template = "entries/status.html"
    organisation: Organisation
    form: Form[StatusIn]


@dataclass(frozen=True)
class Change:
    """A change in the reader's words; without values when they are not kept."""

    of: FactChange
    label: str
    before: str
    after: str
    by: Person | None


@dataclass(frozen=True, kw_only=True)
class HistoryPage(Page):
    """What was changed in an entry."""

    template = "entries/history.html"
    organisation: Organisation
    changes: Sequence[Change]
    number: int
    last: int


@dataclass(frozen=True, kw_only=True)
class ManyPage(Page):
    """What is to be changed in the entries that were chosen."""

    template = "entries/many.html"
    organisations: Sequence[Organisation]
    themes: Named
    municipalities: Named
    form: Form[ManyIn] | Form[ChangeIn]
    filters: str | None = None
    """What the list is filtered by, when everything it finds is to be changed."""


@dataclass(frozen=True, kw_only=True)
class FoundPage(Page):
    """Which entries a change of everything the filters find touches, before it is made."""

    template = "entries/found.html"
    found: FoundOut
    lead: str
    hidden: Mapping[str, str]
    filters: str


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    """How many entries a change touches, before it is made."""

    template = "confirm.html"
    title: str
    lead: str
    consequences: Sequence[str]
    action: str
    hidden: Mapping[str, str]
    button: str
    kind: str
    back_href: str
    back_label: str


@router.get(HERE + "/{organisation_id}/status")
async def show_status(request: Request, organisation_id: UUID, look: Look, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    found = await _found(look, organisation_id)
    successor = await look.get(Organisation, found.successor_id) if found.successor_id else None
    typed = {
        "status": found.status,
        "dissolved_on": found.dissolved_on or "",
        "successor": (successor.number or successor.name) if successor else "",
    }
    return pages.render(request, StatusPage(organisation=found, form=Form(typed)), who=who)


@router.post(HERE + "/{organisation_id}/status")
async def set_status(request: Request, organisation_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    found = await _found(tx, organisation_id)
    form = await forms.read(request, StatusIn, translate=_)
    done = await form.submit(
        tx, lambda data: commands.set_status(tx, organisation_id, data, by=who.person_id)
    )
    if done is None:
        return pages.render(request, StatusPage(organisation=found, form=form), who=who, status=422)
    return notify(request, see_other(f"{HERE}/{organisation_id}"), _("Saved."))


@router.get(HERE + "/{organisation_id}/history")
async def history(
    request: Request,
    organisation_id: UUID,
    asked: Annotated[HistoryQuery, Query()],
    look: Look,
    *,
    who: Who,
    places: Places,
) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    one = await _found(look, organisation_id)
    offset = (asked.page - 1) * ON_A_PAGE
    found, total = await organisations.history(look, one.id, limit=ON_A_PAGE, offset=offset)
    lists = await keywords.lists(look, ended=True)
    wording = Wording(places, lists, pages.translator(request, who), language_of(request, who))
    by = await people.people(look, [change.by for change in found if change.by])
    others = {str(value) for change in found for value in (change.before, change.after)}
    names = await _names(look, others)
    page = HistoryPage(
        organisation=one,
        changes=[
            Change(
                change,
                wording.label(change.field),
                _told(wording, names, change.field, change.before),
                _told(wording, names, change.field, change.after),
                by.get(change.by) if change.by else None,
            )
            for change in found
        ],
        number=asked.page,
        last=max(1, -(-total // ON_A_PAGE)),
    )
    return pages.render(request, page, who=who)


@router.get(HERE + "/many")
async def many(
    request: Request, look: Look, who: Who, places: Places, *, ids: Annotated[Ids, Query()]
) -> Response:
    """Ask what to change in the entries that were chosen on the list."""
    require(access.may_keep_directory(who), who)
    return await _many(request, look, who, places, form=Form({"ids": ids, "what": "add_theme"}))


@router.get(HERE + "/many/found")
async def found(request: Request, look: Look, who: Who, places: Places, filters: Chosen) -> Response:
    """Ask what to change in everything the filters of the list find."""
    require(access.may_keep_directory(who), who)
    form: Form[ChangeIn] = Form({"what": "add_theme"})
    return await _found_form(request, look, who, places, filters, form=form)


@router.post(HERE + "/many/found/preview")
async def preview_found(request: Request, look: Look, who: Who, places: Places, filters: Chosen) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, ChangeIn, translate=_)
    if form.data is None:
        return await _found_form(request, look, who, places, filters, form=form)
    touched = await commands.look_at_found(look, filters.wanted, form.data, by=who.person_id, at=look.at)
    given = form.data.model_dump(mode="json", exclude_none=True)
    page = FoundPage(
        found=touched,
        lead=await _said(look, form.data, places, _, language_of(request, who)),
        hidden=given | {"seen": touched.seen},
        filters=filters.query,
    )
    return pages.render(request, page, who=who)


@router.post(HERE + "/many/found")
async def change_found(request: Request, tx: Tx, who: Who, places: Places, filters: Chosen) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, FoundIn, translate=_)
    if form.data is None:
        raise NotFound
    done = await commands.change_found(tx, filters.wanted, form.data, places, by=who.person_id, at=tx.at)
    said = _("Organisations that changed: {count}.").format(count=done.changed)
    return notify(request, see_other(f"{HERE}?{filters.query}"), said)


@router.post(HERE + "/many/preview")
async def preview(request: Request, tx: Tx, who: Who, places: Places) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, ManyIn, translate=_, lists=("ids",))
    if form.data is None:
        return await _many(request, tx, who, places, form=form)
    counted = await commands.count(tx, form.data, by=who.person_id, at=tx.at)
    given = form.data.model_dump(mode="json", exclude={"ids"}, exclude_none=True)
    page = PreviewPage(
        title=_("Change several organisations"),
        lead=await _said(tx, form.data, places, _, language_of(request, who)),
        consequences=[
            _("Organisations that change: {count}.").format(count=counted.changed),
            _("Left as they are, because they are so already: {count}.").format(
                count=counted.chosen - counted.changed
            ),
            _("Each change is written into the history of the organisation."),
        ],
        action=f"{HERE}/many",
        hidden=given | {"chosen": ",".join(str(one) for one in form.data.ids)},
        button=_("Change them"),
        kind="primary",
        back_href=HERE,
        back_label=_("Go back"),
    )
    return pages.render(request, page, who=who)


@router.post(HERE + "/many")
async def change_many(request: Request, tx: Tx, who: Who, places: Places) -> Response:
    require(access.may_keep_directory(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    typed = await request.form(max_files=0, max_fields=20)
    given: dict[str, Any] = {name: value for name, value in typed.items() if name != "chosen"}
    form: Form[ManyIn] = Form(typed, translate=_)
    form.check(ManyIn, given | {"ids": str(typed.get("chosen", "")).split(",")[:MOST]})
    done = await form.submit(
        tx, lambda data: commands.change_many(tx, data, places, by=who.person_id, at=tx.at)
    )
    if done is None:
        raise NotFound
    said = _("Organisations that changed: {count}.").format(count=done.changed)
    return notify(request, see_other(HERE), said)


async def _many(
    request: Request, look: Snapshot, who: Principal, places: Municipalities, *, form: Form[ManyIn]
) -> Response:
    pages: Pages = request.app.state.pages
    language = language_of(request, who)
    ids = [UUID(one) for one in form.values("ids")[:MOST]]
    known = await organisations.organisations(look, ids)
    lists = await keywords.lists(look)
    page = ManyPage(
        organisations=sorted(known.values(), key=lambda one: one.name),
        themes=[(word.slug, word.name.read(language).text) for word in lists["theme"]],
        municipalities=places.own_first(look.instance.slug, language),
        form=form,
    )
    return pages.render(request, page, who=who, status=422 if form.errors else 200)


async def _found_form(
    request: Request,
    look: Snapshot,
    who: Principal,
    places: Municipalities,
    filters: Filters,
    *,
    form: Form[ChangeIn],
) -> Response:
    pages: Pages = request.app.state.pages
    language = language_of(request, who)
    lists = await keywords.lists(look)
    page = ManyPage(
        organisations=await queries.found(look, filters.wanted),
        themes=[(word.slug, word.name.read(language).text) for word in lists["theme"]],
        municipalities=places.own_first(look.instance.slug, language),
        form=form,
        filters=filters.query,
    )
    return pages.render(request, page, who=who, status=422 if form.errors else 200)


async def _said(
    look: Snapshot, said: ChangeIn, places: Municipalities, translate: Translate, language: str
) -> str:
    lists = await keywords.lists(look, ended=True)
    wording = Wording(places, lists, translate, language)
    theme = wording.value("themes", [said.theme]) if said.theme else ""
    return {
        "add_theme": translate("The theme is added: {theme}").format(theme=theme),
        "remove_theme": translate("The theme is taken away: {theme}").format(theme=theme),
        **{
            field: f"{wording.label(field)}: {wording.value(field, getattr(said, field))}"
            for field in ("municipality", "status")
        },
        "verify": translate("The facts are verified today."),
    }[said.what]


async def _found(look: Snapshot, organisation_id: UUID) -> Organisation:
    found = await look.get(Organisation, organisation_id)
    if found is None or found.merged_into_id:
        raise NotFound
    return found


async def _names(look: Snapshot, values: set[str]) -> Mapping[str, str]:
    """Return the names of the organisations that a history speaks of."""
    ids = [UUID(value) for value in values if len(value) == 36 and value.count("-") == 4]
    return {str(key): one.name for key, one in (await organisations.organisations(look, ids)).items()}


def _told(wording: Wording, names: Mapping[str, str], field: str, value: Any) -> str:
    if value is None:
        return ""
    if field in ("successor_id", "merged_into_id"):
        return names.get(str(value), "")
    return str(wording.value(field, value))
