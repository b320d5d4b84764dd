"""Topics as JSON and as a form."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.meetings.texts import OptionalText, Title, words
from services.meetings.topics.model import Category, Kind, Level, State, Story
from shared.contracts.envelope import Words


class TopicIn(BaseModel):
    """A topic someone brings."""

    body_id: UUID
    title: Title
    text: OptionalText = OptionalText()
    category: Category
    level: Level


class ChapterOut(BaseModel):
    """A point of a topic's story."""

    kind: Kind
    at: datetime
    meeting_id: UUID | None
    title: Words
    text: Words


class TopicOut(BaseModel):
    """A topic with its story."""

    id: UUID
    body_id: UUID
    title: Words
    text: Words
    category: str
    level: str
    received: datetime
    state: State
    story: list[ChapterOut]

    @classmethod
    def of(cls, story: Story, at: datetime) -> "TopicOut":
        topic = story.topic
        return cls(
            id=topic.id,
            body_id=topic.body_id,
            title=words(topic.title),
            text=words(topic.text),
            category=topic.category,
            level=topic.level,
            received=topic.received,
            state=story.state(at),
            story=[
                ChapterOut(
                    kind=point.kind,
                    at=point.at,
                    meeting_id=point.meeting_id,
                    title=words(point.title),
                    text=words(point.text),
                )
                for point in story.moments()
            ],
        )


class TopicsOut(BaseModel):
    """Topics, the newest first."""

    topics: list[TopicOut]
