"""Putting the picture together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from services.national.instances.model import Instance
from services.national.instances.queries import instances
from services.national.picture.model import (
    Attendance,
    Body,
    BodyState,
    Call,
    KeyFigures,
    Meeting,
    RegionState,
    SeatCount,
    Survey,
    Whole,
    pace_of,
)
from shared.chassis.clock import HELSINKI
from shared.chassis.instance import NATIONAL
from shared.chassis.transaction import Snapshot

Dated = TypeVar("Dated", Meeting, Attendance)
Owned = TypeVar("Owned", Body, SeatCount, Call, Survey, Meeting, Attendance)


async def picture(look: Snapshot, heard: Sequence[Instance], at: datetime) -> Sequence[RegionState]:
    """Return how the regions stand; a handful of queries, however many there are."""
    slugs = [instance.slug for instance in heard]
    calls = select(Call).where(Call.instance.in_(slugs), Call.deadline > at).order_by(Call.deadline)
    surveys = select(Survey).where(Survey.instance.in_(slugs), Survey.closes > at).order_by(Survey.closes)
    counts = await look.all(select(SeatCount).where(SeatCount.instance.in_(slugs)))
    states = _states(
        await look.all(select(Body).where(Body.instance.in_(slugs)).order_by(Body.slug)),
        {(count.instance, count.body_id): count for count in counts},
        await _of_this_year(look, Meeting, slugs, at),
        await _of_this_year(look, Attendance, slugs, at),
        at,
    )
    figures = await look.all(select(KeyFigures).where(KeyFigures.instance.in_(slugs)))
    told = {one.instance: one for one in figures}
    open_calls = _by_instance(await look.all(calls))
    open_surveys = _by_instance(await look.all(surveys))
    return [
        RegionState(
            instance=instance,
            bodies=[state for state in states if state.body.instance == instance.slug],
            calls=open_calls.get(instance.slug, []),
            surveys=open_surveys.get(instance.slug, []),
            key_figures=told.get(instance.slug),
        )
        for instance in heard
    ]


async def whole(look: Snapshot, at: datetime) -> Whole:
    """Return how everything stands: the regions, and the national groups apart from them."""
    states = await picture(look, await instances(look), at)
    national = next((state for state in states if state.instance.slug == NATIONAL), None)
    return Whole(regions=[state for state in states if state is not national], national=national)


async def _of_this_year(
    look: Snapshot, table: type[Dated], slugs: Sequence[str], at: datetime
) -> Sequence[Dated]:
    year = at.astimezone(HELSINKI).year
    begins, ends = (datetime(number, 1, 1, tzinfo=HELSINKI) for number in (year, year + 1))
    return await look.all(
        select(table).where(table.instance.in_(slugs), table.starts >= begins, table.starts < ends)
    )


def _states(
    bodies: Iterable[Body],
    counts: Mapping[tuple[str, UUID], SeatCount],
    meetings: Sequence[Meeting],
    held: Sequence[Attendance],
    at: datetime,
) -> list[BodyState]:
    return [
        _state(
            body,
            counts.get((body.instance, body.body_id)),
            [meeting for meeting in meetings if _of(body, meeting)],
            [meeting for meeting in held if _of(body, meeting)],
            at,
        )
        for body in bodies
    ]


def _state(
    body: Body,
    count: SeatCount | None,
    meetings: Sequence[Meeting],
    held: Sequence[Attendance],
    at: datetime,
) -> BodyState:
    called = {meeting.meeting_id: meeting.starts for meeting in meetings if not meeting.cancelled}
    met = called | {meeting.meeting_id: meeting.starts for meeting in held}
    past = sum(starts <= at for starts in met.values())
    return BodyState(
        body=body,
        count=count,
        year=at.astimezone(HELSINKI).year,
        convened=len(met),
        held=len(held),
        pace=pace_of(body, past, count.term_starts if count else None, at),
    )


def _of(body: Body, meeting: Meeting | Attendance) -> bool:
    return (meeting.instance, meeting.body_id) == (body.instance, body.body_id)


def _by_instance(rows: Iterable[Owned]) -> dict[str, list[Owned]]:
    grouped: dict[str, list[Owned]] = {}
    for row in rows:
        grouped.setdefault(row.instance, []).append(row)
    return grouped
