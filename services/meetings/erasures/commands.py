"""Joining two entries of one person, and taking a name out of the rosters and the words of others."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, cast, delete, exists, func, literal, or_, select, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Text

from services.meetings.comments import commands as comments
from services.meetings.comments.model import Comment
from services.meetings.erasures import queries
from services.meetings.erasures.model import ERASED, patterns, strongest
from services.meetings.invitations.model import Invitation
from services.meetings.minutes.model import Attendance
from services.meetings.participation.model import Absence
from services.meetings.requests.model import Request
from services.meetings.rosters import commands as rosters
from services.meetings.rosters.model import Deputy, Person, Seating
from services.meetings.topics.model import Conflict, Topic
from shared.chassis.transaction import Transaction
from shared.contracts.people import PersonErased, PersonMerged

POINTERS: tuple[Any, ...] = (
    *(Seating.person_id, Deputy.person_id, Absence.person_id, Invitation.person_id),
    *(Topic.brought_by, Request.brought_by, Conflict.noted_by, Comment.person_id),
)
"""Every column that points to a person; attendance follows the invitation."""


async def join(tx: Transaction, event: PersonMerged) -> None:
    """Let all of one entry be that of another; of two invitations to one meeting the stronger stays."""
    kept_id, merged_id = await rosters.know_merged(tx, event), event.person_id
    both = await tx.all(
        select(Invitation).where(Invitation.person_id.in_((kept_id, merged_id))).order_by(Invitation.id)
    )
    ours = {one.meeting_id: one for one in both if one.person_id == kept_id}
    for theirs in both:
        if theirs.person_id == merged_id and theirs.meeting_id in ours:
            await _join_invitations(tx, ours[theirs.meeting_id], theirs, kept_id)
    there = Absence.__table__.alias()
    known = exists().where(there.c.person_id == kept_id, there.c.body_id == Absence.body_id)
    await _plainly(tx, delete(Absence).where(Absence.person_id == merged_id, known))
    for column in POINTERS:
        await _plainly(tx, update(column.class_).where(column == merged_id).values({column: kept_id}))


async def _join_invitations(tx: Transaction, one: Invitation, other: Invitation, kept_id: UUID) -> None:
    stays, goes = sorted((one, other), key=lambda each: each.strength, reverse=True)
    people = (one.person_id, other.person_id)
    attended = (Attendance.meeting_id == one.meeting_id, Attendance.person_id.in_(people))
    statuses = await tx.all(select(Attendance.status).where(*attended))
    await _plainly(tx, delete(Attendance).where(*attended))
    await _plainly(
        tx, update(Invitation).where(Invitation.deputises_id == goes.id).values(deputises_id=stays.id)
    )
    stays.take_in(goes)
    await tx.delete(goes)
    await tx.flush()
    stays.person_id = kept_id
    await tx.flush()
    if statuses:
        tx.add(Attendance(meeting_id=stays.meeting_id, person_id=kept_id, status=strongest(statuses)))
        await tx.flush()


async def _plainly(tx: Transaction, statement: Any) -> None:
    await tx.execute(statement.execution_options(synchronize_session=False))


async def forget(tx: Transaction, event: PersonErased) -> None:
    """Forget a person; the name leaves the words of others unless somebody else has it too."""
    person = await tx.get(Person, event.person_id, lock=True)
    if person and person.name and not await queries.has_namesake(tx, person):
        for table, plain, structured in queries.written():
            await _mend(tx, table, plain, patterns(person.name), Text)
            await _mend(tx, table, structured, patterns(person.name, in_json=True), JSONB)
    await rosters.forget_person(tx, event)
    await comments.forget(tx, event.person_id)


async def _mend(
    tx: Transaction,
    table: SqlTable,
    columns: Sequence[Column[Any]],
    ways: Sequence[str],
    as_type: type[Text] | type[JSONB],
) -> None:
    if not (columns and ways):
        return
    anywhere = literal("|".join(ways))
    await tx.execute(
        update(table)
        .where(or_(*(cast(column, Text).op("~*")(anywhere) for column in columns)))
        .values(
            {
                column: cast(func.regexp_replace(cast(column, Text), anywhere, ERASED, "gi"), as_type)
                for column in columns
            }
        )
    )
