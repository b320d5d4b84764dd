"""The picture as JSON."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.national.picture.model import (
    Attention,
    BodyState,
    Call,
    Concern,
    Figure,
    Pace,
    RegionState,
    Survey,
    Whole,
    attention,
)
from shared.chassis.localised import LocalisedText
from shared.contracts.envelope import Words


class ThemeOut(BaseModel):
    """A theme with its seats."""

    slug: str
    name: Words
    target: int
    filled: int


class BodyOut(BaseModel):
    """How a body stands."""

    body_id: UUID
    slug: str
    name: Words
    kind: str
    state: str
    cadence_min: int
    cadence_max: int
    year: int
    convened: int
    held: int
    pace: Pace | None
    seats: int
    filled: int
    vacant: int
    term_starts: date | None
    term_ends: date | None
    themes: list[ThemeOut]

    @classmethod
    def of(cls, state: BodyState) -> "BodyOut":
        body, count = state.body, state.count
        return cls(
            body_id=body.body_id,
            slug=body.slug,
            name=body.name.to_dict(),
            kind=body.kind,
            state=body.state,
            cadence_min=body.cadence_min,
            cadence_max=body.cadence_max,
            year=state.year,
            convened=state.convened,
            held=state.held,
            pace=state.pace,
            seats=count.seats if count else 0,
            filled=count.filled if count else 0,
            vacant=state.vacant,
            term_starts=count.term_starts if count else None,
            term_ends=count.term_ends if count else None,
            themes=[
                ThemeOut(slug=t.slug, name=t.name.to_dict(), target=t.target, filled=t.filled)
                for t in state.themes
            ],
        )


class CallOut(BaseModel):
    """An open call."""

    call_id: UUID
    title: Words
    deadline: datetime | None

    @classmethod
    def of(cls, call: Call) -> "CallOut":
        return cls(call_id=call.call_id, title=call.title.to_dict(), deadline=call.deadline)


class SurveyOut(BaseModel):
    """An open survey."""

    survey_id: UUID
    title: Words
    closes: datetime | None

    @classmethod
    def of(cls, survey: Survey) -> "SurveyOut":
        return cls(survey_id=survey.survey_id, title=survey.title.to_dict(), closes=survey.closes)


class FigureOut(BaseModel):
    """A key figure of the organisations, and how many of them have told it: five at least in a region."""

    name: str
    total: int
    organisations: int

    @classmethod
    def of(cls, figure: Figure) -> "FigureOut":
        return cls(**vars(figure))


class RegionOut(BaseModel):
    """How a region stands."""

    slug: str
    name: Words
    last_event_at: datetime
    unreadable: int
    bodies: list[BodyOut]
    open_calls: list[CallOut]
    open_surveys: list[SurveyOut]
    figures: list[FigureOut]

    @classmethod
    def of(cls, region: RegionState) -> "RegionOut":
        return cls(
            slug=region.instance.slug,
            name=region.instance.name.to_dict(),
            last_event_at=region.instance.last_event_at,
            unreadable=region.instance.unreadable,
            bodies=[BodyOut.of(state) for state in region.bodies],
            open_calls=[CallOut.of(call) for call in region.calls],
            open_surveys=[SurveyOut.of(survey) for survey in region.surveys],
            figures=[FigureOut.of(figure) for figure in region.figures],
        )


class AttentionOut(BaseModel):
    """Something that someone should look at."""

    region: str
    kind: Concern
    body: Words
    theme: Words
    day: date | None

    @classmethod
    def of(cls, item: Attention) -> "AttentionOut":
        return cls(
            region=item.region.slug,
            kind=item.kind,
            body=_words(item.body),
            theme=_words(item.theme),
            day=item.day,
        )


class PictureOut(BaseModel):
    """How every region stands, and the national groups as bodies of one more."""

    at: datetime
    attention: list[AttentionOut]
    regions: list[RegionOut]
    national: RegionOut | None
    figures: list[FigureOut]
    """The key figures of all together."""

    @classmethod
    def of(cls, whole: Whole, at: datetime) -> "PictureOut":
        return cls(
            at=at,
            attention=[AttentionOut.of(item) for region in whole.everyone for item in attention(region, at)],
            regions=[RegionOut.of(region) for region in whole.regions],
            national=RegionOut.of(whole.national) if whole.national else None,
            figures=[FigureOut.of(figure) for figure in whole.figures],
        )


def _words(text: LocalisedText | None) -> Words:
    return text.to_dict() if text else {}
