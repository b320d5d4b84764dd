"""Topics as JSON and as a form; and what a text in several languages is, here and in the slices above."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from services.meetings.places.model import MunicipalityCode
from services.meetings.topics.model import Category, Conflict, Kind, Level, State, Story, Topic
from shared.chassis.localised import LocalisedText
from shared.chassis.text import Line, OptionalLine, OptionalParagraphs
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
    municipalities: Annotated[list[MunicipalityCode], Field(max_length=30)] = []
    matter_id: UUID | None = None
    """The matter of an organisation that it is made of."""
    capacity_id: UUID | None = None

    def addressed(self) -> list[str]:
        """The codes of the municipalities, each once."""
        return sorted(set(self.municipalities))


class ConflictIn(BaseModel):
    """A party of the table that takes no part in a topic, and why."""

    represents: Line
    reason: Line


def of_topic(topic: Topic) -> dict[str, Any]:
    """Return a topic as the fields of its form."""
    return {
        "body_id": str(topic.body_id),
        "category": topic.category,
        "level": topic.level,
        "municipalities": topic.municipalities,
        "capacity_id": str(topic.capacity_id or ""),
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
    municipalities: list[str]
    capacity_id: UUID | None
    capacity: Words
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
            municipalities=topic.municipalities,
            capacity_id=topic.capacity_id,
            capacity=words(topic.capacity),
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


class ConflictOut(BaseModel):
    """Who takes no part in a topic, and why."""

    id: UUID
    represents: str
    reason: str
    noted: datetime

    @classmethod
    def of(cls, conflict: Conflict) -> "ConflictOut":
        return cls(
            id=conflict.id, represents=conflict.represents, reason=conflict.reason, noted=conflict.noted
        )


class ConflictsOut(BaseModel):
    """Who take no part in a topic, by name."""

    conflicts: list[ConflictOut]


class TopicsOut(BaseModel):
    """Topics, the newest first."""

    topics: list[TopicOut]
