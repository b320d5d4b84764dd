"""Every question asked of the calendar."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from services.meetings.calendar.model import AgendaItem, Meeting
from shared.chassis.clock import HELSINKI
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


async def meeting(look: Snapshot, meeting_id: UUID, *, lock: bool = False) -> Meeting:
    """Return a meeting. Raises NotFound."""
    if found := await look.get(Meeting, meeting_id, lock=lock):
        return found
    raise NotFound


async def meetings(look: Snapshot, body_id: UUID | None = None, year: int | None = None) -> Sequence[Meeting]:
    """Return the meetings of a body or of all, in a year or ever, in their order."""
    query = select(Meeting).order_by(Meeting.starts, Meeting.id)
    if body_id:
        query = query.where(Meeting.body_id == body_id)
    if year:
        query = query.where(*in_year(year))
    return await look.all(query)


async def agenda(look: Snapshot, meeting_id: UUID) -> list[AgendaItem]:
    """Return the agenda of a meeting in its order."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.position)
    return list(await look.all(query))


async def agendas(look: Snapshot, meeting_ids: Sequence[UUID]) -> Mapping[UUID, list[AgendaItem]]:
    """Return the agendas of these meetings."""
    query = select(AgendaItem).where(AgendaItem.meeting_id.in_(meeting_ids)).order_by(AgendaItem.position)
    found: dict[UUID, list[AgendaItem]] = {meeting_id: [] for meeting_id in meeting_ids}
    for item in await look.all(query):
        found[item.meeting_id].append(item)
    return found


async def convened_after(look: Snapshot, body_id: UUID, at: datetime) -> Sequence[Meeting]:
    """Return the meetings of a body that are convened and still to come."""
    return await look.all(
        select(Meeting)
        .where(
            Meeting.body_id == body_id,
            Meeting.convened_at.is_not(None),
            Meeting.cancelled_at.is_(None),
            Meeting.starts > at,
        )
        .order_by(Meeting.starts)
        .with_for_update()
    )


async def count_in_year(look: Snapshot, body_id: UUID, year: int, *, convened: bool = False) -> int:
    """Return how many meetings a body has in a year, cancelled ones left out."""
    query = select(func.count()).where(
        Meeting.body_id == body_id, Meeting.cancelled_at.is_(None), *in_year(year)
    )
    return await look.first(query.where(Meeting.convened_at.is_not(None)) if convened else query) or 0


def in_year(year: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for a meeting to start in a year of Finnish time."""
    return (
        Meeting.starts >= datetime(year, 1, 1, tzinfo=HELSINKI),
        Meeting.starts < datetime(year + 1, 1, 1, tzinfo=HELSINKI),
    )
