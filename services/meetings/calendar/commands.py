"""Prepare a meeting. Convening, moving and cancelling are in `invitations`: they reach people."""

from collections.abc import Sequence
from uuid import UUID

from services.meetings.calendar import queries
from services.meetings.calendar.model import AgendaItem, Meeting
from services.meetings.calendar.schemas import ItemIn, MeetingChangeIn, MeetingIn
from services.meetings.rosters import queries as rosters
from services.meetings.topics import queries as topics
from shared.chassis.transaction import Transaction


async def draft(tx: Transaction, data: MeetingIn, *, ticked: Sequence[UUID] = ()) -> Meeting:
    """Prepare a meeting; ticked topics become the last items of its agenda."""
    body = await rosters.chosen_body(tx, data.body_id)
    occasion = data.occasion()
    meeting = Meeting(
        body_id=body.id,
        title=data.title.text(),
        starts=occasion.starts,
        ends=occasion.ends,
        mode=occasion.mode,
        place=occasion.place,
        remote_link=occasion.remote_link,
    )
    tx.add(meeting)
    await tx.flush()
    await set_agenda(tx, meeting, data.agenda, ticked)
    return meeting


async def rewrite(
    tx: Transaction, meeting_id: UUID, data: MeetingChangeIn, *, ticked: Sequence[UUID] = ()
) -> Meeting:
    """Change a draft and its agenda. The body stays."""
    meeting = await queries.meeting(tx, meeting_id, lock=True)
    meeting.rewrite(data.title.text(), data.occasion(), version=data.version)
    await set_agenda(tx, meeting, data.agenda, ticked)
    return meeting


async def set_agenda(
    tx: Transaction, meeting: Meeting, items: Sequence[ItemIn], ticked: Sequence[UUID]
) -> None:
    """Let the agenda of a meeting be these items, and after them the ticked topics."""
    named = {item.topic_id for item in items if item.topic_id}
    known = await topics.topics_of_body(tx, meeting.body_id, named | set(ticked))
    old = {item.id: item for item in await queries.agenda(tx, meeting.id)}
    kept = {item.id for item in items if item.id in old}
    for gone in old.keys() - kept:
        await tx.delete(old[gone])
    await tx.flush()
    position = 0
    for position, item in enumerate(items, start=1):
        written = old.get(item.id) if item.id else None
        if written is None:
            written = AgendaItem(meeting_id=meeting.id)
            tx.add(written)
        written.position = position
        written.title, written.text, written.topic_id = item.title.text(), item.text.text(), item.topic_id
    for topic_id in dict.fromkeys(ticked):
        if topic_id not in named:
            position += 1
            topic = known[topic_id]
            tx.add(
                AgendaItem(
                    meeting_id=meeting.id,
                    position=position,
                    title=topic.title,
                    text=topic.text,
                    topic_id=topic_id,
                )
            )
    await tx.flush()
