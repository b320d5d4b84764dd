"""Who takes part, as JSON."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.meetings.participation.queries import Missing, Party


class AbsenceOut(BaseModel):
    """A member who has missed so many meetings in a row, the first of them at `since`."""

    person_id: UUID
    name: str
    represents: str
    missed: int
    since: datetime


class PartyOut(BaseModel):
    """What one party did in a year: topics brought, comments, times its seats were invited and present."""

    represents: str
    topics: int
    comments: int
    invited: int
    present: int


class PartiesOut(BaseModel):
    """How each party took part, by name."""

    year: int
    parties: list[PartyOut]

    @classmethod
    def of(cls, year: int, parties: Sequence[Party]) -> "PartiesOut":
        return cls(
            year=year,
            parties=[
                PartyOut(
                    represents=one.represents,
                    topics=one.topics,
                    comments=one.comments,
                    invited=one.figures.invited,
                    present=one.figures.present,
                )
                for one in parties
            ],
        )


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
