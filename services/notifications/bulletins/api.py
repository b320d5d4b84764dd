"""The region's news as JSON, for everyone."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.notifications.bulletins import queries
from services.notifications.bulletins.schemas import NewsListOut, NewsOut, NewsPart
from shared.chassis.web import Look

router = APIRouter()


@router.get("/news")
async def news(asked: Annotated[NewsPart, Query()], look: Look) -> NewsListOut:
    """Return news, the newest first."""
    found = await queries.newest(look, asked.kind, limit=asked.limit, offset=asked.offset)
    return NewsListOut(total=await queries.total(look, asked.kind), news=[NewsOut.of(item) for item in found])
