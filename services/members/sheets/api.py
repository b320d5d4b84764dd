"""A list on its way out as a file."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from starlette.responses import Response

from services.members.sheets.model import MEDIA, write

Kind = Annotated[Literal["csv", "xlsx"], Query()]


async def as_file(
    kind: str, name: str, title: str, rows: Iterable[Sequence[Any]], *, at: datetime
) -> Response:
    """Return the rows as a file named after the list and the day, headings first."""
    content = await asyncio.to_thread(write, kind, title, rows)
    named = f'attachment; filename="{name}-{at:%Y-%m-%d}.{kind}"'
    headers = {"content-disposition": named, "cache-control": "private, no-store"}
    return Response(content, media_type=MEDIA[kind], headers=headers)
