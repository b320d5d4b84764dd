"""A guest as the form and JSON send one, and the link of meetings that says to what."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from services.members.guests.model import Item
from services.members.people.schemas import PersonIn
from shared.chassis import links
from shared.chassis.clock import HELSINKI
from shared.chassis.instance import Instance
from shared.chassis.text import Line

LONGEST_TOKEN = 1_500
Token = Annotated[str, StringConstraints(max_length=LONGEST_TOKEN, pattern=r"^[A-Za-z0-9._-]+$")]


def _in_finland(value: datetime) -> datetime:
    if not 2000 <= value.year < 2100:
        raise PydanticCustomError("datetime_parsing", "Give the date and time")
    return value if value.tzinfo else value.replace(tzinfo=HELSINKI)


TypedMoment = Annotated[datetime, AfterValidator(_in_finland)]
"""A moment; one typed in a form has no time zone and is Finnish."""


class GuestIn(PersonIn):
    """Whom to invite, for which organisation, and from when to when: the whole meeting when left out."""

    represents: Line
    starts: TypedMoment | None = None
    ends: TypedMoment | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "GuestIn":
        if self.starts and self.ends and self.ends <= self.starts:
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return self


class GuestOut(BaseModel):
    """Someone invited to one item."""

    guest_id: UUID
    person_id: UUID
    agenda_item_id: UUID
    represents: str
    starts: datetime
    ends: datetime


def item_of(instance: Instance, token: str, at: datetime) -> Item:
    """Return what the link of meetings is for. Raises LinkExpired once the meeting has started."""
    content = links.read(instance, "guest", token, at=at)
    return Item(
        item_id=UUID(content["item"]),
        meeting_id=UUID(content["meeting"]),
        body_id=UUID(content["body"]),
        title=content["title"],
        starts=datetime.fromisoformat(content["starts"]),
        ends=datetime.fromisoformat(content["ends"]),
    )
