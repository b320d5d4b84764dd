"""A selector's work: the applications to read, one to score, and all of them side by side."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from services.members import access
from services.members.applications import queries as applications
from services.members.applications.commands import note_reading
from services.members.applications.model import APPLICATION, ATTACHMENT, COMPARISON, LIST
from services.members.applications.queries import Candidacy
from services.members.attachments import queries as attachments
from services.members.attachments.model import Attachment
from services.members.attachments.pages import file_of
from services.members.calls import queries as calls
from services.members.calls.model import CLOSED, EVALUATED, Call, CallTheme, Criterion
from services.members.evaluations import commands, queries
from services.members.evaluations.model import (
    Balance,
    Compared,
    InterestConflict,
    balance,
    ranked,
)
from services.members.evaluations.schemas import ConflictIn, ScoresIn, SelectorIn
from services.members.people import queries as people
from services.members.people.model import Person
from shared.chassis import forms
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, language_of, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Tx, Who, require, see_other

router = APIRouter()

FIELD = re.compile(r"(points|comment)-(\d{1,2})")


@dataclass(frozen=True, kw_only=True)
class EvaluationPage(Page):
    """What a selector has to read, by theme, and how far it has come."""

    template = "evaluations/evaluation.html"
    call: Call
    state: str
    groups: Sequence[tuple[CallTheme, Sequence[Candidacy]]]
    scored: set[UUID]
    conflicted: set[UUID]
    total: int
    selectors: Sequence[Person]
    may_run: bool
    form: Form[SelectorIn]


@dataclass(frozen=True, kw_only=True)
class ScorePage(Page):
    """One application to score."""

    template = "evaluations/score.html"
    call: Call
    candidacy: Candidacy
    criteria: Sequence[Criterion]
    attachments: Sequence[Attachment]
    conflict: InterestConflict | None
    near: bool
    """It is the selector's own, or of an organisation of theirs."""
    gave: bool
    """Whether the selector has given it points."""
    is_open: bool
    form: Form[ScoresIn]
    conflict_form: Form[ConflictIn]
    next_href: str


@dataclass(frozen=True, kw_only=True)
class ComparisonPage(Page):
    """The applications side by side, and how they part."""

    template = "evaluations/comparison.html"
    call: Call
    criteria: Sequence[Criterion]
    groups: Sequence[tuple[CallTheme, Sequence[Compared]]]
    by_scope: Sequence[Balance]
    by_language: Sequence[Balance]
    by_municipality: Sequence[tuple[str, Balance]]
    names: Mapping[UUID, Person]
    """Those who scored; one who is erased has no name."""
    may_run: bool


# The GETs here write: who reads an application is written down in the same transaction, so they take a Tx.
@router.get("/members/calls/{call_id}/evaluation")
async def evaluation(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    call = await calls.call(tx, call_id)
    by = await _selector(tx, call, who)
    note_reading(tx, call, LIST, by=by)
    return pages.render(request, await _evaluation(tx, call, by, who, Form({"language": "fi"})), who=who)


@router.post("/members/calls/{call_id}/selectors")
async def name_selector(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    call = await calls.call(tx, call_id)
    require(access.may_run_calls(who, call.body_id), who)
    by = await _selector(tx, call, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, SelectorIn, translate=_)
    named = await form.submit(
        tx, lambda data: commands.know_and_name(tx, call_id, **data.model_dump(), at=tx.at)
    )
    if named is None:
        return pages.render(request, await _evaluation(tx, call, by, who, form), who=who, status=422)
    return notify(request, see_other(f"/members/calls/{call_id}/evaluation"), _("The selector is named."))


@router.post("/members/calls/{call_id}/selectors/{person_id}/remove")
async def remove_selector(request: Request, call_id: UUID, person_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    require(access.may_run_calls(who, (await calls.call(tx, call_id)).body_id), who)
    await commands.remove_selector(tx, call_id, person_id)
    _ = pages.translator(request, who)
    return notify(request, see_other(f"/members/calls/{call_id}/evaluation"), _("The selector is removed."))


@router.get("/members/calls/{call_id}/evaluation/{application_id}")
async def show_score(request: Request, call_id: UUID, application_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    call = await calls.call(tx, call_id)
    by = await _selector(tx, call, who)
    page = await _score_page(tx, call, application_id, by)
    note_reading(tx, call, APPLICATION, by=by, application_id=application_id)
    return pages.render(request, page, who=who)


@router.post("/members/calls/{call_id}/evaluation/{application_id}")
async def score(request: Request, call_id: UUID, application_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    call = await calls.call(tx, call_id)
    by = await _selector(tx, call, who)
    _ = pages.translator(request, who)
    posted = await request.form(max_files=0, max_fields=200)
    form: Form[ScoresIn] = Form(posted, translate=_)
    form.check(ScoresIn, scores_of(posted))
    page = await _score_page(tx, call, application_id, by, form)
    await form.submit(tx, lambda data: commands.score(tx, application_id, data.given(), by=by, at=tx.at))
    if form.errors:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(page.next_href), _("The points are saved."))


@router.get("/members/calls/{call_id}/evaluation/{application_id}/attachments/{attachment_id}")
async def attachment(call_id: UUID, application_id: UUID, attachment_id: UUID, tx: Tx, who: Who) -> Response:
    """Return a file of an application to a selector, named or by role."""
    call = await calls.call(tx, call_id)
    by = await _selector(tx, call, who)
    found = await attachments.attachment(tx, attachment_id)
    application = await applications.application(tx, application_id)
    if (found.application_id, application.call_id) != (application_id, call_id):
        raise NotFound
    note_reading(tx, call, ATTACHMENT, by=by, application_id=application_id)
    return file_of(found, await attachments.content(tx, found))


@router.post("/members/calls/{call_id}/evaluation/{application_id}/conflict")
async def declare(request: Request, call_id: UUID, application_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    call = await calls.call(tx, call_id)
    by = await _selector(tx, call, who)
    _ = pages.translator(request, who)
    form = await forms.read(request, ConflictIn, translate=_)
    page = await _score_page(tx, call, application_id, by, conflict_form=form)
    await form.submit(
        tx, lambda data: commands.declare_conflict(tx, application_id, data.words, by=by, at=tx.at)
    )
    if form.errors:
        return pages.render(request, page, who=who, status=422)
    return notify(request, see_other(page.next_href), _("The conflict of interest is written down."))


@router.post("/members/calls/{call_id}/evaluation/{application_id}/no-conflict")
async def take_back(request: Request, call_id: UUID, application_id: UUID, tx: Tx, who: Who) -> Response:
    call = await calls.call(tx, call_id)
    by = await _selector(tx, call, who)
    await _score_page(tx, call, application_id, by)
    await commands.take_back_conflict(tx, application_id, by=by, at=tx.at)
    return see_other(f"/members/calls/{call_id}/evaluation/{application_id}")


@router.get("/members/calls/{call_id}/comparison")
async def comparison(request: Request, call_id: UUID, tx: Tx, who: Who) -> Response:
    pages: Pages = request.app.state.pages
    call = await calls.call(tx, call_id)
    by = await _selector(tx, call, who)
    note_reading(tx, call, COMPARISON, by=by)
    rows = ranked(await queries.compared(tx, call, by))
    language = language_of(request, who)
    page = ComparisonPage(
        call=call,
        criteria=await calls.criteria(tx, call_id),
        groups=[
            (theme, [row for row in rows if row.candidacy.theme.id == theme.id])
            for theme in await calls.themes(tx, call_id, call.round)
        ],
        by_scope=balance(rows, "scope"),
        by_language=balance(rows, "language"),
        by_municipality=[
            (request.state.municipalities.name(part.value, language), part)
            for part in balance(rows, "municipality")
        ],
        names=await people.people(tx, [score.person_id for row in rows for score in row.comments]),
        may_run=access.may_run_calls(who, call.body_id),
    )
    return pages.render(request, page, who=who)


def scores_of(posted: FormData) -> dict[str, Any]:
    """Return the points and comments of the form; a criterion without points is left out."""
    scores: dict[str, dict[str, Any]] = {}
    for name, value in posted.multi_items():
        if (field := FIELD.fullmatch(name)) and isinstance(value, str):
            scores.setdefault(field[2], {"criterion": field[2]})[field[1]] = value
    return {"scores": [one for one in scores.values() if one.get("points")]}


async def _selector(look: Snapshot, call: Call, who: Principal) -> UUID:
    named = await calls.is_selector(look, call.id, who.person_id)
    require(access.may_evaluate(who, call.body_id, named=named), who)
    if who.person_id is None:
        raise NotFound
    return who.person_id


async def _evaluation(
    look: Snapshot, call: Call, by: UUID, who: Principal, form: Form[SelectorIn]
) -> EvaluationPage:
    found = await applications.candidacies(look, call)
    standing = [one for one in found if not one.application.withdrawn and not one.application.erased]
    scored, conflicted = await queries.own_progress(look, call, by)
    return EvaluationPage(
        call=call,
        state=call.state(look.at),
        groups=[
            (theme, [one for one in standing if one.theme.id == theme.id])
            for theme in await calls.themes(look, call.id, call.round)
        ],
        scored=scored,
        conflicted=conflicted,
        total=len(standing),
        selectors=await queries.selectors(look, call.id),
        may_run=access.may_run_calls(who, call.body_id),
        form=form,
    )


async def _score_page(
    look: Snapshot,
    call: Call,
    application_id: UUID,
    by: UUID,
    form: Form[ScoresIn] | None = None,
    *,
    conflict_form: Form[ConflictIn] | None = None,
) -> ScorePage:
    candidacy, of = await applications.candidacy(look, application_id)
    if of.id != call.id:
        raise NotFound
    given = await queries.scores_of(look, application_id, by)
    known = {f"points-{position}": score.points for position, score in given.items()}
    words = {f"comment-{position}": score.comment for position, score in given.items()}
    scored, conflicted = await queries.own_progress(look, call, by)
    left = [
        one.id
        for one in await applications.applications(look, call)
        if not one.withdrawn and one.id not in scored | conflicted | {application_id}
    ]
    after = f"/members/calls/{call.id}/evaluation"
    return ScorePage(
        call=call,
        candidacy=candidacy,
        criteria=await calls.criteria(look, call.id),
        attachments=await attachments.attachments(look, application_id),
        conflict=await queries.conflict(look, application_id, by),
        near=application_id in await queries.near(look, call, by),
        gave=bool(given),
        is_open=call.state(look.at) in (CLOSED, EVALUATED) and candidacy.application.round == call.round,
        form=form or Form(known | words),
        conflict_form=conflict_form or Form(),
        next_href=f"{after}/{left[0]}" if left else after,
    )
