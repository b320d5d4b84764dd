"""Members' news as people write and read it; the form has the same fields."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.members.bodies.schemas import LineWords
from services.members.charters.schemas import TextWords
from services.members.news.model import MemberNews


class NewsIn(BaseModel):
    """News in at least one language; `seat_id` tells for which organisation when one sits for several."""

    title: LineWords
    text: TextWords
    seat_id: UUID | None = None


class NewsOut(BaseModel):
    """A piece of news, for members."""

    id: UUID
    represents: str
    title: dict[str, str]
    text: dict[str, str]
    published: datetime
    until: datetime

    @classmethod
    def of(cls, news: MemberNews) -> "NewsOut":
        return cls(
            id=news.id,
            represents=news.represents,
            title=news.title.to_dict(),
            text=news.text.to_dict(),
            published=news.published,
            until=news.until,
        )


class NewsListOut(BaseModel):
    """What is still shown, the newest first."""

    items: list[NewsOut]

    @classmethod
    def all(cls, news: Sequence[MemberNews]) -> "NewsListOut":
        return cls(items=[NewsOut.of(one) for one in news])
