"""A call as people send and get it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from services.members.bodies.schemas import Day, LineWords, TextWords, ThemeIn, ThemeOut
from services.members.calls.commands import NamedTheme, Notice
from services.members.calls.model import CANCELLED, RETURNED, CallRound, CallTheme, Outline
from services.members.calls.queries import CallInBody
from services.members.charters.schemas import OptionalWords
from shared.chassis.clock import end_of_day
from shared.chassis.text import EmailAddress, OptionalLine

StateName = Literal[
    "draft",
    "announced",
    "open",
    "closed",
    "evaluated",
    "proposed",
    "returned",
    "revised",
    "reopened",
    "confirmed",
    "cancelled",
]


def _in_our_time(value: datetime) -> datetime:
    if not 1900 <= value.year <= 2200:
        raise PydanticCustomError("datetime_parsing", "Give the date and time")
    return value


Moment = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
"""A moment with its time zone."""


class CallIn(BaseModel):
    """A call to write; `deadline` is a day and lasts to its end in Finland.

    Without `themes` a new call has the body's themes, and one that is changed keeps its own.
    """

    title: LineWords
    text: TextWords
    criteria: Annotated[list[LineWords], Field(max_length=20)] = []
    opens: Moment
    deadline: Day
    term_starts: Day
    term_ends: Day
    contact: OptionalWords = OptionalWords()
    contact_organisation: OptionalLine = ""
    contact_email: EmailAddress | None = None
    contact_phone: OptionalLine = ""
    themes: Annotated[list[ThemeIn], Field(min_length=1, max_length=60)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "CallIn":
        if self.themes and len({theme.slug for theme in self.themes}) < len(self.themes):
            raise PydanticCustomError("enum", "Each theme has a slug of its own")
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
            contact=self.contact.localised(),
            contact_organisation=self.contact_organisation,
            contact_email=self.contact_email or "",
            contact_phone=self.contact_phone,
            themes=[
                NamedTheme(
                    slug=theme.slug,
                    name=theme.name.localised(),
                    target=theme.target,
                    protected=theme.protected,
                )
                for theme in self.themes
            ]
            if self.themes
            else None,
        )


class RoundOut(BaseModel):
    """A round that was returned for further preparation."""

    number: int
    title: dict[str, str]
    text: dict[str, str]
    criteria: list[dict[str, str]]
    opens: datetime
    closes: datetime
    returned: datetime
    reason: dict[str, str]

    @classmethod
    def of(cls, past: CallRound) -> "RoundOut":
        return cls(
            number=past.number,
            title=past.title.to_dict(),
            text=past.text.to_dict(),
            criteria=past.criteria,
            opens=past.opens,
            closes=past.closes,
            returned=past.returned,
            reason=past.return_reason.to_dict(),
        )


class DecisionOut(BaseModel):
    """The decision that confirmed a selection."""

    organ: dict[str, str]
    day: date
    section: str
    case: str


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
    contact: dict[str, str]
    contact_organisation: str
    contact_email: str
    contact_phone: str
    themes: list[ThemeOut]
    round: int
    rounds: list[RoundOut]
    return_reason: dict[str, str] | None
    cancel_reason: dict[str, str] | None
    decision: DecisionOut | None

    @classmethod
    def of(cls, found: CallInBody, at: datetime) -> "CallOut":
        call, whole = found.call, found.whole
        taken = [seat for seat in whole.seats if seat.left_at is None and seat.starts == call.term_starts]
        filled = {figure.slug: figure.filled for figure in whole.figures(taken)}
        same = (
            "id", "version", "body_id", "opens", "closes", "term_starts", "term_ends", "round",
            "contact_organisation", "contact_email", "contact_phone",
        )  # fmt: skip
        return cls(
            **{name: getattr(call, name) for name in same},
            body_slug=whole.body.slug,
            state=call.state(at),
            title=call.title.to_dict(),
            text=call.text.to_dict(),
            criteria=[criterion.words.to_dict() for criterion in found.criteria],
            deadline=call.deadline_day,
            contact=call.contact.to_dict(),
            themes=_themes(found.themes, filled),
            rounds=[RoundOut.of(past) for past in found.rounds],
            return_reason=call.return_reason.to_dict() if call.return_reason else None,
            cancel_reason=call.cancel_reason.to_dict() if call.cancel_reason else None,
            decision=DecisionOut(
                organ=call.decision_organ.to_dict() if call.decision_organ else {},
                day=call.decision_day,
                section=call.decision_section or "",
                case=call.decision_case or "",
            )
            if call.decision_day
            else None,
        )

    def as_told(self, past: CallRound, themes: Sequence[CallTheme]) -> "CallOut":
        """Return the call as anyone knows it: in the words of the round that was returned."""
        same = (
            "opens", "closes", "term_starts", "term_ends",
            "contact_organisation", "contact_email", "contact_phone",
        )  # fmt: skip
        return self.model_copy(
            update={name: getattr(past, name) for name in same}
            | {
                "state": self.state if self.state == CANCELLED else RETURNED,
                "round": past.number,
                "title": past.title.to_dict(),
                "text": past.text.to_dict(),
                "criteria": past.criteria,
                "deadline": past.deadline_day,
                "contact": past.contact.to_dict(),
                "themes": _themes(themes, {}),
                "return_reason": past.return_reason.to_dict(),
            }
        )


class OutlineOut(BaseModel):
    """What a call for the vacant seats begins with, ready to be sent with its words."""

    themes: list[ThemeOut]
    term_starts: date
    term_ends: date

    @classmethod
    def of(cls, outline: Outline) -> "OutlineOut":
        return cls(themes=_themes(outline.themes, {}), term_starts=outline.starts, term_ends=outline.until)


class CallsOut(BaseModel):
    """The calls the reader may see."""

    items: list[CallOut]
    total: int


def _themes(themes: Sequence[CallTheme], filled: Mapping[str, int]) -> list[ThemeOut]:
    return [
        ThemeOut(
            slug=theme.slug,
            name=theme.name.to_dict(),
            target=theme.target,
            filled=filled.get(theme.slug, 0),
        )
        for theme in themes
    ]
