"""Raise with those who prepare the meetings that a seat has been empty for a while."""

from datetime import datetime
from uuid import UUID

from services.meetings.participation import queries
from services.meetings.participation.model import Absence, in_a_row
from services.meetings.rosters import queries as rosters
from shared.chassis.clock import HELSINKI
from shared.chassis.transaction import Transaction
from shared.contracts.meetings import AttendanceLow


async def look_for_absence(tx: Transaction, body_id: UUID, *, after: int, at: datetime) -> None:
    """Note who has missed `after` meetings in a row and forget who came again; tell once of the new ones."""
    body = await rosters.body(tx, body_id)
    known = await queries.raised(tx, body_id)
    seats = await queries.seats_of_late(tx, body_id, at.astimezone(HELSINKI).date())
    new = 0
    for person_id, meetings in seats.items():
        missed, since = in_a_row(meetings)
        if missed < after or since is None:
            continue
        if absence := known.get(person_id):
            absence.missed, absence.since = missed, since
        else:
            tx.add(Absence(body_id=body_id, person_id=person_id, missed=missed, since=since, raised=at))
            new += 1
    for person_id, absence in known.items():
        if in_a_row(seats.get(person_id, []))[0] < after:
            await tx.delete(absence)
    if new:
        tx.record(AttendanceLow(body_id=body_id, title=body.name.to_dict(), seats=new, meetings=after))
