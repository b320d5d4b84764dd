"""Topics for machines."""

from uuid import UUID

from fastapi import APIRouter

from services.meetings import access
from services.meetings.comments import commands as comment_commands
from services.meetings.comments import queries as comment_queries
from services.meetings.comments.schemas import CommentIn, CommentOut, CommentsOut
from services.meetings.places.api import Places
from services.meetings.places.model import MunicipalityCode
from services.meetings.rosters import queries as rosters
from services.meetings.topics import commands, queries
from services.meetings.topics.model import Story
from services.meetings.topics.schemas import (
    ConflictIn,
    ConflictOut,
    ConflictsOut,
    TopicIn,
    TopicOut,
    TopicsOut,
)
from shared.chassis.clock import HELSINKI
from shared.chassis.principals import Principal
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter()


@router.get("/topics")
async def topics(
    look: Look,
    body: UUID | None = None,
    municipality: MunicipalityCode | None = None,
    capacity: UUID | None = None,
) -> TopicsOut:
    """Return the topics of a body or of all, of a municipality or any, in a capacity of the body or any."""
    found = await queries.stories(look, body, municipality, capacity)
    return TopicsOut(topics=[TopicOut.of(story, look.at) for story in found])


@router.get("/topics/{topic_id}")
async def topic(topic_id: UUID, look: Look) -> TopicOut:
    """Return a topic with its story."""
    return TopicOut.of(await queries.story(look, topic_id), look.at)


@router.post("/topics", status_code=201)
async def bring(body: TopicIn, tx: Tx, who: Who, places: Places) -> TopicOut:
    """Bring a topic to a body."""
    require(access.may_bring_topic(who, body.body_id), who)
    brought = await commands.bring(tx, body, places, by=who.person_id, at=tx.at)
    return TopicOut.of(Story(brought, ()), tx.at)


@router.put("/topics/{topic_id}")
async def rewrite(topic_id: UUID, body: TopicIn, tx: Tx, who: Who, places: Places) -> TopicOut:
    """Change a topic that no agenda has shown yet; its body stays."""
    await _require_own(tx, topic_id, who)
    return TopicOut.of(Story(await commands.rewrite(tx, topic_id, body, places), ()), tx.at)


@router.delete("/topics/{topic_id}", status_code=204)
async def remove(topic_id: UUID, tx: Tx, who: Who) -> None:
    """Remove a topic that is on no agenda."""
    await _require_own(tx, topic_id, who)
    await commands.remove(tx, topic_id)


@router.get("/topics/{topic_id}/conflicts")
async def conflicts(topic_id: UUID, look: Look, who: Who) -> ConflictsOut:
    """Return who takes no part in a topic because of a conflict of interest, to those at the table."""
    require(access.may_bring_topic_somewhere(who), who)
    topic = (await queries.story(look, topic_id)).topic
    require(access.may_see_conflicts(who, topic.body_id), who)
    found = (await queries.conflicts(look, [topic_id])).get(topic_id, [])
    return ConflictsOut(conflicts=[ConflictOut.of(one) for one in found])


@router.post("/topics/{topic_id}/conflicts", status_code=201)
async def note_conflict(topic_id: UUID, body: ConflictIn, tx: Tx, who: Who) -> ConflictOut:
    """Note a conflict of interest; members note that of their own party."""
    require(access.may_bring_topic_somewhere(who), who)
    topic = (await queries.story(tx, topic_id)).topic
    today = tx.at.astimezone(HELSINKI).date()
    own = await rosters.represented_by(tx, topic.body_id, who.person_id, today)
    require(access.may_note_conflict(who, topic.body_id, own=body.represents == own), who)
    return ConflictOut.of(await commands.note_conflict(tx, topic, body, by=who.person_id, at=tx.at))


@router.delete("/topics/{topic_id}/conflicts/{conflict_id}", status_code=204)
async def take_back_conflict(topic_id: UUID, conflict_id: UUID, tx: Tx, who: Who) -> None:
    """Take back a conflict of interest that is not there after all."""
    require(access.may_bring_topic_somewhere(who), who)
    topic = (await queries.story(tx, topic_id)).topic
    noted = await queries.conflict(tx, topic_id, conflict_id)
    require(access.may_note_conflict(who, topic.body_id, own=noted.noted_by == who.person_id), who)
    await commands.take_back_conflict(tx, topic_id, conflict_id)


@router.get("/topics/{topic_id}/comments")
async def comments(topic_id: UUID, look: Look, who: Who) -> CommentsOut:
    """Return what those at the table say of a topic, to them."""
    require(access.may_bring_topic_somewhere(who), who)
    topic = (await queries.story(look, topic_id)).topic
    require(access.may_see_comments(who, topic.body_id), who)
    return CommentsOut.every(await comment_queries.of_topic(look, topic_id))


@router.post("/topics/{topic_id}/comments", status_code=201)
async def comment(topic_id: UUID, body: CommentIn, tx: Tx, who: Who) -> CommentOut:
    """Comment on a topic."""
    require(access.may_bring_topic_somewhere(who), who)
    topic = (await queries.story(tx, topic_id)).topic
    require(access.may_comment(who, topic.body_id), who)
    said = await comment_commands.comment(tx, topic_id, topic.body_id, body.text, by=who.person_id, at=tx.at)
    return CommentOut.of(said, who.name)


@router.delete("/topics/{topic_id}/comments/{comment_id}", status_code=204)
async def remove_comment(topic_id: UUID, comment_id: UUID, tx: Tx, who: Who) -> None:
    """Take a comment away."""
    require(access.may_bring_topic_somewhere(who), who)
    topic = (await queries.story(tx, topic_id)).topic
    said = await comment_queries.comment(tx, topic_id, comment_id)
    require(access.may_remove_comment(who, topic.body_id, written_by=said.person_id), who)
    await comment_commands.remove(tx, topic_id, comment_id)


async def _require_own(look: Snapshot, topic_id: UUID, who: Principal) -> None:
    topic = (await queries.story(look, topic_id)).topic
    require(access.may_change_topic(who, topic.body_id, brought_by=topic.brought_by), who)
