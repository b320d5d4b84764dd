"""Requests as JSON and as forms."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from services.meetings.requests.model import Request, State
from services.meetings.topics.schemas import OptionalText, Title, words
from shared.chassis.text import Line
from shared.contracts.envelope import Words
from shared.contracts.meetings import Direction

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]


class Text(OptionalText):
    """Free text in at least one language."""

    @model_validator(mode="after")
    def _is_written(self) -> Self:
        if not self.text():
            raise PydanticCustomError("string_too_short", "Write this in at least one language")
        return self


class RequestIn(BaseModel):
    """Something one side asks of the other."""

    body_id: UUID
    direction: Direction
    title: Title
    text: OptionalText = OptionalText()
    asked_by: Line
    addressed_to: Line
    wanted_by: Day


class ReplyIn(BaseModel):
    """The answer to a request."""

    reply: Text


class RequestOut(BaseModel):
    """A request and what became of it."""

    id: UUID
    body_id: UUID
    direction: Direction
    title: Words
    text: Words
    asked_by: str
    addressed_to: str
    asked: datetime
    wanted_by: date
    state: State
    late: bool
    reply: Words
    answered: datetime | None
    withdrawn: datetime | None
    published: datetime | None
    topic_id: UUID | None

    @classmethod
    def of(cls, request: Request, today: date) -> "RequestOut":
        return cls(
            id=request.id,
            body_id=request.body_id,
            direction=request.direction,
            title=words(request.title),
            text=words(request.text),
            asked_by=request.asked_by,
            addressed_to=request.addressed_to,
            asked=request.asked,
            wanted_by=request.wanted_by,
            state=request.state,
            late=request.is_late(today),
            reply=words(request.reply),
            answered=request.answered,
            withdrawn=request.withdrawn,
            published=request.published,
            topic_id=request.topic_id,
        )


class RequestsOut(BaseModel):
    """Requests, the newest first."""

    requests: list[RequestOut]
