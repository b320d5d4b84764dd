"""The forms of applications that differ from their JSON."""

from datetime import datetime

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from services.members.applications.schemas import ApplicationIn, EnteredApplicationIn
from shared.chassis.clock import HELSINKI


class EnterForm(ApplicationIn):
    """An application that came by e-mail; `received` is Finnish time."""

    received: datetime

    @model_validator(mode="after")
    def _in_our_time(self) -> "EnterForm":
        if not 1900 <= self.received.year <= 2200:
            raise PydanticCustomError("datetime_parsing", "Give the date and time")
        return self

    def entered(self) -> EnteredApplicationIn:
        """Return the application with its moment."""
        moment = self.received.replace(tzinfo=HELSINKI)
        return EnteredApplicationIn.model_validate(self.model_dump() | {"received": moment})
