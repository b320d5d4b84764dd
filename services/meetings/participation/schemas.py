"""Who takes part, as JSON."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.meetings.participation.queries import Missing


class AbsenceOut(BaseModel):
    """A member who has missed so many meetings in a row, the first of them at `since`."""

    person_id: UUID
    name: str
    represents: str
    missed: int
    since: datetime


class AbsencesOut(BaseModel):
    """Who has not come for a while."""

    absences: list[AbsenceOut]

    @classmethod
    def of(cls, missing: Sequence[Missing]) -> "AbsencesOut":
        return cls(
            absences=[
                AbsenceOut(
                    person_id=one.absence.person_id,
                    name=one.name,
                    represents=one.represents,
                    missed=one.absence.missed,
                    since=one.absence.since,
                )
                for one in missing
            ]
        )
