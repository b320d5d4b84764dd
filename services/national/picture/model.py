"""What regions have published, and what of it needs someone's attention."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.national.instances.model import Instance
from services.national.tables import Table
from shared.chassis.clock import HELSINKI
from shared.chassis.instance import NATIONAL
from shared.chassis.localised import LocalisedText

FIGURES = ("members", "volunteers", "peer_supporters", "professionals")
TERM_END_NOTICE = timedelta(days=180)

Pace = Literal["in_time", "behind"]
Concern = Literal["silent", "vacant_theme", "term_ending", "term_ended", "behind"]


class Body(Table):
    """A body of a region."""

    __tablename__ = "bodies"

    instance: Mapped[str] = mapped_column(ForeignKey(Instance.slug), primary_key=True)
    body_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    slug: Mapped[str]
    name: Mapped[LocalisedText]
    kind: Mapped[str]
    state: Mapped[str]
    cadence_min: Mapped[int]
    cadence_max: Mapped[int]


class SeatCount(Table):
    """The seats of a body and the term they are filled for."""

    __tablename__ = "seat_counts"

    instance: Mapped[str] = mapped_column(ForeignKey(Instance.slug), primary_key=True)
    body_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    filled: Mapped[int]
    seats: Mapped[int]
    figures: Mapped[dict[str, Any]]
    term_starts: Mapped[date | None]
    term_ends: Mapped[date | None]


class Call(Table):
    """A call for members; without a title only its end has been heard of."""

    __tablename__ = "calls"

    instance: Mapped[str] = mapped_column(ForeignKey(Instance.slug), primary_key=True)
    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    body_id: Mapped[UUID | None]
    title: Mapped[LocalisedText]
    deadline: Mapped[datetime | None]


class Survey(Table):
    """A survey; without a title only its end has been heard of."""

    __tablename__ = "surveys"

    instance: Mapped[str] = mapped_column(ForeignKey(Instance.slug), primary_key=True)
    survey_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    title: Mapped[LocalisedText]
    closes: Mapped[datetime | None]


class Meeting(Table):
    """A meeting as it was called, moved or cancelled."""

    __tablename__ = "meetings"

    instance: Mapped[str] = mapped_column(ForeignKey(Instance.slug), primary_key=True)
    meeting_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    body_id: Mapped[UUID]
    starts: Mapped[datetime]
    cancelled: Mapped[bool]


class Attendance(Table):
    """That a meeting was held, and by how many when they were at least five."""

    __tablename__ = "attendances"

    instance: Mapped[str] = mapped_column(ForeignKey(Instance.slug), primary_key=True)
    meeting_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    body_id: Mapped[UUID]
    starts: Mapped[datetime]
    invited: Mapped[int | None]
    present: Mapped[int | None]


class Mandate(Table):
    """An organisation is represented in a national organ, as its region told; `group_slug` if it is ours."""

    __tablename__ = "mandates"

    instance: Mapped[str] = mapped_column(ForeignKey(Instance.slug), primary_key=True)
    mandate_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    organ: Mapped[LocalisedText]
    group_slug: Mapped[str | None]
    post: Mapped[str]
    represents: Mapped[str]
    starts: Mapped[date]
    ends: Mapped[date]


class KeyFigures(Table):
    """How many people the organisations of a region have told that they bring together."""

    __tablename__ = "key_figures"

    instance: Mapped[str] = mapped_column(ForeignKey(Instance.slug), primary_key=True)
    version: Mapped[int]
    figures: Mapped[dict[str, Any]]


@dataclass(frozen=True)
class Figure:
    """A key figure, and how many organisations have told it."""

    name: str
    total: int
    organisations: int


@dataclass(frozen=True)
class Theme:
    """A theme with its seats."""

    slug: str
    name: LocalisedText
    target: int
    filled: int


@dataclass(frozen=True)
class BodyState:
    """How a body stands on a day."""

    body: Body
    count: SeatCount | None
    year: int
    convened: int
    held: int
    pace: Pace | None

    @property
    def themes(self) -> list[Theme]:
        figures = self.count.figures["themes"] if self.count else []
        return [Theme(t["slug"], LocalisedText.of(t["name"]), t["target"], t["filled"]) for t in figures]

    @property
    def vacant(self) -> int:
        """Return the seats that wait for someone, theme by theme: one over does not fill another's."""
        if self.count is None:
            return 0
        by_theme = sum(max(0, theme.target - theme.filled) for theme in self.themes)
        return by_theme or max(0, self.count.seats - self.count.filled)

    @property
    def is_seated(self) -> bool:
        """Tell whether the table has been set: before that, empty seats are no news."""
        return self.count is not None and self.count.filled > 0


@dataclass(frozen=True)
class RegionState:
    """How a region stands on a day."""

    instance: Instance
    bodies: Sequence[BodyState]
    calls: Sequence[Call]
    surveys: Sequence[Survey]
    key_figures: KeyFigures | None = None

    @property
    def figures(self) -> list[Figure]:
        return [Figure(**one) for one in self.key_figures.figures["figures"]] if self.key_figures else []


@dataclass(frozen=True)
class Whole:
    """The regions side by side, and the national groups, which are bodies of the national instance."""

    regions: Sequence[RegionState]
    national: RegionState | None

    @property
    def everyone(self) -> Sequence[RegionState]:
        """The regions and then the national groups."""
        return [*self.regions, self.national] if self.national else self.regions

    @property
    def figures(self) -> list[Figure]:
        """The key figures of all together."""
        told = [figure for state in self.everyone for figure in state.figures]
        by_name = {name: [one for one in told if one.name == name] for name in FIGURES}
        return [
            Figure(name, sum(one.total for one in those), sum(one.organisations for one in those))
            for name, those in by_name.items()
            if those
        ]


@dataclass(frozen=True)
class Attention:
    """Something in a region that someone should look at."""

    region: Instance
    kind: Concern
    body: LocalisedText | None = None
    theme: LocalisedText | None = None
    day: date | None = None


def pace_of(body: Body, meetings_past: int, term_starts: date | None, at: datetime) -> Pace | None:
    """Tell whether a body meets as often as it means to: the share of the year that is over, rounded down.

    A body whose term starts within the year is measured from that day.
    """
    if body.cadence_min == 0 or body.state != "active":
        return None
    today = at.astimezone(HELSINKI).date()
    begun = date(today.year, 1, 1)
    if term_starts and term_starts > begun:
        begun = term_starts
    expected = floor(body.cadence_min * max(0, (today - begun).days) / 365)
    return "behind" if meetings_past < expected else "in_time"


def attention(region: RegionState, at: datetime) -> Iterator[Attention]:
    """Return what needs attention in a region, the gravest first."""
    today = at.astimezone(HELSINKI).date()
    if region.instance.slug != NATIONAL and region.instance.is_silent(at):
        yield Attention(
            region.instance, "silent", day=region.instance.last_event_at.astimezone(HELSINKI).date()
        )
    for state in region.bodies:
        name = state.body.name
        ends = state.count.term_ends if state.count else None
        if ends and ends < today:
            yield Attention(region.instance, "term_ended", name, day=ends)
        elif ends and ends - today <= TERM_END_NOTICE:
            yield Attention(region.instance, "term_ending", name, day=ends)
        for theme in state.themes:
            if state.is_seated and theme.target and not theme.filled:
                yield Attention(region.instance, "vacant_theme", name, theme=theme.name)
        if state.pace == "behind":
            yield Attention(region.instance, "behind", name)
