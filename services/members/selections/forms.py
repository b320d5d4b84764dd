"""The form that confirms a selection: the decision may be told, or it may follow nowhere."""

from pydantic import BaseModel, model_validator
from pydantic_core import PydanticCustomError

from services.members.bodies.schemas import Day
from services.members.calls.schemas import OptionalWords
from services.members.selections.commands import Decision
from shared.chassis.text import OptionalLine


class ConfirmForm(BaseModel):
    """Which organ decided, when, section and case number; all of it or none."""

    organ: OptionalWords = OptionalWords()
    day: Day | None = None
    section: OptionalLine = ""
    case: OptionalLine = ""

    @model_validator(mode="after")
    def _organ_and_day(self) -> "ConfirmForm":
        told = self.organ.localised() or self.section or self.case
        if bool(told) != (self.day is not None) or (told and not self.organ.localised()):
            raise PydanticCustomError("decision_parts", "Give both the organ and the day")
        return self

    def decision(self) -> Decision | None:
        """Return the decision, if one is told."""
        if self.day is None:
            return None
        return Decision(organ=self.organ.localised(), day=self.day, section=self.section, case=self.case)
