"""Writing down who works in which organisation, and giving a role by hand."""

from datetime import date, datetime
from uuid import UUID, uuid4

from services.members import access
from services.members.affiliations import queries
from services.members.affiliations.model import Affiliation
from services.members.affiliations.schemas import AffiliationIn
from services.members.bodies import queries as bodies
from services.members.bodies.commands import today
from services.members.errors import RoleNeedsBody, RoleNotGiven
from services.members.organisations.model import Organisation
from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.people.schemas import RoleIn
from shared.chassis.principals import COORDINATOR, Principal
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction
from shared.contracts.register import RoleGiven


async def affiliate(
    tx: Transaction, person_id: UUID, data: AffiliationIn, *, by: UUID | None
) -> tuple[Affiliation, Organisation]:
    """Link a person to an organisation; the same link again is the one there is. Raises NotFound."""
    await people_queries.known(tx, person_id, lock=True)
    organisation = await tx.get(Organisation, data.organisation_id, lock=True)
    if organisation is None or organisation.merged_into_id:
        raise NotFound
    # The person is held: nobody writes the same meanwhile.
    known = await queries.same(tx, person_id, organisation.id, data.role, starts=data.starts)
    if known:
        return known, organisation
    added = Affiliation(id=uuid4(), person_id=person_id, **data.model_dump(include=_COLUMNS))
    tx.add(added)
    people.note_change(tx, person_id, "affiliated", by=by)
    return added, organisation


async def end_affiliation(
    tx: Transaction, person_id: UUID, affiliation_id: UUID, *, on: date | None, by: UUID | None
) -> None:
    """End a person's role in an organisation; the row stays. Raises AffiliationEnded."""
    held, day = await queries.affiliation(tx, person_id, affiliation_id), today(tx.at)
    held.end(on or day, day)
    people.note_change(tx, person_id, "unaffiliated", by=by)


async def give_role(tx: Transaction, person_id: UUID, data: RoleIn, *, by: Principal, at: datetime) -> None:
    """Give a person a role; who does not hold it yet gets a letter, other days alone bring none.

    Raises RoleNeedsBody or RoleNotGiven.
    """
    if data.role != COORDINATOR and data.body_id is None:
        raise RoleNeedsBody
    if not access.may_give_role(by, data.role, data.body_id):
        raise RoleNotGiven
    body = await bodies.body(tx, data.body_id) if data.body_id else None
    await people_queries.known(tx, person_id, lock=True)
    starts = data.starts or today(at)
    held = await people_queries.grants(tx, person_id)
    is_held = any(one.covers(data.role, data.body_id, starts) for one in held)
    await people.grant(
        tx,
        person_id,
        data.role,
        data.body_id,
        at,
        by=by.person_id,
        post=data.post(),
        starts=starts,
        ends=data.ends,
    )
    if not is_held:
        name = body.name.to_dict() if body else {}
        tx.record(RoleGiven(person_id=person_id, role=data.role, body_id=data.body_id, body=name, on=starts))


_COLUMNS = {"organisation_id", "role", "starts", "ends"}
