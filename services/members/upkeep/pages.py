"""Setting a body up from a template, changing it, who keeps it, and what it was before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies import commands as bodies_commands
from services.members.bodies import queries as bodies
from services.members.bodies.commands import Change, today
from services.members.bodies.model import Body, WholeBody
from services.members.bodies.schemas import AskedDay
from services.members.charters import queries as charters_queries
from services.members.charters.model import BodyKind, Capacity, Charter, Partner, Relation
from services.members.charters.schemas import CapacityIn, Code, EndIn, PartnerIn
from services.members.organisations import queries as organisations
from services.members.organisations.model import Organisation
from services.members.organisations.queries import Wanted
from services.members.upkeep import commands
from services.members.upkeep.model import Template, of_kind, templates
from services.members.upkeep.schemas import BodyForm, RelationIn, SetUpForm
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.localised import LocalisedText
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.text import OptionalLine, Slug
from shared.chassis.transaction import Snapshot, Transaction
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

TABLES: Mapping[str, type[Partner] | type[Capacity] | type[Relation]] = {
    "partners": Partner,
    "capacities": Capacity,
    "relations": Relation,
}
WORDS = ("name", "purpose", "goals")


@dataclass(frozen=True, kw_only=True)
class NewBodyPage(Page):
    """The templates, and the form of the one that was chosen."""

    template = "upkeep/new.html"
    every: Sequence[Template]
    kinds: Mapping[str, BodyKind]
    chosen: Template | None
    languages: tuple[str, ...]
    form: Form[SetUpForm]


@dataclass(frozen=True, kw_only=True)
class EditPage(Page):
    """The facts of a body in a form."""

    template = "upkeep/edit.html"
    whole: WholeBody
    kinds: Sequence[BodyKind]
    languages: tuple[str, ...]
    form: Form[BodyForm]


@dataclass(frozen=True, kw_only=True)
class KeepingPage(Page):
    """Who keeps a body now, before and later, with the forms that add to it."""

    template = "upkeep/keeping.html"
    whole: WholeBody
    charter: Charter
    bodies: Mapping[UUID, Body]
    on: date
    languages: tuple[str, ...]
    words: str
    found: Sequence[Organisation]
    partner: Form[PartnerIn]
    capacity: Form[CapacityIn]
    relation: Form[RelationIn]


@dataclass(frozen=True, kw_only=True)
class EndKeepingPage(Page):
    """The day something ends."""

    template = "upkeep/end.html"
    whole: WholeBody
    action: str
    form: Form[EndIn]


@dataclass(frozen=True, kw_only=True)
class HistoryPage(Page):
    """What a body was: who kept it on a day, its terms, and every change of its facts."""

    template = "upkeep/history.html"
    whole: WholeBody
    bodies: Mapping[UUID, Body]
    on: date
    changes: Sequence[tuple[datetime, Sequence[str]]]


@router.get("/members/bodies/new")
async def show_new(
    request: Request, look: Look, who: Who, *, template: Slug | None = None, kind: Code | None = None
) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_set_up_bodies(who), who)
    chosen = _chosen(look, template or "", kind or "")
    form: Form[SetUpForm] = Form(_first_values(chosen) if chosen else {})
    return pages.render(request, await _new_page(look, chosen, form), who=who)


@router.post("/members/bodies/new")
async def set_up(request: Request, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_set_up_bodies(who), who)
    _ = pages.translator(request, who)
    form = await forms.read(request, SetUpForm, translate=_)
    chosen = _chosen(tx, form.value("template"), form.value("kind"))
    if chosen is None:
        raise NotFound
    whole = await form.submit(tx, lambda data: _set_up(tx, chosen, data))
    if whole is None:
        return pages.render(request, await _new_page(tx, chosen, form), who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{whole.body.slug}"), _("The body is set up."))


@router.get("/members/bodies/{slug}/edit")
async def show_edit(request: Request, slug: Slug, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await _own(look, slug, who)
    form: Form[BodyForm] = Form(_values_of(whole.body))
    return pages.render(request, await _edit_page(look, whole, form), who=who)


@router.post("/members/bodies/{slug}/edit")
async def edit(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await _own(tx, slug, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, BodyForm, translate=_, lists=("modes",))

    async def change(data: BodyForm) -> WholeBody:
        return await bodies_commands.change(tx, slug, Change(facts=data.facts()), at=tx.at)

    if await form.submit(tx, change) is None:
        return pages.render(request, await _edit_page(tx, whole, form), who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{slug}"), _("The changes are saved."))


@router.get("/members/bodies/{slug}/keeping")
async def keeping(
    request: Request,
    slug: Slug,
    look: Look,
    who: Who,
    *,
    q: OptionalLine = "",
    organisation: UUID | None = None,
) -> Response:
    """Show who keeps a body; an organisation that was found in the directory stands in the form."""
    pages: Pages = request.app.state.pages
    whole = await _own(look, slug, who)
    linked = await look.get(Organisation, organisation) if organisation else None
    form: Form[PartnerIn] | None = None
    if linked:
        values = {"represents": linked.name, "organisation_id": str(linked.id)}
        form = Form(values | {"starts": today(look.at).isoformat()})
    return pages.render(request, await _keeping_page(look, whole, partner=form, words=q), who=who)


@router.post("/members/bodies/{slug}/partners")
async def keep(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await _own(tx, slug, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, PartnerIn, translate=_)
    if await form.submit(tx, lambda data: commands.keep(tx, slug, data.keeping(), at=tx.at)) is None:
        page = await _keeping_page(tx, whole, partner=form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{slug}/keeping"), _("The changes are saved."))


@router.post("/members/bodies/{slug}/capacities")
async def stand(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await _own(tx, slug, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, CapacityIn, translate=_)
    if await form.submit(tx, lambda data: commands.stand(tx, slug, data.standing(), at=tx.at)) is None:
        page = await _keeping_page(tx, whole, capacity=form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{slug}/keeping"), _("The changes are saved."))


@router.post("/members/bodies/{slug}/relations")
async def relate(request: Request, slug: Slug, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await _own(tx, slug, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, RelationIn, translate=_)

    async def add(data: RelationIn) -> Relation:
        return await commands.relate(tx, slug, data.kind, data.other, starts=data.starts, at=tx.at)

    if await form.submit(tx, add) is None:
        page = await _keeping_page(tx, whole, relation=form)
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{slug}/keeping"), _("The changes are saved."))


@router.get("/members/bodies/{slug}/keeping/{what}/{key}/end")
async def show_end(request: Request, slug: Slug, what: Slug, key: UUID, *, look: Look, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await _own(look, slug, who)
    form: Form[EndIn] = Form({"on": today(look.at).isoformat()})
    return pages.render(request, _end_page(whole, what, key, form), who=who)


@router.post("/members/bodies/{slug}/keeping/{what}/{key}/end")
async def end(request: Request, slug: Slug, what: Slug, key: UUID, *, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    whole = await _own(tx, slug, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, EndIn, translate=_)
    page = _end_page(whole, what, key, form)
    ended = await form.submit(
        tx, lambda data: commands.end(tx, slug, TABLES[what], key, on=data.on, at=tx.at)
    )
    if ended is None:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(f"/members/bodies/{slug}/keeping"), _("The changes are saved."))


@router.get("/members/bodies/{slug}/history")
async def history(request: Request, slug: Slug, look: Look, who: Who, on: AskedDay = None) -> Response:
    pages: Pages = request.app.state.pages
    whole = await bodies.whole_by_slug(look, slug)
    editions = await charters_queries.editions(look, whole.body.id)
    earlier = [*editions[1:], None]
    page = HistoryPage(
        whole=whole,
        bodies={body.id: body for body in await bodies.bodies(look)},
        on=on or today(look.at),
        changes=[
            (edition.at, [fact for fact, _, _ in edition.changed_from(before)] if before else [])
            for edition, before in zip(editions, earlier, strict=True)
        ],
    )
    return pages.render(request, page, who=who)


async def _own(look: Snapshot, slug: str, who: Principal) -> WholeBody:
    whole = await bodies.whole_by_slug(look, slug)
    require(access.may_seat(who, whole.body.id), who)
    return whole


async def _set_up(tx: Transaction, chosen: Template, data: SetUpForm) -> WholeBody:
    known = {body.slug: body.id for body in await bodies.bodies(tx)}
    body = data.body(chosen, known, today(tx.at), here=tx.instance.slug)
    return await bodies_commands.set_up(tx, body.plan(), at=tx.at)


def _chosen(look: Snapshot, template: str, kind: str) -> Template | None:
    return templates().get(template) or (of_kind(kind, look.instance.slug) if kind else None)


async def _new_page(look: Snapshot, chosen: Template | None, form: Form[SetUpForm]) -> NewBodyPage:
    return NewBodyPage(
        every=list(templates().values()),
        kinds={kind.slug: kind for kind in await charters_queries.kinds(look)},
        chosen=chosen,
        languages=look.instance.languages,
        form=form,
    )


async def _edit_page(look: Snapshot, whole: WholeBody, form: Form[BodyForm]) -> EditPage:
    """Return the form; a kind that is offered no more is there when the body is of it."""
    every = await charters_queries.kinds(look)
    return EditPage(
        whole=whole,
        kinds=[kind for kind in every if kind.ended is None or kind.slug == whole.body.kind],
        languages=look.instance.languages,
        form=form,
    )


async def _keeping_page(
    look: Snapshot,
    whole: WholeBody,
    *,
    partner: Form[PartnerIn] | None = None,
    capacity: Form[CapacityIn] | None = None,
    relation: Form[RelationIn] | None = None,
    words: str = "",
) -> KeepingPage:
    found = await organisations.search(look, Wanted(words=words), limit=10, offset=0) if words else None
    return KeepingPage(
        whole=whole,
        charter=whole.charter,
        bodies={body.id: body for body in await bodies.bodies(look)},
        on=today(look.at),
        languages=look.instance.languages,
        words=words,
        found=found.items if found else [],
        partner=partner or Form({"starts": today(look.at).isoformat()}),
        capacity=capacity or Form(),
        relation=relation or Form(),
    )


def _end_page(whole: WholeBody, what: str, key: UUID, form: Form[EndIn]) -> EndKeepingPage:
    if what not in TABLES:
        raise NotFound
    action = f"/members/bodies/{whole.body.slug}/keeping/{what}/{key}/end"
    return EndKeepingPage(whole=whole, action=action, form=form)


def _first_values(chosen: Template) -> dict[str, str]:
    values = {"template": chosen.id, "kind": chosen.body["kind"], "slug": chosen.body.get("slug", "")}
    values["decision_power"] = "1" if chosen.body.get("decision_power") else ""
    for name in ("name", "purpose"):
        values |= {f"{name}_{language}": words for language, words in chosen.body[name].items()}
    return values


def _values_of(body: Body) -> dict[str, str | list[str]]:
    values: dict[str, str | list[str]] = {
        "starts_on": body.starts_on.isoformat() if body.starts_on else "",
        "review_on": body.review_on.isoformat() if body.review_on else "",
        "cadence_min": str(body.cadence_min),
        "cadence_max": str(body.cadence_max),
        "term_months": str(body.term_months),
        "modes": list(body.modes),
        "kind": body.kind,
        "decision_power": "1" if body.decision_power else "",
        "deputies": "1" if body.deputies else "",
        "from_outside": "1" if body.from_outside else "",
        "state": body.state,
    }
    for name in WORDS:
        text: LocalisedText = getattr(body, name)
        values |= {f"{name}_{language}": words for language, words in text.to_dict().items()}
    return values
