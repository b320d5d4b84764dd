"""What the meetings know of a person, as JSON: the export."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.meetings.records.queries import Called, Record


class SeatingOfPersonOut(BaseModel):
    """A seat, an office or a place as a deputy, both days included."""

    body: str
    kind: str
    represents: str
    theme: str | None
    starts: date
    ends: date


class InvitationOfPersonOut(BaseModel):
    """An invitation, what the person answered, and how they took part."""

    meeting_id: UUID
    title: dict[str, str]
    starts: datetime
    represents: str
    counts: bool
    as_deputy: bool
    as_guest: bool
    answer: str | None
    answered_at: datetime | None
    withdrawn_at: datetime | None
    attendance: str | None

    @classmethod
    def of(cls, one: Called) -> "InvitationOfPersonOut":
        same = ("represents", "counts", "answer", "answered_at", "withdrawn_at")
        return cls(
            **{name: getattr(one.invitation, name) for name in same},
            meeting_id=one.meeting.id,
            title=one.meeting.title.to_dict(),
            starts=one.invitation.starts or one.meeting.starts,
            as_deputy=one.invitation.deputises_id is not None,
            as_guest=one.invitation.is_guest,
            attendance=one.status,
        )


class CommentOfPersonOut(BaseModel):
    """What the person said of a topic."""

    topic: dict[str, str]
    represents: str
    text: str
    at: datetime


class ConflictOfPersonOut(BaseModel):
    """A conflict of interest that the person noted in a topic."""

    topic: dict[str, str]
    represents: str
    reason: str
    noted: datetime


class BroughtOut(BaseModel):
    """A topic or a request that the person brought."""

    title: dict[str, str]
    text: dict[str, str]
    at: datetime


class AbsenceOfPersonOut(BaseModel):
    """Meetings missed in a row, as those who prepare them were told."""

    body: str
    missed: int
    since: datetime
    raised: datetime


class RecordOut(BaseModel):
    """Everything meetings knows of a person."""

    name: str
    language: str
    seats: list[SeatingOfPersonOut]
    invitations: list[InvitationOfPersonOut]
    comments: list[CommentOfPersonOut]
    conflicts: list[ConflictOfPersonOut]
    topics: list[BroughtOut]
    requests: list[BroughtOut]
    absences: list[AbsenceOfPersonOut]

    @classmethod
    def of(cls, record: Record) -> "RecordOut":
        return cls(
            name=record.person.name if record.person else "",
            language=record.person.language if record.person else "",
            seats=_seats(record),
            invitations=[InvitationOfPersonOut.of(one) for one in record.called],
            absences=[
                AbsenceOfPersonOut(body=_slug(record, one.body_id), **_same(one, "missed", "since", "raised"))
                for one in record.absences
            ],
            **_said(record),
        )


def _seats(record: Record) -> list[SeatingOfPersonOut]:
    held = [
        SeatingOfPersonOut(
            body=_slug(record, one.body_id), **_same(one, "kind", "represents", "theme", "starts", "ends")
        )
        for one in record.seatings
    ]
    return held + [
        SeatingOfPersonOut(
            body=_slug(record, one.body_id),
            kind="deputy",
            represents="",
            theme=None,
            **_same(one, "starts", "ends"),
        )
        for one in record.deputies
    ]


def _said(record: Record) -> dict[str, Any]:
    """Return what the person wrote and brought."""
    return {
        "comments": [
            CommentOfPersonOut(topic=topic.title.to_dict(), **_same(one, "represents", "text", "at"))
            for one, topic in record.comments
        ],
        "conflicts": [
            ConflictOfPersonOut(topic=topic.title.to_dict(), **_same(one, "represents", "reason", "noted"))
            for one, topic in record.conflicts
        ],
        "topics": [
            BroughtOut(title=one.title.to_dict(), text=one.text.to_dict(), at=one.received)
            for one in record.topics
        ],
        "requests": [
            BroughtOut(title=one.title.to_dict(), text=one.text.to_dict(), at=one.asked)
            for one in record.requests
        ],
    }


def _same(one: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


def _slug(record: Record, body_id: UUID) -> str:
    body = record.bodies.get(body_id)
    return body.slug if body else ""
