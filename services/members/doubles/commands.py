"""Joining two entries of one person. What has become one is not parted again."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table as SqlTable
from sqlalchemy import Text, case, cast, delete, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError

from services.members.affiliations.model import Affiliation
from services.members.applications.model import Application
from services.members.bodies.commands import today
from services.members.calls.model import Selector
from services.members.consents.model import Consent, NameConsent, Profile
from services.members.doubles import queries
from services.members.doubles.model import EntriesBlocked
from services.members.evaluations.model import InterestConflict, Score
from services.members.guests.model import Guest
from services.members.keys import commands as keys
from services.members.merges.model import Merge
from services.members.municipal import commands as municipal
from services.members.municipal import queries as municipal_queries
from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.people.model import Person, RoleGrant, SignIn
from services.members.pledges.model import Pledge
from services.members.renewals.model import Renewal
from services.members.representation.model import Candidate
from services.members.sessions import commands as sessions
from services.members.tables import Table
from services.members.terms.model import InterestDeclaration
from shared.chassis.principals import Principal
from shared.chassis.transaction import Transaction
from shared.contracts.register import PersonCorrected


@dataclass(frozen=True)
class Once:
    """A table in which a person stands once for the same columns; of two rows the stronger one stays."""

    table: type[Table]
    same: tuple[str, ...]
    strength: Callable[[Any], Any] = lambda row: literal(0)


ONCE = (
    Once(Selector, ("call_id",)),
    Once(Score, ("application_id", "position"), lambda row: row.given),
    Once(InterestConflict, ("application_id",)),
    Once(Pledge, ("seat_id",), lambda row: case((row.accepted.is_not(None), 1), else_=0)),
    Once(Renewal, ("seat_id",), lambda row: case((row.answered.is_not(None), 1), else_=0)),
    Once(Guest, ("item_id",)),
    Once(
        Affiliation,
        ("organisation_id", "role", "starts"),
        lambda row: case((row.ends.is_(None), 1), else_=0),
    ),
    Once(
        Candidate,
        ("nomination_id",),
        lambda row: case((row.chosen, 2), (row.withdrawn.is_(None), 1), else_=0),
    ),
)


async def join(
    tx: Transaction,
    kept_id: UUID,
    merged_id: UUID,
    chosen: Collection[str],
    *,
    by: Principal,
    at: datetime,
) -> Person:
    """Let all of one entry pass to another; the facts in `chosen` are taken from the one that goes.

    Its sessions and keys end. Its address stays known as another one of the person's, so that who types it
    is not taken for somebody new. Raises PersonUnknown, EntriesBlocked, or what is in the way.
    """
    await queries.hold(tx, (kept_id, merged_id))
    for person_id in sorted({kept_id, merged_id}):
        # Always held in the same order.
        await people_queries.known(tx, person_id, lock=True)
    kept, merged = await people_queries.known(tx, kept_id), await people_queries.known(tx, merged_id)
    if problem := await queries.obstacle(tx, kept, merged, by, today(at)):
        raise problem
    for fact in chosen:
        people.note_change(tx, kept_id, "profile" if fact == "phone" else fact, by=by.person_id)
    people.note_change(tx, kept_id, "merged", by=by.person_id)
    try:
        async with tx.attempt():
            await _join_profiles(tx, kept_id, merged_id, takes_phone="phone" in chosen)
            await _let_nobody_in(tx, merged_id)
            await _settle(tx, kept_id, merged_id, at)
            await _move(tx, merged_id, kept_id)
            # Who became the applicant has not judged the application.
            mine = select(Application.id).where(Application.person_id == kept_id)
            await tx.execute(delete(Score).where(Score.person_id == kept_id, Score.application_id.in_(mine)))
            if "email" in chosen:
                await people.swap_addresses(tx, kept, merged)
                await tx.execute(delete(SignIn).where(SignIn.person_id == kept_id, SignIn.used.is_(None)))
            told = kept.take_in(merged, [fact for fact in ("name", "language") if fact in chosen])
            await tx.flush()
    except IntegrityError as error:
        raise EntriesBlocked from error
    tx.record_all((*told, PersonCorrected(person_id=kept_id)))
    return kept


async def _let_nobody_in(tx: Transaction, merged_id: UUID) -> None:
    await sessions.forget(tx, merged_id)
    await keys.forget(tx, merged_id)
    await tx.execute(delete(SignIn).where(SignIn.person_id == merged_id))


async def _settle(tx: Transaction, kept_id: UUID, merged_id: UUID, at: datetime) -> None:
    """Where both have what one person has once, let the stronger stay."""
    known = {one.municipality for one in await municipal_queries.of_person(tx, kept_id)}
    for contact in await municipal_queries.of_person(tx, merged_id):
        if contact.municipality in known:
            await municipal.end(tx, contact, at=at)
    for rule in ONCE:
        await _keep_stronger(tx, rule, kept_id, merged_id)
    await _join_roles(tx, kept_id, merged_id)
    await _join_declarations(tx, kept_id, merged_id)
    for table, same in ((Consent, "purpose"), (NameConsent, "body_id")):
        # It is remembered that both agreed; one consent holds.
        rows, other = _two(table)
        held = (other.c.person_id == kept_id, other.c[same] == rows.c[same], other.c.withdrawn.is_(None))
        theirs = update(rows).where(rows.c.person_id == merged_id, rows.c.withdrawn.is_(None))
        await tx.execute(theirs.where(exists().where(*held)).values(withdrawn=at))
    rows, other = _two(Application)
    both = rows.c.person_id.in_((kept_id, merged_id)) & other.c.person_id.in_((kept_id, merged_id))
    same_round = (rows.c.call_id == other.c.call_id, rows.c.round == other.c.round)
    stands = [one.c.withdrawn.is_(None) & ~one.c.repeats for one in (rows, other)]
    earlier = func.row(other.c.received, other.c.id) < func.row(rows.c.received, rows.c.id)
    again = exists().where(both, *same_round, *stands, earlier)
    await tx.execute(update(rows).where(again).values(repeats=True))


async def _keep_stronger(tx: Transaction, rule: Once, kept_id: UUID, merged_id: UUID) -> None:
    rows, other = _two(rule.table)
    same = [rows.c[name] == other.c[name] for name in rule.same]
    weaker = rule.strength(other.c) >= rule.strength(rows.c)
    theirs = exists().where(other.c.person_id == kept_id, *same, weaker)
    await tx.execute(delete(rows).where(rows.c.person_id == merged_id, theirs))
    ours = exists().where(other.c.person_id == merged_id, *same)
    await tx.execute(delete(rows).where(rows.c.person_id == kept_id, ours))


async def _join_roles(tx: Transaction, kept_id: UUID, merged_id: UUID) -> None:
    """Let a role that both were given by hand be held once, since the earlier day."""
    rows, other = _two(RoleGrant)
    same = (rows.c.role == other.c.role, rows.c.body_id.is_not_distinct_from(other.c.body_id))
    open_both = (rows.c.ends.is_(None), other.c.ends.is_(None), *same)
    theirs = select(other.c.starts).where(other.c.person_id == merged_id, *open_both).scalar_subquery()
    await tx.execute(
        update(rows)
        .where(rows.c.person_id == kept_id, rows.c.ends.is_(None))
        .values(starts=func.least(rows.c.starts, theirs))
    )
    ours = exists().where(other.c.person_id == kept_id, *open_both)
    await tx.execute(delete(rows).where(rows.c.person_id == merged_id, rows.c.ends.is_(None), ours))


async def _join_declarations(tx: Transaction, kept_id: UUID, merged_id: UUID) -> None:
    """Number the declarations of both by the time they were made: the newest of a year counts."""
    declared = InterestDeclaration.person_id.in_((kept_id, merged_id))
    query = select(InterestDeclaration).where(declared)
    found = await tx.all(query.order_by(InterestDeclaration.declared, InterestDeclaration.id))
    if {one.person_id for one in found} != {kept_id, merged_id}:
        return
    beyond = max(one.version for one in found) + len(found)
    for offset in (beyond, 0):
        for number, one in enumerate(found, start=1):
            one.version = number + offset
        await tx.flush()


async def _join_profiles(tx: Transaction, kept_id: UUID, merged_id: UUID, *, takes_phone: bool) -> None:
    """Keep what either has told by consent; of two telephones the chosen one."""
    theirs = await tx.get(Profile, merged_id, lock=True)
    if theirs is None:
        return
    ours = await tx.get(Profile, kept_id, lock=True)
    if ours is None:
        ours = Profile(person_id=kept_id, phone="", needs="", expertise=[], changed=theirs.changed)
        tx.add(ours)
    if takes_phone:
        ours.phone = theirs.phone
    ours.needs = "\n\n".join(dict.fromkeys(one for one in (ours.needs, theirs.needs) if one))
    ours.expertise = sorted({*ours.expertise, *theirs.expertise})
    ours.changed = max(ours.changed, theirs.changed)
    await tx.delete(theirs)
    await tx.flush()


async def _move(tx: Transaction, merged_id: UUID, kept_id: UUID) -> None:
    """Point to the entry that stays from everywhere, also where a joined organisation remembers a contact."""
    for column in queries.pointers():
        await tx.execute(update(column.table).where(column == merged_id).values({column: kept_id}))
    facts = cast(Merge.kept_facts, Text)
    await tx.execute(
        update(Merge)
        .where(facts.contains(str(merged_id)))
        .values(kept_facts=cast(func.replace(facts, str(merged_id), str(kept_id)), JSONB))
        .execution_options(synchronize_session=False)
    )


def _two(table: type[Table]) -> tuple[SqlTable, Any]:
    rows: Any = table.__table__
    return rows, rows.alias()
