"""Writing down who works in which organisation."""

from datetime import date
from uuid import UUID, uuid4

from services.members.affiliations import queries
from services.members.affiliations.model import Affiliation
from services.members.affiliations.schemas import AffiliationIn
from services.members.bodies.commands import today
from services.members.organisations.model import Organisation
from services.members.people import commands as people
from services.members.people import queries as people_queries
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction


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


_COLUMNS = {"organisation_id", "role", "starts", "ends"}
