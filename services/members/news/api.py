"""Members' news, as JSON, for members."""

from uuid import UUID

from fastapi import APIRouter

from services.members import access
from services.members.errors import PersonUnknown
from services.members.news import commands, queries
from services.members.news.schemas import NewsIn, NewsListOut, NewsOut
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter(tags=["cooperation"])
MOST = 200


@router.get("/news")
async def news(look: Look, who: Who) -> NewsListOut:
    """Return what fellow members have shared, the newest first."""
    require(access.may_see_fellows(who), who)
    return NewsListOut.all(await queries.newest(look, limit=MOST))


@router.post("/news", status_code=201)
async def share(body: NewsIn, tx: Tx, who: Who) -> NewsOut:
    """Share news with fellow members, in the name of an organisation one sits for."""
    require(access.may_see_fellows(who), who)
    if who.person_id is None:
        raise PersonUnknown
    return NewsOut.of(await commands.share(tx, body, by=who.person_id, at=tx.at))


@router.delete("/news/{news_id}", status_code=204)
async def take_back(news_id: UUID, tx: Tx, who: Who) -> None:
    """Erase news before its time: one's own, or any as the coordinator."""
    found = await queries.news(tx, news_id)
    require(access.may_take_back_news(who, found.person_id), who)
    await commands.take_back(tx, found)
