"""Invitations and answers as JSON and as forms."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.meetings.calendar.schemas import MeetingOut
from services.meetings.invitations.model import Answer, Invitation


class RsvpIn(BaseModel):
    """An answer to an invitation."""

    answer: Answer


class InvitationOut(BaseModel):
    """An invitation and its answer."""

    id: UUID
    meeting_id: UUID
    person_id: UUID
    represents: str
    deputises: UUID | None
    counts: bool
    items: list[UUID]
    sequence: int
    answer: Answer | None
    answered_at: datetime | None
    withdrawn: bool

    @classmethod
    def of(cls, invitation: Invitation) -> "InvitationOut":
        return cls(
            id=invitation.id,
            meeting_id=invitation.meeting_id,
            person_id=invitation.person_id,
            represents=invitation.represents,
            deputises=invitation.deputises_id,
            counts=invitation.counts,
            items=invitation.items,
            sequence=invitation.sequence,
            answer=invitation.answer,
            answered_at=invitation.answered_at,
            withdrawn=invitation.withdrawn_at is not None,
        )


class InvitationsOut(BaseModel):
    """The invitations of a meeting."""

    invitations: list[InvitationOut]


class CalledOut(BaseModel):
    """A meeting and how many people were told."""

    meeting: MeetingOut
    invited: int
