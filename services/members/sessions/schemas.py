"""Where one is signed in, as JSON."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.members.sessions.model import Session


class StandingOut(BaseModel):
    """A place where one is signed in; `here` is where the question came from."""

    session_id: UUID
    browser: str
    begun: datetime
    until: datetime
    seen: date
    here: bool


class SessionsOut(BaseModel):
    """Where one is signed in."""

    items: list[StandingOut]

    @classmethod
    def of(cls, sessions: Sequence[Session], here: UUID | None) -> "SessionsOut":
        return cls(
            items=[
                StandingOut(
                    session_id=one.id,
                    browser=one.browser,
                    begun=one.begun,
                    until=one.until,
                    seen=one.seen,
                    here=one.id == here,
                )
                for one in sessions
            ]
        )
