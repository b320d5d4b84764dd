"""Ask, answer, withdraw, publish; and make a topic of a request."""

from datetime import datetime
from uuid import UUID

from services.meetings.errors import WantedInThePast
from services.meetings.places.model import Municipalities
from services.meetings.requests import queries
from services.meetings.requests.model import Request
from services.meetings.requests.schemas import ReplyIn, RequestIn
from services.meetings.rosters import queries as rosters
from services.meetings.topics import commands as topics
from services.meetings.topics.model import Topic
from services.meetings.topics.schemas import OptionalText, Title, TopicIn
from shared.chassis.clock import HELSINKI, end_of_day
from shared.chassis.transaction import Transaction


async def ask(tx: Transaction, data: RequestIn, *, by: UUID | None, at: datetime) -> Request:
    """Make a request; when its day passes without an answer, that is told. Raises WantedInThePast."""
    body = await rosters.chosen_body(tx, data.body_id)
    if data.wanted_by < at.astimezone(HELSINKI).date():
        raise WantedInThePast
    request = Request(
        body_id=body.id,
        direction=data.direction,
        title=data.title.text(),
        text=data.text.text(),
        asked_by=data.asked_by,
        addressed_to=data.addressed_to,
        brought_by=by,
        asked=at,
        wanted_by=data.wanted_by,
    )
    tx.add(request)
    await tx.flush()
    made, timer = request.made()
    tx.record(made)
    tx.record(timer, due=end_of_day(data.wanted_by), key=request.timer)
    return request


async def answer(tx: Transaction, request_id: UUID, data: ReplyIn, *, at: datetime) -> Request:
    """Write down the answer. Raises RequestIsClosed."""
    request = await queries.request(tx, request_id, lock=True)
    tx.record(request.answer(data.reply.text(), at))
    await tx.take_back(request.timer)
    return request


async def withdraw(tx: Transaction, request_id: UUID, *, at: datetime) -> Request:
    """Take a request back. Raises RequestIsClosed."""
    request = await queries.request(tx, request_id, lock=True)
    tx.record(request.withdraw(at))
    await tx.take_back(request.timer)
    return request


async def publish(tx: Transaction, request_id: UUID, *, at: datetime) -> Request:
    """Let anyone read a request and its answer. Raises RequestIsPublic."""
    request = await queries.request(tx, request_id, lock=True)
    request.publish(at)
    return request


async def make_topic(
    tx: Transaction, request_id: UUID, places: Municipalities, *, by: UUID | None, at: datetime
) -> Topic:
    """Bring a request to the table as a topic. Raises RequestIsTopic."""
    request = await queries.request(tx, request_id, lock=True)
    data = TopicIn(
        body_id=request.body_id,
        title=Title.model_validate(request.title.to_dict()),
        text=OptionalText.model_validate(request.text.to_dict()),
        category="other",
        level="county",
    )
    topic = await topics.bring(tx, data, places, by=by, at=at)
    request.become(topic.id)
    return topic


async def pass_day(tx: Transaction, request_id: UUID) -> None:
    """Tell that the day of a request has passed, if nobody has answered it."""
    if overdue := (await queries.request(tx, request_id)).pass_day():
        tx.record(overdue)
