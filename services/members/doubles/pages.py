"""The pages on which a coordinator finds the other entry of a person, compares the two and joins them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.members import access
from services.members.bodies.commands import today
from services.members.doubles import commands, queries
from services.members.doubles.model import FACTS
from services.members.doubles.queries import Side
from services.members.doubles.schemas import JoinForm
from services.members.people import queries as people
from services.members.people.model import Person
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import Problem
from shared.chassis.text import OptionalLine
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()

HERE = "/members/people/{person_id}/merges"


@dataclass(frozen=True, kw_only=True)
class DoublesPage(Page):
    """Which entry may be the same person."""

    template = "doubles/list.html"
    person: Person
    candidates: Sequence[Person]
    form: Form[Any]


@dataclass(frozen=True, kw_only=True)
class JoinPage(Page):
    """Two entries side by side, to be joined for good."""

    template = "doubles/join.html"
    kept: Side
    merged: Side
    held: Sequence[str]
    """What either has anything of."""
    differ: Sequence[str]
    """The facts to choose from."""
    obstacle: type[Problem] | None
    form: Form[JoinForm]


@router.get(HERE)
async def doubles(request: Request, person_id: UUID, look: Look, who: Who, q: OptionalLine = "") -> Response:
    require(access.may_join_people(who), who)
    person = await people.known(look, person_id)
    found = await queries.candidates(look, person, q)
    pages: Pages = request.app.state.pages
    page = DoublesPage(person=person, candidates=found, form=Form({"q": q}))
    return pages.render(request, page, who=who)


@router.get(HERE + "/{other_id}")
async def compare(request: Request, person_id: UUID, other_id: UUID, look: Look, who: Who) -> Response:
    require(access.may_join_people(who), who)
    pages: Pages = request.app.state.pages
    return pages.render(request, await _page(look, who, person_id, other_id), who=who)


@router.post(HERE + "/{other_id}")
async def join(request: Request, person_id: UUID, other_id: UUID, tx: Tx, who: Who) -> Response:
    require(access.may_join_people(who), who)
    require(access.may_change_way_in(who), who)
    pages: Pages = request.app.state.pages
    _ = pages.translator(request, who)
    form = await forms.read(request, JoinForm, translate=_)
    page = await _page(tx, who, person_id, other_id, form)
    joined = await form.submit(
        tx, lambda data: commands.join(tx, person_id, other_id, data.taken(), by=who, at=tx.at)
    )
    if joined is None:
        return pages.render(request, page, who=who, status=422)
    return notify(
        request, see_other(f"/members/people/{person_id}"), _("The two entries are one person now.")
    )


async def _page(
    look: Snapshot, who: Principal, person_id: UUID, other_id: UUID, form: Form[JoinForm] | None = None
) -> JoinPage:
    kept, merged = await queries.side(look, person_id), await queries.side(look, other_id)
    obstacle = await queries.obstacle(look, kept.person, merged.person, who, today(look.at))
    differ = [name for name in FACTS if merged.fact(name) and merged.fact(name) != kept.fact(name)]
    chosen = {name: "kept" if kept.fact(name) else "merged" for name in differ}
    return JoinPage(
        kept=kept,
        merged=merged,
        held=[name for name in queries.HELD if kept.held[name] or merged.held[name]],
        differ=differ,
        obstacle=obstacle,
        form=form or Form(chosen),
    )
