"""Every question asked of attendance and memos."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.meetings.calendar import queries as calendar
from services.meetings.calendar.model import AgendaItem, Meeting
from services.meetings.calendar.queries import in_year
from services.meetings.invitations import queries as invitations
from services.meetings.minutes.model import (
    STATUS_OF_ANSWER,
    Attendance,
    AttendanceList,
    Edition,
    Figures,
    Memo,
    MemoItem,
    Status,
)
from shared.chassis.transaction import Snapshot


async def attendance_list(look: Snapshot, meeting_id: UUID, *, lock: bool = False) -> AttendanceList | None:
    """Return the record of a meeting's attendance, if it has been made."""
    return await look.get(AttendanceList, meeting_id, lock=lock)


async def attendance(look: Snapshot, meeting_id: UUID) -> Sequence[Attendance]:
    """Return how each invited person took part in a meeting."""
    return await look.all(select(Attendance).where(Attendance.meeting_id == meeting_id))


async def expected_statuses(look: Snapshot, meeting_id: UUID) -> Mapping[UUID, Status | None]:
    """Return the recorded status of each invited person or, before recording, what the answer foretells."""
    recorded = {row.person_id: row.status for row in await attendance(look, meeting_id)}
    return {
        invitation.person_id: recorded.get(invitation.person_id)
        or STATUS_OF_ANSWER.get(invitation.answer or "")
        for invitation in await invitations.standing(look, meeting_id)
    }


async def attendance_of_year(
    look: Snapshot, body_id: UUID, year: int
) -> Mapping[UUID, Mapping[UUID, Status]]:
    """Return the recorded statuses of a body's year: meeting, person, status."""
    result = await look.execute(
        select(Attendance.meeting_id, Attendance.person_id, Attendance.status)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Meeting.body_id == body_id, *in_year(year))
    )
    rows: Sequence[Any] = result.all()
    found: dict[UUID, dict[UUID, Status]] = defaultdict(dict)
    for meeting_id, person_id, status in rows:
        found[meeting_id][person_id] = status
    return found


async def figures_of_year(look: Snapshot, body_id: UUID, year: int) -> list[tuple[Meeting, Figures]]:
    """Return the meetings of a body's year whose attendance is recorded, with their figures."""
    statuses = await attendance_of_year(look, body_id, year)
    held = [one for one in await calendar.meetings(look, body_id, year) if one.id in statuses]
    return [
        (one, Figures.of_seats(await invitations.standing(look, one.id), statuses[one.id])) for one in held
    ]


async def figures(look: Snapshot, meeting_id: UUID) -> Figures:
    """Return the figures of a meeting as it is recorded."""
    statuses = {row.person_id: row.status for row in await attendance(look, meeting_id)}
    return Figures.of_seats(await invitations.standing(look, meeting_id), statuses)


async def people_of_year(look: Snapshot, body_id: UUID, year: int) -> list[tuple[str, list[str]]]:
    """Return who was invited in a body's year, each with a status a recorded meeting; "" is not invited."""
    statuses = await attendance_of_year(look, body_id, year)
    meetings = [m.id for m in await calendar.meetings(look, body_id, year) if m.id in statuses]
    labels: dict[UUID, str] = {}
    for meeting_id in meetings:
        for one in await invitations.invited(look, meeting_id):
            labels[one.invitation.person_id] = ", ".join(
                part for part in (one.name, one.invitation.represents) if part
            )
    return [
        (label, [str(statuses[meeting_id].get(person_id, "")) for meeting_id in meetings])
        for person_id, label in sorted(labels.items(), key=lambda pair: pair[1])
    ]


async def memo(look: Snapshot, meeting_id: UUID, *, lock: bool = False) -> Memo | None:
    """Return the memo of a meeting as it is being written, if it has been begun."""
    return await look.get(Memo, meeting_id, lock=lock)


async def memo_items(look: Snapshot, meeting_id: UUID) -> Sequence[MemoItem]:
    """Return the items of a memo in the order of the agenda."""
    return await look.all(
        select(MemoItem)
        .join(AgendaItem, AgendaItem.id == MemoItem.agenda_item_id)
        .where(MemoItem.meeting_id == meeting_id)
        .order_by(AgendaItem.position)
    )


async def editions(look: Snapshot, meeting_id: UUID) -> Sequence[Edition]:
    """Return the published memos of a meeting, the newest first."""
    query = select(Edition).where(Edition.meeting_id == meeting_id)
    return await look.all(query.order_by(Edition.version.desc()))


async def newest_editions(look: Snapshot, meeting_ids: Sequence[UUID]) -> Mapping[UUID, Edition]:
    """Return the newest published memo of each of these meetings that has one."""
    query = (
        select(Edition)
        .where(Edition.meeting_id.in_(meeting_ids))
        .order_by(Edition.meeting_id, Edition.version.desc())
        .distinct(Edition.meeting_id)
    )
    return {edition.meeting_id: edition for edition in await look.all(query)}
