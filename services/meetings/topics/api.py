"""Topics for machines."""

from uuid import UUID

from fastapi import APIRouter

from services.meetings import access
from services.meetings.topics import commands, queries
from services.meetings.topics.model import Story
from services.meetings.topics.schemas import TopicIn, TopicOut, TopicsOut
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter()


@router.get("/topics")
async def topics(look: Look, body: UUID | None = None) -> TopicsOut:
    """Return the topics of a body, or of all bodies."""
    return TopicsOut(topics=[TopicOut.of(story, look.at) for story in await queries.stories(look, body)])


@router.get("/topics/{topic_id}")
async def topic(topic_id: UUID, look: Look) -> TopicOut:
    """Return a topic with its story."""
    return TopicOut.of(await queries.story(look, topic_id), look.at)


@router.post("/topics", status_code=201)
async def bring(body: TopicIn, tx: Tx, who: Who) -> TopicOut:
    """Bring a topic to a body."""
    require(access.may_bring_topic(who, body.body_id), who)
    brought = await commands.bring(tx, body, by=who.person_id, at=tx.at)
    return TopicOut.of(Story(brought, ()), tx.at)


@router.put("/topics/{topic_id}")
async def rewrite(topic_id: UUID, body: TopicIn, tx: Tx, who: Who) -> TopicOut:
    """Change a topic that no agenda has shown yet; its body stays."""
    await _require_own(tx, topic_id, who)
    return TopicOut.of(Story(await commands.rewrite(tx, topic_id, body), ()), tx.at)


@router.delete("/topics/{topic_id}", status_code=204)
async def remove(topic_id: UUID, tx: Tx, who: Who) -> None:
    """Remove a topic that is on no agenda."""
    await _require_own(tx, topic_id, who)
    await commands.remove(tx, topic_id)


async def _require_own(look: Snapshot, topic_id: UUID, who: Principal) -> None:
    topic = (await queries.story(look, topic_id)).topic
    require(access.may_change_topic(who, topic.body_id, brought_by=topic.brought_by), who)
