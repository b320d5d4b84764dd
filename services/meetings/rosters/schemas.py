"""Rosters as JSON."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from services.meetings.rosters.queries import Seated


class SeatOut(BaseModel):
    """Someone at the table."""

    seat_id: UUID
    person_id: UUID
    name: str
    language: str
    represents: str
    kind: str
    counts: bool
    theme: str | None
    starts: date
    ends: date
    produces_services: bool


class RosterOut(BaseModel):
    """Who sits in a body on a day."""

    body_id: UUID
    on: date
    seats: list[SeatOut]

    @classmethod
    def of(cls, body_id: UUID, on: date, roster: Sequence[Seated]) -> "RosterOut":
        return cls(
            body_id=body_id,
            on=on,
            seats=[
                SeatOut(
                    seat_id=one.seating.seat_id,
                    person_id=one.seating.person_id,
                    name=one.name,
                    language=one.language,
                    represents=one.seating.represents,
                    kind=one.seating.kind,
                    counts=one.seating.counts,
                    theme=one.seating.theme,
                    starts=one.seating.starts,
                    ends=one.seating.ends,
                    produces_services=one.produces_services,
                )
                for one in roster
            ],
        )
