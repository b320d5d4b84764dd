"""Record who came; write the memo and publish it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete

from services.meetings.calendar import queries as calendar
from services.meetings.calendar.model import Meeting
from services.meetings.errors import (
    AnswerNotOffered,
    AttendanceIncomplete,
    MemoIncomplete,
    MemoIsPublished,
    NotInvited,
    NotOnTheAgenda,
)
from services.meetings.invitations import queries as invitations
from services.meetings.minutes import queries
from services.meetings.minutes.model import (
    SMALLEST_SHOWN,
    STATUSES_OF_MODE,
    Attendance,
    AttendanceList,
    Edition,
    Figures,
    Memo,
    MemoItem,
)
from services.meetings.minutes.schemas import EntryIn, MemoIn, MemoItemIn
from services.meetings.rosters import queries as rosters
from services.meetings.topics import commands as topics
from shared.chassis.clock import HELSINKI
from shared.chassis.localised import LocalisedText
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction
from shared.contracts.meetings import MeetingHeld, MemoPublished


async def record_attendance(
    tx: Transaction, meeting_id: UUID, entries: Sequence[EntryIn], *, at: datetime
) -> AttendanceList:
    """Record how each invited person took part; recorded again, it is a correction."""
    meeting = await _held(tx, meeting_id, at)
    standing = await invitations.standing(tx, meeting_id)
    invited = {invitation.person_id for invitation in standing}
    given = {entry.person_id: entry.status for entry in entries}
    if given.keys() - invited:
        raise NotInvited
    if len(entries) != len(invited) or given.keys() != invited:
        raise AttendanceIncomplete
    if any(status not in STATUSES_OF_MODE[meeting.mode] for status in given.values()):
        raise AnswerNotOffered
    record = await queries.attendance_list(tx, meeting_id)
    if record is None:
        record = AttendanceList(meeting_id=meeting_id, version=0, recorded_at=at)
        tx.add(record)
    record.version, record.recorded_at = record.version + 1, at
    await tx.flush()
    await tx.execute(delete(Attendance).where(Attendance.meeting_id == meeting_id))
    tx.add(*(Attendance(meeting_id=meeting_id, person_id=p, status=s) for p, s in given.items()))
    figures = Figures.of_seats(standing, given)
    tx.record(
        MeetingHeld(
            meeting_id=meeting_id,
            version=record.version,
            body_id=meeting.body_id,
            starts=meeting.starts,
            invited=_if_many(figures.invited),
            present=_if_many(figures.present),
        )
    )
    return record


async def write_memo(tx: Transaction, meeting_id: UUID, data: MemoIn, *, at: datetime) -> Memo:
    """Keep the whole draft of a memo. What has been published stays as it was. Raises CapacityNotHeld."""
    meeting = await _held(tx, meeting_id, at)
    memo = await queries.memo(tx, meeting_id, lock=True)
    body = await rosters.body(tx, meeting.body_id)
    if memo is None:
        memo = Memo(meeting_id=meeting_id, decision_power=body.decision_power, version=0)
        tx.add(memo)
    memo.summary = data.summary.text()
    if data.capacity_id != memo.capacity_id:
        memo.capacity_id, memo.capacity = data.capacity_id, body.capacity_named(data.capacity_id)
    await tx.flush()
    on_agenda = {item.id for item in await calendar.agenda(tx, meeting_id)}
    old = {item.agenda_item_id: item for item in await queries.memo_items(tx, meeting_id)}
    for item in data.items:
        if item.agenda_item_id not in on_agenda:
            raise NotOnTheAgenda
        _write_item(tx, memo, old, item)
    for left_out in old.keys() - {item.agenda_item_id for item in data.items}:
        await tx.delete(old[left_out])
    await tx.flush()
    return memo


async def remove_memo(tx: Transaction, meeting_id: UUID) -> None:
    """Throw away a memo that was never published. Raises NotFound, or MemoIsPublished."""
    memo = await queries.memo(tx, meeting_id, lock=True)
    if memo is None:
        raise NotFound
    if memo.version:
        raise MemoIsPublished
    for item in await queries.memo_items(tx, meeting_id):
        await tx.delete(item)
    await tx.flush()
    await tx.delete(memo)
    await tx.flush()


async def publish_memo(
    tx: Transaction, meeting_id: UUID, translation_due: date | None, *, at: datetime
) -> Edition:
    """Publish the memo as it is now, in the languages of the region that are whole."""
    meeting = await _held(tx, meeting_id, at)
    memo = await queries.memo(tx, meeting_id, lock=True)
    if memo is None:
        raise MemoIncomplete
    items = await queries.memo_items(tx, meeting_id)
    edition = memo.publish(
        items,
        languages=tx.instance.languages,
        translation_due=translation_due,
        at=at,
        today=at.astimezone(HELSINKI).date(),
    )
    tx.add(edition)
    tx.record(
        MemoPublished(
            meeting_id=meeting_id,
            version=edition.version,
            body_id=meeting.body_id,
            title=meeting.title.to_dict(),
            summary=edition.summary.to_dict(),
            published=at,
            translation_due=edition.translation_due,
        )
    )
    await _tell_topics(tx, meeting, items)
    return edition


async def _held(tx: Transaction, meeting_id: UUID, at: datetime) -> Meeting:
    """Lock a meeting that was convened, not cancelled, and has started."""
    meeting = await calendar.meeting(tx, meeting_id, lock=True)
    meeting.require_held(at)
    return meeting


def _write_item(tx: Transaction, memo: Memo, old: dict[UUID, MemoItem], data: MemoItemIn) -> None:
    item = old.get(data.agenda_item_id)
    if item is None:
        item = MemoItem(
            meeting_id=memo.meeting_id,
            decision_power=memo.decision_power,
            agenda_item_id=data.agenda_item_id,
        )
        tx.add(item)
        old[data.agenda_item_id] = item
    kind = data.conclusion.kind if data.conclusion else None
    conclusion = data.conclusion.text.text() if data.conclusion else LocalisedText()
    item.concludes_topic = data.concludes_topic
    item.write(data.discussion.text(), kind, conclusion)


async def _tell_topics(tx: Transaction, meeting: Meeting, items: Sequence[MemoItem]) -> None:
    """Write to the story of each topic what the memo says of it, and nothing it no longer says."""
    await topics.take_back(tx, meeting.id, "discussed", "concluded")
    topic_of = {item.id: item.topic_id for item in await calendar.agenda(tx, meeting.id)}
    for item in items:
        topic_id = topic_of.get(item.agenda_item_id)
        if topic_id is None:
            continue
        await topics.tell(
            tx,
            [topic_id],
            "concluded" if item.concludes_topic else "discussed",
            meeting_id=meeting.id,
            at=meeting.starts,
            title=meeting.title,
            text=item.conclusion,
        )


def _if_many(count: int) -> int | None:
    return count if count >= SMALLEST_SHOWN else None
