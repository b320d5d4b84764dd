"""A call as people send and get it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from services.members.bodies.schemas import Day, LineWords, TextWords, ThemeOut
from services.members.calls.commands import Notice
from services.members.calls.queries import CallInBody
from shared.chassis.clock import end_of_day

StateName = Literal["draft", "announced", "open", "closed", "confirmed"]


def _in_our_time(value: datetime) -> datetime:
    if not 1900 <= value.year <= 2200:
        raise PydanticCustomError("datetime_parsing", "Give the date and time")
    return value


Moment = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
"""A moment with its time zone."""


class CallIn(BaseModel):
    """A call to write; `deadline` is a day and lasts to its end in Finland."""

    title: LineWords
    text: TextWords
    criteria: Annotated[list[LineWords], Field(max_length=20)] = []
    opens: Moment
    deadline: Day
    term_starts: Day
    term_ends: Day

    @model_validator(mode="after")
    def _in_order(self) -> "CallIn":
        if self.term_ends <= self.term_starts or end_of_day(self.deadline) <= self.opens:
            raise PydanticCustomError("end_before_start", "The end must be after the start")
        return self

    def notice(self) -> Notice:
        """Return what the command writes."""
        return Notice(
            title=self.title.localised(),
            text=self.text.localised(),
            criteria=[words.localised() for words in self.criteria],
            opens=self.opens,
            deadline=end_of_day(self.deadline),
            term_starts=self.term_starts,
            term_ends=self.term_ends,
        )


class CallOut(BaseModel):
    """A call, for anyone once it is published."""

    id: UUID
    version: int
    body_id: UUID
    body_slug: str
    state: StateName
    title: dict[str, str]
    text: dict[str, str]
    criteria: list[dict[str, str]]
    opens: datetime
    deadline: date
    closes: datetime
    term_starts: date
    term_ends: date
    themes: list[ThemeOut]

    @classmethod
    def of(cls, found: CallInBody, at: datetime) -> "CallOut":
        call, whole = found.call, found.whole
        taken = [seat for seat in whole.seats if seat.left_at is None and seat.starts == call.term_starts]
        same = ("id", "version", "body_id", "opens", "closes", "term_starts", "term_ends")
        return cls(
            **{name: getattr(call, name) for name in same},
            body_slug=whole.body.slug,
            state=call.state(at),
            title=call.title.to_dict(),
            text=call.text.to_dict(),
            criteria=[criterion.words.to_dict() for criterion in found.criteria],
            deadline=call.deadline_day,
            themes=[ThemeOut(**figure.model_dump()) for figure in whole.figures(taken)],
        )


class CallsOut(BaseModel):
    """The calls the reader may see."""

    items: list[CallOut]
    total: int
