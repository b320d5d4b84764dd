"""Every question asked of the requests."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from services.meetings.requests.model import Request
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def request(look: Snapshot, request_id: UUID, *, lock: bool = False) -> Request:
    """Return a request. Raises NotFound."""
    if found := await look.get(Request, request_id, lock=lock):
        return found
    raise NotFound


async def requests(look: Snapshot, body_id: UUID | None = None) -> Sequence[Request]:
    """Return the requests of a body or of all, the newest first."""
    query = select(Request).order_by(Request.asked.desc(), Request.id)
    return await look.all(query.where(Request.body_id == body_id) if body_id else query)


async def late(look: Snapshot, body_ids: Collection[UUID], today: date) -> Sequence[Request]:
    """Return the open requests of these bodies whose day has passed, the longest first."""
    return await look.all(
        select(Request)
        .where(
            Request.body_id.in_(body_ids),
            Request.answered.is_(None),
            Request.withdrawn.is_(None),
            Request.wanted_by < today,
        )
        .order_by(Request.wanted_by, Request.id)
    )
