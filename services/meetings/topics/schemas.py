"""Topics as JSON and as a form; and what a text in several languages is, here and in the slices above."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from services.meetings.topics.model import Category, Kind, Level, State, Story, Topic
from shared.chassis.localised import LocalisedText
from shared.chassis.text import OptionalLine, OptionalParagraphs
from shared.contracts.envelope import Words


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def text(self) -> LocalisedText:
        """Return what was written as a localised text."""
        return LocalisedText.of(self.model_dump())


class OptionalTitle(_Texts):
    """At most one line in each language; none is needed."""

    fi: OptionalLine = ""
    sv: OptionalLine = ""
    en: OptionalLine = ""


class Title(OptionalTitle):
    """One line in at least one language."""

    @model_validator(mode="after")
    def _is_written(self) -> Self:
        if not self.text():
            raise PydanticCustomError("string_too_short", "Write this in at least one language")
        return self


class OptionalText(_Texts):
    """Free text; no language is needed."""

    fi: OptionalParagraphs = ""
    sv: OptionalParagraphs = ""
    en: OptionalParagraphs = ""


def typed(name: str, text: LocalisedText) -> dict[str, str]:
    """Return a text as the fields of a form: `title_fi`, `title_sv`."""
    return {f"{name}_{language}": words for language, words in text.to_dict().items()}


def words(text: LocalisedText) -> Words:
    """Return a text as an event and JSON carry it."""
    return text.to_dict()


class TopicIn(BaseModel):
    """A topic someone brings."""

    body_id: UUID
    title: Title
    text: OptionalText = OptionalText()
    category: Category
    level: Level


def of_topic(topic: Topic) -> dict[str, str]:
    """Return a topic as the fields of its form."""
    return {
        "body_id": str(topic.body_id),
        "category": topic.category,
        "level": topic.level,
        **typed("title", topic.title),
        **typed("text", topic.text),
    }


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
