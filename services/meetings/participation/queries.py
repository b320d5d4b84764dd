"""Every question asked of who takes part."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.meetings.calendar.model import Meeting
from services.meetings.invitations import queries as invitations
from services.meetings.invitations.model import Invitation
from services.meetings.minutes import queries as minutes
from services.meetings.minutes.model import PRESENT, Attendance, AttendanceList, Figures
from services.meetings.participation.model import Absence
from services.meetings.rosters import queries as rosters
from services.meetings.topics import queries as topics
from shared.chassis.clock import HELSINKI
from shared.chassis.transaction import Snapshot

LOOKED_BACK = 12
"""How many recorded meetings are looked at."""


@dataclass(frozen=True)
class Missing:
    """A member at the table today who has not come for a while."""

    absence: Absence
    name: str
    represents: str


@dataclass(frozen=True)
class Party:
    """What one party of a body did in a year."""

    represents: str
    topics: int
    comments: int
    figures: Figures


async def parties_of_year(look: Snapshot, body_id: UUID, year: int) -> Sequence[Party]:
    """Return how each party took part in a body's year: what it brought, said and came to."""
    brought: Counter[str] = Counter()
    for topic in await topics.brought_in_year(look, body_id, year):
        day = topic.received.astimezone(HELSINKI).date()
        brought[await rosters.represented_by(look, body_id, topic.brought_by, day)] += 1
    came: dict[str, list[Figures]] = defaultdict(list)
    for meeting_id, statuses in (await minutes.attendance_of_year(look, body_id, year)).items():
        standing = [one for one in await invitations.standing(look, meeting_id) if not one.is_guest]
        for name in {one.represents for one in standing}:
            own = [one for one in standing if one.represents == name]
            came[name].append(Figures.of_seats(own, statuses))
    comments = await topics.comments_in_year(look, body_id, year)
    names = sorted((brought.keys() | comments.keys() | came.keys()) - {""})
    return [
        Party(name, brought[name], comments.get(name, 0), Figures.sum(came.get(name, ()))) for name in names
    ]


async def missing(look: Snapshot, body_ids: Collection[UUID], on: date) -> Mapping[UUID, Sequence[Missing]]:
    """Return who has not come for a while in each of these bodies, those who have left it left out."""
    found: dict[UUID, list[Missing]] = {}
    absences = await look.all(select(Absence).where(Absence.body_id.in_(body_ids)).order_by(Absence.since))
    for body_id in {one.body_id for one in absences}:
        seated = {one.seating.person_id: one for one in await rosters.roster_on(look, body_id, on)}
        found[body_id] = [
            Missing(one, seated[one.person_id].name, seated[one.person_id].seating.represents)
            for one in absences
            if one.body_id == body_id and one.person_id in seated
        ]
    return found


async def raised(look: Snapshot, body_id: UUID) -> Mapping[UUID, Absence]:
    """Return the absences of a body that were raised, by person, held."""
    query = select(Absence).where(Absence.body_id == body_id).order_by(Absence.person_id)
    return {one.person_id: one for one in await look.all(query.with_for_update())}


async def seats_of_late(
    look: Snapshot, body_id: UUID, on: date
) -> Mapping[UUID, list[tuple[datetime, bool]]]:
    """Return for each member at the table on a day the newest recorded meetings: when, and whether they
    or a deputy were there."""
    held = await look.all(
        select(Meeting)
        .join(AttendanceList, AttendanceList.meeting_id == Meeting.id)
        .where(Meeting.body_id == body_id)
        .order_by(Meeting.starts.desc())
        .limit(LOOKED_BACK)
    )
    starts = {meeting.id: meeting.starts for meeting in held}
    result = await look.execute(
        select(Invitation, Attendance.status)
        .join(
            Attendance,
            (Attendance.meeting_id == Invitation.meeting_id) & (Attendance.person_id == Invitation.person_id),
        )
        .where(Invitation.meeting_id.in_(starts))
    )
    rows: Sequence[Any] = result.all()
    deputised = {invitation.deputises_id for invitation, status in rows if status in PRESENT}
    sitting = {o.seating.person_id for o in await rosters.roster_on(look, body_id, on) if o.seating.counts}
    found: dict[UUID, list[tuple[datetime, bool]]] = defaultdict(list)
    for invitation, status in sorted(rows, key=lambda row: starts[row[0].meeting_id], reverse=True):
        if invitation.counts and invitation.deputises_id is None and invitation.person_id in sitting:
            came = status in PRESENT or invitation.id in deputised
            found[invitation.person_id].append((starts[invitation.meeting_id], came))
    return found
