"""What people do with topics, and what meetings write to their stories."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from services.meetings.errors import ConflictNoted, PartyNotAtTable, TopicInUse
from services.meetings.places.model import Municipalities
from services.meetings.rosters import queries as rosters
from services.meetings.topics import queries
from services.meetings.topics.model import Chapter, Conflict, Kind, Topic
from services.meetings.topics.schemas import ConflictIn, TopicIn
from shared.chassis.clock import HELSINKI
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction


async def bring(
    tx: Transaction, data: TopicIn, places: Municipalities, *, by: UUID | None, at: datetime
) -> Topic:
    """Bring a topic to a body. Raises MunicipalityUnknown or CapacityNotHeld."""
    places.check(data.municipalities)
    body = await rosters.chosen_body(tx, data.body_id)
    topic = Topic(
        body_id=body.id,
        title=data.title.text(),
        text=data.text.text(),
        category=data.category,
        level=data.level,
        municipalities=data.addressed(),
        capacity_id=data.capacity_id,
        capacity=body.capacity_named(data.capacity_id),
        brought_by=by,
        received=at,
    )
    tx.add(topic)
    await tx.flush()
    tx.record(topic.arrive(data.matter_id))
    return topic


async def rewrite(tx: Transaction, topic_id: UUID, data: TopicIn, places: Municipalities) -> Topic:
    """Change a topic that no agenda has shown yet; the body stays.

    Raises TopicInUse, MunicipalityUnknown or CapacityNotHeld.
    """
    places.check(data.municipalities)
    story = await queries.story(tx, topic_id)
    if story.chapters:
        raise TopicInUse
    topic = story.topic
    if data.capacity_id != topic.capacity_id:
        body = await rosters.body(tx, topic.body_id)
        topic.capacity_id, topic.capacity = data.capacity_id, body.capacity_named(data.capacity_id)
    topic.title, topic.text = data.title.text(), data.text.text()
    topic.category, topic.level, topic.municipalities = data.category, data.level, data.addressed()
    await tx.flush()
    return topic


async def remove(tx: Transaction, topic_id: UUID) -> Topic:
    """Remove a topic that is on no agenda, not even on one that is being prepared. Raises TopicInUse."""
    topic = (await queries.story(tx, topic_id)).topic
    try:
        async with tx.attempt():
            await tx.delete(topic)
            await tx.flush()
    except IntegrityError as error:
        raise TopicInUse from error
    return topic


async def note_conflict(
    tx: Transaction, topic: Topic, data: ConflictIn, *, by: UUID | None, at: datetime
) -> Conflict:
    """Note that a party of the table takes no part in a topic. Raises PartyNotAtTable or ConflictNoted."""
    if data.represents not in await rosters.parties(tx, topic.body_id, at.astimezone(HELSINKI).date()):
        raise PartyNotAtTable
    conflict = Conflict(
        topic_id=topic.id, represents=data.represents, reason=data.reason, noted_by=by, noted=at
    )
    try:
        async with tx.attempt():
            tx.add(conflict)
            await tx.flush()
    except IntegrityError as error:
        raise ConflictNoted from error
    return conflict


async def take_back_conflict(tx: Transaction, topic_id: UUID, conflict_id: UUID) -> None:
    """Take back a conflict of interest that is not there after all."""
    await tx.delete(await queries.conflict(tx, topic_id, conflict_id))
    await tx.flush()


async def tell(
    tx: Transaction,
    topic_ids: Iterable[UUID],
    kind: Kind,
    *,
    meeting_id: UUID,
    at: datetime,
    title: LocalisedText,
    text: LocalisedText | None = None,
) -> None:
    """Write a chapter to the story of each topic; said again, it replaces what was said before."""
    for topic_id in topic_ids:
        statement = insert(Chapter).values(
            topic_id=topic_id,
            meeting_id=meeting_id,
            kind=kind,
            at=at,
            title=title,
            text=text or LocalisedText(),
        )
        await tx.execute(
            statement.on_conflict_do_update(
                index_elements=["topic_id", "meeting_id", "kind"],
                set_={name: statement.excluded[name] for name in ("at", "title", "text")},
            )
        )


async def take_back(tx: Transaction, meeting_id: UUID, *kinds: Kind) -> None:
    """Take chapters of a meeting out of every story: it was cancelled, or the memo says otherwise now."""
    await tx.execute(delete(Chapter).where(Chapter.meeting_id == meeting_id, Chapter.kind.in_(kinds)))
