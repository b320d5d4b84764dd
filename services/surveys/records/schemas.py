"""What the surveys know of a person, as JSON: the export."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.surveys.records.queries import Record


class AskedOut(BaseModel):
    """An invitation to answer a survey, and whether it was used; what was answered is nobody's."""

    survey_id: UUID
    title: dict[str, str]
    opened: datetime | None
    closes: datetime
    answered: bool


class SeatOfPersonOut(BaseModel):
    """A seat for which the person may be asked, both days included."""

    body: str
    starts: date | None
    ends: date


class RecordOut(BaseModel):
    """Everything surveys knows of a person."""

    language: str
    invitations: list[AskedOut]
    seats: list[SeatOfPersonOut]
    contact_of: int

    @classmethod
    def of(cls, record: Record) -> "RecordOut":
        return cls(
            language=record.language,
            invitations=[
                AskedOut(
                    survey_id=survey.id,
                    title=survey.title.to_dict(),
                    opened=survey.opened,
                    closes=survey.closes,
                    answered=one.answered,
                )
                for one, survey in record.asked
            ],
            seats=[
                SeatOfPersonOut(body=body.slug, starts=seat.starts, ends=seat.ends)
                for seat, body in record.seats
            ],
            contact_of=record.contact_of,
        )
