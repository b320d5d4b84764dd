"""Attendance and memos for machines."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.meetings import access
from services.meetings.calendar import queries as calendar
from services.meetings.calendar.model import Meeting
from services.meetings.invitations import queries as invitations
from services.meetings.minutes import commands, queries
from services.meetings.minutes.model import Memo
from services.meetings.minutes.schemas import (
    AttendanceIn,
    AttendanceOut,
    MemoIn,
    MemoOut,
    PublicationIn,
    ReportOut,
)
from services.meetings.rosters import queries as rosters
from shared.chassis.principals import Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot
from shared.chassis.web import Look, Tx, Who, require

router = APIRouter()


@router.get("/meetings/{meeting_id}/attendance")
async def attendance(meeting_id: UUID, look: Look, who: Who) -> AttendanceOut:
    """Return how everyone invited took part or, before recording, what their answers foretell."""
    await _require_keeper(look, meeting_id, who)
    record = await queries.attendance_list(look, meeting_id)
    return await _attendance(look, meeting_id, record.version if record else 0)


@router.put("/meetings/{meeting_id}/attendance")
async def record_attendance(meeting_id: UUID, body: AttendanceIn, tx: Tx, who: Who) -> AttendanceOut:
    """Record how everyone invited took part."""
    await _require_keeper(tx, meeting_id, who)
    record = await commands.record_attendance(tx, meeting_id, body.entries, at=tx.at)
    return await _attendance(tx, meeting_id, record.version)


@router.get("/bodies/{body_id}/attendance")
async def report(
    body_id: UUID, look: Look, who: Who, year: Annotated[int, Query(ge=2000, le=2099)]
) -> ReportOut:
    """Return the attendance of a body's year."""
    require(access.may_record_attendance(who, body_id), who)
    await rosters.body(look, body_id)
    rows = await queries.figures_of_year(look, body_id, year)
    return ReportOut.of(body_id, year, rows)


@router.get("/meetings/{meeting_id}/memo")
async def memo(meeting_id: UUID, look: Look) -> MemoOut:
    """Return the memo as it was last published."""
    editions = await queries.editions(look, meeting_id)
    if not editions:
        raise NotFound
    return MemoOut.published(editions[0])


@router.put("/meetings/{meeting_id}/memo")
async def write_memo(meeting_id: UUID, body: MemoIn, tx: Tx, who: Who) -> MemoOut:
    """Keep the draft of a memo."""
    await _require_keeper(tx, meeting_id, who)
    return await _drafted(tx, await commands.write_memo(tx, meeting_id, body, at=tx.at))


@router.post("/meetings/{meeting_id}/memo/publication")
async def publish_memo(meeting_id: UUID, body: PublicationIn, tx: Tx, who: Who) -> MemoOut:
    """Publish the memo as it is now."""
    await _require_keeper(tx, meeting_id, who)
    return MemoOut.published(await commands.publish_memo(tx, meeting_id, body.translation_due, at=tx.at))


@router.delete("/meetings/{meeting_id}/memo", status_code=204)
async def remove_memo(meeting_id: UUID, tx: Tx, who: Who) -> None:
    """Throw away a memo that was never published."""
    await _require_keeper(tx, meeting_id, who)
    await commands.remove_memo(tx, meeting_id)


async def _attendance(look: Snapshot, meeting_id: UUID, version: int) -> AttendanceOut:
    statuses = await queries.expected_statuses(look, meeting_id)
    return AttendanceOut.of(meeting_id, version, statuses, await invitations.standing(look, meeting_id))


async def _require_keeper(look: Snapshot, meeting_id: UUID, who: Principal) -> Meeting:
    require(access.may_convene_somewhere(who), who)
    meeting = await calendar.meeting(look, meeting_id)
    require(access.may_write_memo(who, meeting.body_id), who)
    return meeting


async def _drafted(look: Snapshot, memo: Memo) -> MemoOut:
    items = await queries.memo_items(look, memo.meeting_id)
    editions = await queries.editions(look, memo.meeting_id)
    return MemoOut.of(memo, items, look.instance.languages, editions[0] if editions else None)
