"""Registering and correcting organisations."""

from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from services.members.errors import OrganisationKnown
from services.members.organisations import queries
from services.members.organisations.model import Numbers, Organisation
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction


async def register(tx: Transaction, facts: dict[str, Any]) -> Organisation:
    """Register an organisation. Raises OrganisationKnown when one of its numbers is taken."""
    organisation = Organisation(version=1, **facts)
    try:
        async with tx.attempt():
            tx.add(organisation)
            await tx.flush()
    except IntegrityError as error:
        raise OrganisationKnown from error
    tx.record(organisation.told())
    return organisation


async def find_or_register(
    tx: Transaction, name: str, numbers: Numbers, *, scope: str, language: str, contact_person_id: UUID
) -> Organisation:
    """Return the organisation with this number or name, registered now if it is not known.

    What is already known stays as it is: a public form proves nothing.
    """
    if known := await queries.same(tx, name, numbers):
        return known
    facts = {
        "name": name,
        "business_id": numbers.business_id,
        "register_number": numbers.register_number,
        "scope": scope,
        "language": language,
        "contact_person_id": contact_person_id,
    }
    try:
        return await register(tx, facts)
    except OrganisationKnown:
        # Somebody else registered it between the look and the insert.
        if known := await queries.same(tx, name, numbers):
            return known
        raise


async def change(tx: Transaction, organisation_id: UUID, facts: dict[str, Any]) -> Organisation:
    """Correct the given facts of an organisation."""
    organisation = await tx.get(Organisation, organisation_id, lock=True)
    if organisation is None:
        raise NotFound
    event = organisation.change(facts)
    try:
        async with tx.attempt():
            await tx.flush()
    except IntegrityError as error:
        raise OrganisationKnown from error
    tx.record(event)
    return organisation
