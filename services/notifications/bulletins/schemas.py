"""News as JSON, and what may be asked of it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field

from services.notifications.bulletins.model import Kind, NewsItem, Turn
from shared.chassis.text import Language
from shared.contracts.envelope import Words


def _not_empty(value: Any) -> Any:
    return None if value == "" else value


class NewsAsked(BaseModel):
    """Which news; what is left out or empty does not choose."""

    kind: Annotated[Kind | None, BeforeValidator(_not_empty)] = None


class NewsPart(NewsAsked):
    """Which news, and how much of it."""

    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class NewsPage(NewsAsked):
    """Which news, and which page of it."""

    page: int = Field(default=1, ge=1, le=10_000)


class FeedAsked(BaseModel):
    """In which language to give the feed."""

    lang: Annotated[Language | None, BeforeValidator(_not_empty)] = None


class NewsOut(BaseModel):
    """One piece of news."""

    kind: Kind
    subject_id: UUID
    title: Words
    summary: Words
    href: str
    published: datetime
    turn: Turn

    @classmethod
    def of(cls, item: NewsItem) -> "NewsOut":
        values = {name: getattr(item, name) for name in cls.model_fields}
        return cls.model_validate(values | {"title": item.title.to_dict(), "summary": item.summary.to_dict()})


class NewsListOut(BaseModel):
    """News, the newest first."""

    total: int
    news: list[NewsOut]
