"""The selection as people send and get it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.members.applications.model import Application
from services.members.bodies.schemas import Day, LineWords
from services.members.calls.model import Call
from services.members.selections.commands import Decision
from services.members.selections.model import Concern, Tally, TargetReason, ThemeTally
from shared.chassis.text import OptionalLine, OptionalParagraphs, Paragraphs, Slug

OutcomeName = Literal["selected", "reserve", "rejected"]


class OutcomeIn(BaseModel):
    """The outcome of one application; null takes it back."""

    application_id: UUID
    outcome: OutcomeName | None


class SelectionIn(BaseModel):
    """Outcomes to set; an application that is not named keeps its own."""

    outcomes: Annotated[list[OutcomeIn], Field(max_length=2_000)]


class ThemeTallyOut(BaseModel):
    """How a theme stands against its soft target."""

    slug: str
    target: int
    applied: int
    moved_in: int
    moved_out: int
    selected: int
    reserve: int
    rejected: int
    withdrawn: int
    undecided: int

    @classmethod
    def of(cls, tally: ThemeTally) -> "ThemeTallyOut":
        figures = {name: value for name, value in vars(tally).items() if name != "theme"}
        return cls(slug=tally.theme.slug, target=tally.theme.target, **figures)


class TotalsOut(BaseModel):
    """How the whole selection stands."""

    received: int
    selected: int
    reserve: int
    rejected: int
    withdrawn: int
    undecided: int


class WarningOut(BaseModel):
    """What should be noticed; nothing is blocked by it."""

    kind: Literal["over_target", "under_target", "nobody_selected"]
    theme: str
    selected: int
    target: int

    @classmethod
    def of(cls, warning: Concern) -> "WarningOut":
        return cls(
            kind=warning.kind,
            theme=warning.theme.slug,
            selected=warning.selected,
            target=warning.theme.target,
        )


class SelectionOut(BaseModel):
    """The selection of a call."""

    call_id: UUID
    state: str
    themes: list[ThemeTallyOut]
    totals: TotalsOut
    warnings: list[WarningOut]
    ready: bool
    letters: int
    selected_twice: list[UUID]
    """The selected applications of an organisation or a person with more than one of them."""
    reasons: dict[str, str]
    """Why targets are not met, by the slug of the theme."""

    @classmethod
    def of(
        cls, call: Call, tally: Tally, reasons: Mapping[str, TargetReason], at: datetime
    ) -> "SelectionOut":
        return cls(
            call_id=call.id,
            state=call.state(at),
            themes=[ThemeTallyOut.of(one) for one in tally.themes],
            totals=TotalsOut(**{name: getattr(tally, name) for name in TotalsOut.model_fields}),
            warnings=[WarningOut.of(warning) for warning in tally.warnings],
            ready=tally.ready,
            letters=tally.letters,
            selected_twice=list(tally.twice),
            reasons={slug: reason.words for slug, reason in reasons.items()},
        )


class ReasonsIn(BaseModel):
    """By theme why its target is not met; empty words take a reason back, others keep theirs."""

    reasons: Annotated[dict[Slug, OptionalParagraphs], Field(max_length=60)]


class DecisionIn(BaseModel):
    """The decision behind a confirmation: which organ, when, section and case number."""

    organ: LineWords
    day: Day
    section: OptionalLine = ""
    case: OptionalLine = ""

    def decision(self) -> Decision:
        """Return what the command stores."""
        return Decision(organ=self.organ.localised(), day=self.day, section=self.section, case=self.case)


class ConfirmationIn(BaseModel):
    """What to store with the confirmation; `reasons` say by theme why a target was not met."""

    decision: DecisionIn | None = None
    reasons: Annotated[dict[Slug, Paragraphs], Field(max_length=60)] = {}


class ConfirmationOut(BaseModel):
    """What the confirmation did."""

    call_id: UUID
    confirmed: datetime | None
    seats: int
    letters: int
    term_starts: date
    term_ends: date

    @classmethod
    def of(cls, call: Call, tally: Tally) -> "ConfirmationOut":
        return cls(
            call_id=call.id,
            confirmed=call.confirmed,
            seats=tally.selected,
            letters=tally.letters,
            term_starts=call.term_starts,
            term_ends=call.term_ends,
        )


class ReservesIn(BaseModel):
    """The reserves of a call in the order in which they are asked."""

    application_ids: Annotated[list[UUID], Field(max_length=2_000)]


class ReserveOut(BaseModel):
    """A reserve who may take over a seat."""

    application_id: UUID
    organisation: str
    rank: int | None
    received: datetime

    @classmethod
    def of(cls, application: Application) -> "ReserveOut":
        return cls(
            application_id=application.id,
            organisation=application.name,
            rank=application.reserve_rank,
            received=application.received,
        )


class ReservesOut(BaseModel):
    """The reserves who may take over a seat, the first to be asked first."""

    items: list[ReserveOut]


class FillIn(BaseModel):
    """From which day a reserve takes over; the first reserve of the theme unless one is named."""

    on: Day
    application_id: UUID | None = None
