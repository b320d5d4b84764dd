"""Every question asked of the topics."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from services.meetings.errors import TopicNotInBody
from services.meetings.topics.model import Chapter, Story, Topic
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def stories(look: Snapshot, body_id: UUID | None = None) -> Sequence[Story]:
    """Return the topics of a body, or of all, with their stories; the newest first."""
    query = select(Topic).order_by(Topic.received.desc(), Topic.id)
    topics = await look.all(query.where(Topic.body_id == body_id) if body_id else query)
    chapters = await _chapters(look, [topic.id for topic in topics])
    return [Story(topic, chapters.get(topic.id, ())) for topic in topics]


async def story(look: Snapshot, topic_id: UUID) -> Story:
    """Return a topic with its story. Raises NotFound."""
    topic = await look.get(Topic, topic_id)
    if topic is None:
        raise NotFound
    return Story(topic, (await _chapters(look, [topic_id])).get(topic_id, ()))


async def topics_of_body(look: Snapshot, body_id: UUID, topic_ids: Iterable[UUID]) -> Mapping[UUID, Topic]:
    """Return these topics by id. Raises TopicNotInBody when one of them is not the body's."""
    wanted = set(topic_ids)
    found = await look.all(select(Topic).where(Topic.body_id == body_id, Topic.id.in_(wanted)))
    if len(found) != len(wanted):
        raise TopicNotInBody
    return {topic.id: topic for topic in found}


async def _chapters(look: Snapshot, topic_ids: Sequence[UUID]) -> Mapping[UUID, tuple[Chapter, ...]]:
    chapters: dict[UUID, list[Chapter]] = defaultdict(list)
    for chapter in await look.all(
        select(Chapter).where(Chapter.topic_id.in_(topic_ids)).order_by(Chapter.at)
    ):
        chapters[chapter.topic_id].append(chapter)
    return {topic_id: tuple(found) for topic_id, found in chapters.items()}
