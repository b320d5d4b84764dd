"""Pages of requests: the list, one request with its answer, and what is done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from starlette.responses import Response

from services.meetings import access
from services.meetings.places.api import Places
from services.meetings.requests import commands, queries
from services.meetings.requests.model import Request
from services.meetings.requests.schemas import ReplyIn, RequestIn
from services.meetings.rosters import queries as rosters
from services.meetings.rosters.model import Body
from shared.chassis import forms
from shared.chassis.clock import HELSINKI
from shared.chassis.forms import Form
from shared.chassis.pages import Page, Pages, notify
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require, see_other

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class RequestsPage(Page):
    """The requests of a body or of all: the public ones, and every one to those at the table."""

    template = "requests/requests.html"
    rows: Sequence[Request]
    bodies: dict[UUID, Body]
    may_ask: list[Body]
    today: date


@dataclass(frozen=True, kw_only=True)
class RequestPage(Page):
    """A request, its answer, and what the reader may do with it."""

    template = "requests/request.html"
    request: Request
    body: Body
    today: date
    may_keep: bool
    may_withdraw: bool
    may_make_topic: bool


@dataclass(frozen=True, kw_only=True)
class AskPage(Page):
    """The form of a new request, in one of the bodies where one sits."""

    template = "requests/ask.html"
    bodies: Sequence[Body]
    form: Form[RequestIn]
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AnswerPage(Page):
    """The form of an answer."""

    template = "requests/answer.html"
    request: Request
    form: Form[ReplyIn]
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SurePage(Page):
    """Says what will happen when a request is withdrawn or published."""

    template = "requests/sure.html"
    request: Request
    what: str


@router.get("/meetings/requests")
async def requests(
    http: HttpRequest, look: Look, who: Who, body: Annotated[UUID | None, Query()] = None
) -> Response:
    bodies = {one.id: one for one in await rosters.bodies(look)}
    page = RequestsPage(
        rows=[
            one
            for one in await queries.requests(look, body)
            if access.may_see_request(who, one.body_id, public=one.published is not None)
        ],
        bodies=bodies,
        may_ask=[one for one in bodies.values() if access.may_ask(who, one.id)],
        today=_today(look),
    )
    pages: Pages = http.app.state.pages
    return pages.render(http, page, who=who)


@router.get("/meetings/requests/new")
async def show_ask(http: HttpRequest, look: Look, who: Who) -> Response:
    bodies = await _own_bodies(look, who)
    own = await rosters.represented_by(look, bodies[0].id, who.person_id, _today(look))
    form = Form[RequestIn]({"asked_by": own if len(bodies) == 1 else ""})
    page = AskPage(bodies=bodies, form=form, languages=look.instance.languages)
    pages: Pages = http.app.state.pages
    return pages.render(http, page, who=who)


@router.post("/meetings/requests/new")
async def ask(http: HttpRequest, tx: Tx, who: Who) -> Response:
    bodies = await _own_bodies(tx, who)
    pages: Pages = http.app.state.pages
    translate = pages.translator(http, who)
    form = await forms.read(http, RequestIn, translate=translate)
    require(form.data is None or form.data.body_id in {body.id for body in bodies}, who)
    made = await form.submit(tx, lambda data: commands.ask(tx, data, by=who.person_id, at=tx.at))
    if made is None:
        page = AskPage(bodies=bodies, form=form, languages=tx.instance.languages)
        return pages.render(http, page, who=who, status=422)
    return notify(http, see_other(f"/meetings/requests/{made.id}"), translate("The request was made."))


@router.get("/meetings/requests/{request_id}")
async def request(http: HttpRequest, request_id: UUID, look: Look, who: Who) -> Response:
    found = await queries.request(look, request_id)
    if not access.may_see_request(who, found.body_id, public=found.published is not None):
        raise NotFound
    is_open = found.state == "open"
    page = RequestPage(
        request=found,
        body=await rosters.body(look, found.body_id),
        today=_today(look),
        may_keep=access.may_keep_requests(who, found.body_id),
        may_withdraw=is_open and access.may_withdraw_request(who, found.body_id, brought_by=found.brought_by),
        may_make_topic=found.topic_id is None and access.may_ask(who, found.body_id),
    )
    pages: Pages = http.app.state.pages
    return pages.render(http, page, who=who)


@router.get("/meetings/requests/{request_id}/answer")
async def show_answer(http: HttpRequest, request_id: UUID, look: Look, who: Who) -> Response:
    found = await _kept(look, request_id, who)
    page = AnswerPage(request=found, form=Form[ReplyIn](), languages=look.instance.languages)
    pages: Pages = http.app.state.pages
    return pages.render(http, page, who=who)


@router.post("/meetings/requests/{request_id}/answer")
async def answer(http: HttpRequest, request_id: UUID, tx: Tx, who: Who) -> Response:
    found = await _kept(tx, request_id, who)
    pages: Pages = http.app.state.pages
    translate = pages.translator(http, who)
    form = await forms.read(http, ReplyIn, translate=translate)
    if await form.submit(tx, lambda data: commands.answer(tx, request_id, data, at=tx.at)) is None:
        page = AnswerPage(request=found, form=form, languages=tx.instance.languages)
        return pages.render(http, page, who=who, status=422)
    return notify(http, see_other(f"/meetings/requests/{request_id}"), translate("The answer is kept."))


@router.get("/meetings/requests/{request_id}/withdraw")
async def ask_to_withdraw(http: HttpRequest, request_id: UUID, look: Look, who: Who) -> Response:
    found = await _at_table(look, request_id, who)
    require(access.may_withdraw_request(who, found.body_id, brought_by=found.brought_by), who)
    pages: Pages = http.app.state.pages
    return pages.render(http, SurePage(request=found, what="withdraw"), who=who)


@router.post("/meetings/requests/{request_id}/withdraw")
async def withdraw(http: HttpRequest, request_id: UUID, tx: Tx, who: Who) -> Response:
    found = await _at_table(tx, request_id, who)
    require(access.may_withdraw_request(who, found.body_id, brought_by=found.brought_by), who)
    await commands.withdraw(tx, request_id, at=tx.at)
    translate = http.app.state.pages.translator(http, who)
    said = translate("The request was withdrawn.")
    return notify(http, see_other(f"/meetings/requests/{request_id}"), said)


@router.get("/meetings/requests/{request_id}/publish")
async def ask_to_publish(http: HttpRequest, request_id: UUID, look: Look, who: Who) -> Response:
    found = await _kept(look, request_id, who)
    pages: Pages = http.app.state.pages
    return pages.render(http, SurePage(request=found, what="publish"), who=who)


@router.post("/meetings/requests/{request_id}/publish")
async def publish(http: HttpRequest, request_id: UUID, tx: Tx, who: Who) -> Response:
    await _kept(tx, request_id, who)
    await commands.publish(tx, request_id, at=tx.at)
    translate = http.app.state.pages.translator(http, who)
    said = translate("The request is public.")
    return notify(http, see_other(f"/meetings/requests/{request_id}"), said)


@router.post("/meetings/requests/{request_id}/topic")
async def make_topic(http: HttpRequest, request_id: UUID, tx: Tx, who: Who, places: Places) -> Response:
    await _at_table(tx, request_id, who)
    topic = await commands.make_topic(tx, request_id, places, by=who.person_id, at=tx.at)
    translate = http.app.state.pages.translator(http, who)
    said = translate("The topic was brought to the table.")
    return notify(http, see_other(f"/meetings/topics/{topic.id}"), said)


def _today(look: Snapshot) -> date:
    return look.at.astimezone(HELSINKI).date()


async def _own_bodies(look: Snapshot, who: Principal) -> Sequence[Body]:
    bodies = [body for body in await rosters.bodies(look) if access.may_ask(who, body.id)]
    require(bool(bodies), who)
    return bodies


async def _at_table(look: Snapshot, request_id: UUID, who: Principal) -> Request:
    require(access.may_bring_topic_somewhere(who), who)
    found = await queries.request(look, request_id)
    require(access.may_ask(who, found.body_id), who)
    return found


async def _kept(look: Snapshot, request_id: UUID, who: Principal) -> Request:
    found = await _at_table(look, request_id, who)
    require(access.may_keep_requests(who, found.body_id), who)
    return found
