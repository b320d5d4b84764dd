"""Gathering what the surveys know of a person. Answers are nobody's: there is nothing to gather of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.surveys.audiences.model import Body, Organisation, Person, Seat
from services.surveys.questionnaires.model import Invitation, Survey
from shared.chassis.transaction import Snapshot


@dataclass(frozen=True, kw_only=True)
class Record:
    """Everything surveys knows of a person: what one was asked to answer, and why one may be asked."""

    language: str
    asked: Sequence[tuple[Invitation, Survey]]
    seats: Sequence[tuple[Seat, Body]]
    contact_of: int
    """How many organisations the person answers for as the contact person."""


async def record(look: Snapshot, person_id: UUID) -> Record:
    """Return everything that is known of a person here, the newest first."""
    person = await look.get(Person, person_id)
    asked = select(Invitation, Survey).join(Survey, Survey.id == Invitation.survey_id)
    seats = select(Seat, Body).join(Body, Body.id == Seat.body_id)
    organisations = select(func.count()).where(Organisation.contact_person_id == person_id)
    return Record(
        language=person.language if person else "",
        asked=await _pairs(
            look, asked.where(Invitation.person_id == person_id).order_by(Survey.closes.desc(), Survey.id)
        ),
        seats=await _pairs(
            look, seats.where(Seat.person_id == person_id).order_by(Seat.ends.desc(), Seat.id)
        ),
        contact_of=await look.first(organisations) or 0,
    )


async def _pairs(look: Snapshot, query: Any) -> list[tuple[Any, Any]]:
    rows: Sequence[Any] = (await look.execute(query)).all()
    return [(one, other) for one, other in rows]
