"""A person's role in an organisation as people send and get it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from services.members.affiliations.model import Affiliation
from shared.chassis.text import Line

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]


class AffiliationIn(BaseModel):
    """A role in an organisation; without a last day it goes on."""

    organisation_id: UUID
    role: Line
    starts: Day
    ends: Day | None = None

    @field_validator("ends")
    @classmethod
    def _in_order(cls, value: date | None, info: ValidationInfo) -> date | None:
        starts = info.data.get("starts")
        if value and starts and value < starts:
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return value


class LastDayIn(BaseModel):
    """The last day of the role; today unless another is told."""

    on: Day | None = None


class AffiliationOut(BaseModel):
    """A person's role in an organisation, for the one it is about and for coordinators."""

    affiliation_id: UUID
    person_id: UUID
    organisation_id: UUID
    name: str
    """What the other is called: the organisation for a person, the person for an organisation."""
    role: str
    starts: date
    ends: date | None

    @classmethod
    def of(cls, one: Affiliation, name: str) -> "AffiliationOut":
        return cls(
            affiliation_id=one.id,
            person_id=one.person_id,
            organisation_id=one.organisation_id,
            name=name,
            role=one.role,
            starts=one.starts,
            ends=one.ends,
        )


class AffiliationsOut(BaseModel):
    """Roles in organisations, the newest first."""

    items: list[AffiliationOut]
