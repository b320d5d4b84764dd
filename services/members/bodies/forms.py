"""The form of a seat: the person's fields stand beside the seat's."""

from uuid import UUID

from pydantic import BaseModel, model_validator
from pydantic_core import PydanticCustomError

from services.members.bodies.schemas import Day, Municipality, SeatKind
from shared.chassis.text import EmailAddress, Language, Line, OptionalLine, OptionalParagraphs, Slug


class AppointForm(BaseModel):
    """Who takes which seat, and when."""

    kind: SeatKind
    represents: Line
    name: Line
    email: EmailAddress
    language: Language
    theme: Slug | None = None
    municipality: Municipality | None = None
    organisation_id: UUID | None = None
    decision: OptionalLine = ""
    grounds: OptionalParagraphs = ""
    starts: Day
    ends: Day

    @model_validator(mode="after")
    def _in_order(self) -> "AppointForm":
        if self.ends <= self.starts:
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return self
