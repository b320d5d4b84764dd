"""Every question asked of the topics."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.meetings.comments.model import Comment
from services.meetings.errors import TopicNotInBody
from services.meetings.topics.model import Chapter, Conflict, Story, Topic
from shared.chassis.clock import HELSINKI
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def stories(
    look: Snapshot,
    body_id: UUID | None = None,
    municipality: str | None = None,
    capacity_id: UUID | None = None,
) -> Sequence[Story]:
    """Return the topics of a body or of all, the newest first.

    They may be those addressed to a municipality, or those handled in a capacity.
    """
    query = select(Topic).order_by(Topic.received.desc(), Topic.id)
    if body_id:
        query = query.where(Topic.body_id == body_id)
    if municipality:
        query = query.where(Topic.municipalities.contains([municipality]))
    if capacity_id:
        query = query.where(Topic.capacity_id == capacity_id)
    topics = await look.all(query)
    chapters = await _chapters(look, [topic.id for topic in topics])
    return [Story(topic, chapters.get(topic.id, ())) for topic in topics]


async def story(look: Snapshot, topic_id: UUID) -> Story:
    """Return a topic with its story. Raises NotFound."""
    topic = await look.get(Topic, topic_id)
    if topic is None:
        raise NotFound
    return Story(topic, (await _chapters(look, [topic_id])).get(topic_id, ()))


async def municipalities(look: Snapshot) -> set[str]:
    """Return the codes of the municipalities that topics are addressed to."""
    return set(await look.all(select(func.unnest(Topic.municipalities)).distinct()))


async def brought_in_year(look: Snapshot, body_id: UUID, year: int) -> Sequence[Topic]:
    """Return the topics that came to a body in a year of Finnish time."""
    starts, ends = (datetime(one, 1, 1, tzinfo=HELSINKI) for one in (year, year + 1))
    return await look.all(
        select(Topic).where(Topic.body_id == body_id, Topic.received >= starts, Topic.received < ends)
    )


async def capacities(look: Snapshot) -> dict[UUID, LocalisedText]:
    """Return the capacities in which topics are handled, as they were called last."""
    query = select(Topic.capacity_id, Topic.capacity).where(Topic.capacity_id.is_not(None))
    result = await look.execute(query.order_by(Topic.received))
    found: dict[UUID, LocalisedText] = {row.capacity_id: row.capacity for row in result}
    return found


async def comments_in_year(look: Snapshot, body_id: UUID, year: int) -> Mapping[str, int]:
    """Return how many comments each party wrote on the topics of a body in a year of Finnish time."""
    starts, ends = (datetime(one, 1, 1, tzinfo=HELSINKI) for one in (year, year + 1))
    result = await look.execute(
        select(Comment.represents, func.count())
        .join(Topic, Topic.id == Comment.topic_id)
        .where(Topic.body_id == body_id, Comment.at >= starts, Comment.at < ends)
        .group_by(Comment.represents)
    )
    rows: Sequence[Any] = result.all()
    return dict(tuple(row) for row in rows)


async def conflicts(look: Snapshot, topic_ids: Iterable[UUID]) -> Mapping[UUID, list[Conflict]]:
    """Return who takes no part in each of these topics, by name; topics without anyone are left out."""
    found: dict[UUID, list[Conflict]] = defaultdict(list)
    query = select(Conflict).where(Conflict.topic_id.in_(list(topic_ids))).order_by(Conflict.represents)
    for one in await look.all(query):
        found[one.topic_id].append(one)
    return found


async def conflict(look: Snapshot, topic_id: UUID, conflict_id: UUID) -> Conflict:
    """Return a conflict of interest of a topic. Raises NotFound."""
    found = await look.get(Conflict, conflict_id)
    if found is None or found.topic_id != topic_id:
        raise NotFound
    return found


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
