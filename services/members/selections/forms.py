"""The form that confirms a selection: the decision may be told, or it may follow nowhere; and reasons."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel, model_validator
from pydantic_core import PydanticCustomError
from starlette.datastructures import FormData

from services.members.bodies.schemas import Day
from services.members.charters.schemas import OptionalWords
from services.members.selections.commands import Decision
from shared.chassis.forms import Form, Translate
from shared.chassis.text import OptionalLine, OptionalParagraphs

RANK = re.compile(r"rank-([0-9a-f]{32})")
NUMBER = re.compile(r"[0-9]{1,4}")
REASON = re.compile(r"reason-([a-z0-9][a-z0-9-]{0,62})")


class ReasonsForm(BaseModel):
    """Reasons, whose fields are named after the themes."""


class ReasonForm(BaseModel):
    """Why one theme got more or fewer than its target."""

    words: OptionalParagraphs


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


def ranked(posted: FormData) -> list[UUID]:
    """Return the applications that were given a number, the smallest first; the rest keep their order."""
    given = []
    for name, value in posted.multi_items():
        if (rank := RANK.fullmatch(name)) and isinstance(value, str) and NUMBER.fullmatch(value.strip()):
            given.append((int(value), UUID(rank[1])))
    return [one for _number, one in sorted(given, key=lambda one: one[0])]


def explained(posted: FormData, form: Form[Any], translate: Translate) -> Mapping[str, str]:
    """Return the reasons of a form by the slug of the theme; one that cannot be kept is an error there."""
    given = {}
    for name, value in posted.multi_items():
        if reason := REASON.fullmatch(name):
            one: Form[ReasonForm] = Form(translate=translate)
            one.check(ReasonForm, {"words": value})
            form.errors += [(name, message) for _field, message in one.errors]
            given[reason[1]] = one.data.words if one.data else ""
    return given
