"""Gathering what the meetings know of a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.meetings.calendar.model import Meeting
from services.meetings.comments.model import Comment
from services.meetings.invitations.model import Invitation
from services.meetings.minutes.model import Attendance, Status
from services.meetings.participation.model import Absence
from services.meetings.requests.model import Request
from services.meetings.rosters.model import Body, Deputy, Person, Seating
from services.meetings.topics.model import Conflict, Topic
from shared.chassis.transaction import Snapshot


@dataclass(frozen=True)
class Called:
    """An invitation to a meeting of a body, and how the person took part, once that was recorded."""

    invitation: Invitation
    meeting: Meeting
    status: Status | None


@dataclass(frozen=True, kw_only=True)
class Record:
    """Everything meetings knows of a person. The bodies are those the rest speaks of."""

    person_id: UUID
    person: Person | None
    bodies: dict[UUID, Body]
    seatings: Sequence[Seating]
    deputies: Sequence[Deputy]
    called: Sequence[Called]
    comments: Sequence[tuple[Comment, Topic]]
    conflicts: Sequence[tuple[Conflict, Topic]]
    topics: Sequence[Topic]
    requests: Sequence[Request]
    absences: Sequence[Absence]


async def record(look: Snapshot, person_id: UUID) -> Record:
    """Return everything that is known of a person here, the newest first."""
    return Record(
        person_id=person_id,
        person=await look.get(Person, person_id),
        bodies={body.id: body for body in await look.all(select(Body))},
        seatings=await look.all(
            select(Seating).where(Seating.person_id == person_id).order_by(Seating.starts.desc())
        ),
        deputies=await look.all(
            select(Deputy).where(Deputy.person_id == person_id).order_by(Deputy.starts.desc())
        ),
        called=await _called(look, person_id),
        comments=await _of_topics(look, Comment, Comment.person_id == person_id, Comment.at),
        conflicts=await _of_topics(look, Conflict, Conflict.noted_by == person_id, Conflict.noted),
        topics=await look.all(
            select(Topic).where(Topic.brought_by == person_id).order_by(Topic.received.desc(), Topic.id)
        ),
        requests=await look.all(
            select(Request).where(Request.brought_by == person_id).order_by(Request.asked.desc(), Request.id)
        ),
        absences=await look.all(
            select(Absence).where(Absence.person_id == person_id).order_by(Absence.since.desc())
        ),
    )


async def _called(look: Snapshot, person_id: UUID) -> list[Called]:
    came = (Attendance.meeting_id == Invitation.meeting_id) & (Attendance.person_id == Invitation.person_id)
    query = select(Invitation, Meeting, Attendance.status).join(Meeting, Meeting.id == Invitation.meeting_id)
    query = query.outerjoin(Attendance, came).where(Invitation.person_id == person_id)
    rows: Sequence[Any] = (await look.execute(query.order_by(Meeting.starts.desc(), Meeting.id))).all()
    return [Called(*row) for row in rows]


async def _of_topics(look: Snapshot, table: Any, own: Any, at: Any) -> list[tuple[Any, Topic]]:
    query = select(table, Topic).join(Topic, Topic.id == table.topic_id).where(own)
    rows: Sequence[Any] = (await look.execute(query.order_by(at.desc(), table.id))).all()
    return [(one, topic) for one, topic in rows]
