"""Requests for machines."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter

from services.meetings import access
from services.meetings.places.api import Places
from services.meetings.requests import commands, queries
from services.meetings.requests.model import Request
from services.meetings.requests.schemas import ReplyIn, RequestIn, RequestOut, RequestsOut
from services.meetings.topics.model import Story
from services.meetings.topics.schemas import TopicOut
from shared.chassis.clock import HELSINKI
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter()


@router.get("/requests")
async def requests(look: Look, who: Who, body: UUID | None = None) -> RequestsOut:
    """Return the requests of a body or of all: those that are public, and every one to those at the table."""
    seen = [one for one in await queries.requests(look, body) if _sees(who, one)]
    return RequestsOut(requests=[RequestOut.of(one, _today(look)) for one in seen])


@router.get("/requests/{request_id}")
async def request(request_id: UUID, look: Look, who: Who) -> RequestOut:
    """Return a request with its answer."""
    found = await queries.request(look, request_id)
    if not _sees(who, found):
        raise NotFound
    return RequestOut.of(found, _today(look))


@router.post("/requests", status_code=201)
async def ask(body: RequestIn, tx: Tx, who: Who) -> RequestOut:
    """Make a request."""
    require(access.may_ask(who, body.body_id), who)
    return RequestOut.of(await commands.ask(tx, body, by=who.person_id, at=tx.at), _today(tx))


@router.post("/requests/{request_id}/reply")
async def answer(request_id: UUID, body: ReplyIn, tx: Tx, who: Who) -> RequestOut:
    """Write down the answer to a request."""
    found = await _at_table(tx, request_id, who)
    require(access.may_keep_requests(who, found.body_id), who)
    return RequestOut.of(await commands.answer(tx, request_id, body, at=tx.at), _today(tx))


@router.post("/requests/{request_id}/withdrawal")
async def withdraw(request_id: UUID, tx: Tx, who: Who) -> RequestOut:
    """Take a request back."""
    found = await _at_table(tx, request_id, who)
    require(access.may_withdraw_request(who, found.body_id, brought_by=found.brought_by), who)
    return RequestOut.of(await commands.withdraw(tx, request_id, at=tx.at), _today(tx))


@router.post("/requests/{request_id}/publication")
async def publish(request_id: UUID, tx: Tx, who: Who) -> RequestOut:
    """Let anyone read a request and its answer."""
    found = await _at_table(tx, request_id, who)
    require(access.may_keep_requests(who, found.body_id), who)
    return RequestOut.of(await commands.publish(tx, request_id, at=tx.at), _today(tx))


@router.post("/requests/{request_id}/topic", status_code=201)
async def make_topic(request_id: UUID, tx: Tx, who: Who, places: Places) -> TopicOut:
    """Bring a request to the table as a topic."""
    await _at_table(tx, request_id, who)
    topic = await commands.make_topic(tx, request_id, places, by=who.person_id, at=tx.at)
    return TopicOut.of(Story(topic, ()), tx.at)


def _sees(who: Principal, request: Request) -> bool:
    return access.may_see_request(who, request.body_id, public=request.published is not None)


def _today(look: Snapshot) -> date:
    return look.at.astimezone(HELSINKI).date()


async def _at_table(look: Snapshot, request_id: UUID, who: Principal) -> Request:
    require(access.may_bring_topic_somewhere(who), who)
    found = await queries.request(look, request_id)
    require(access.may_ask(who, found.body_id), who)
    return found
