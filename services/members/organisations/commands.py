"""Registering, correcting and verifying organisations."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from services.members.errors import OrganisationKnown
from services.members.keywords import commands as keywords
from services.members.keywords import queries as keyword_queries
from services.members.organisations import queries
from services.members.organisations.model import (
    APPLICATION,
    COORDINATOR,
    FORM,
    Contact,
    Numbers,
    Organisation,
)
from services.members.people import commands as people
from services.members.places.model import Municipalities
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Transaction
from shared.contracts.envelope import Event
from shared.contracts.members import RegistrationReceived

TAGS = {
    "sectors": "sector",
    "themes": "theme",
    "activities": "activity",
    "target_groups": "target_group",
    "expertise": "expertise",
}


async def register(
    tx: Transaction,
    facts: Mapping[str, Any],
    places: Municipalities,
    *,
    by: UUID | None,
    at: datetime,
    contact: Contact | None = None,
) -> Organisation:
    """Register an organisation the coordinator vouches for.

    Raises OrganisationKnown when one of its numbers is taken.
    """
    await _check(tx, facts, places)
    vouched = {"source": COORDINATOR, "verified": at, "verified_by": by} | await _named(tx, contact)
    return await _add(tx, {**facts, **vouched}, at)


async def register_itself(
    tx: Transaction, facts: Mapping[str, Any], places: Municipalities, *, at: datetime
) -> Organisation:
    """Register an organisation that asks for it, with a receipt; a coordinator has yet to verify it."""
    await _check(tx, facts, places)
    organisation = await _add(tx, {**facts, "source": FORM}, at)
    if organisation.reader_id:
        tx.record(
            RegistrationReceived(
                organisation_id=organisation.id,
                person_id=organisation.reader_id,
                organisation=organisation.name,
            )
        )
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
        "source": APPLICATION,
    }
    try:
        return await _add(tx, facts, tx.at)
    except OrganisationKnown:
        # Somebody else registered it between the look and the insert.
        if known := await queries.same(tx, name, numbers):
            return known
        raise


async def change(
    tx: Transaction,
    organisation_id: UUID,
    facts: Mapping[str, Any],
    places: Municipalities,
    *,
    by: UUID | None,
    contact: Contact | None = None,
) -> Organisation:
    """Correct the given facts of an organisation; tags of expertise stay while they are not in use."""
    organisation = await locked(tx, organisation_id)
    await _check(tx, facts, places)
    values = {**facts, **await _named(tx, contact)}
    if not await keyword_queries.expertise_on(tx):
        values.pop("expertise", None)
    await amend(tx, organisation, values, by=by)
    return organisation


async def amend(
    tx: Transaction, organisation: Organisation, values: Mapping[str, Any], *, by: UUID | None
) -> None:
    """Change an entry that is held, remember what was there, and tell of it. Raises OrganisationKnown."""
    await amend_all(tx, [(organisation, values)], by=by)


async def amend_all(
    tx: Transaction, changes: Iterable[tuple[Organisation, Mapping[str, Any]]], *, by: UUID | None
) -> None:
    """Change entries that are held, written together, and tell of each. Raises OrganisationKnown."""
    events: list[Event] = []
    for organisation, values in changes:
        tx.add(*organisation.differences(values, by=by, at=tx.at))
        events += organisation.change(values)
    await _flush(tx)
    tx.record_all(events)


async def verify(tx: Transaction, organisation_id: UUID, *, by: UUID | None, at: datetime) -> Organisation:
    """Vouch for the facts of an organisation as they are today."""
    organisation = await locked(tx, organisation_id)
    tx.record_all(organisation.verify(by, at))
    return organisation


async def locked(tx: Transaction, organisation_id: UUID) -> Organisation:
    """Return an organisation to be changed; one that was merged into another is not found."""
    organisation = await tx.get(Organisation, organisation_id, lock=True)
    if organisation is None or organisation.merged_into_id:
        raise NotFound
    return organisation


async def _add(tx: Transaction, facts: Mapping[str, Any], at: datetime) -> Organisation:
    organisation = Organisation(version=1, registered=at, **facts)
    try:
        async with tx.attempt():
            tx.add(organisation)
            await tx.flush()
    except IntegrityError as error:
        raise OrganisationKnown from error
    tx.record_all(organisation.introduced())
    return organisation


async def _named(tx: Transaction, contact: Contact | None) -> dict[str, Any]:
    """Return the contact person, made known now if nobody has the address; nothing when none was written."""
    if contact is None:
        return {}
    if not contact.email:
        return {"contact_person_id": None}
    person = await people.know(tx, contact.name, contact.email, contact.language, tx.at)
    return {"contact_person_id": person.id}


async def _flush(tx: Transaction) -> None:
    try:
        async with tx.attempt():
            await tx.flush()
    except IntegrityError as error:
        raise OrganisationKnown from error


async def _check(tx: Transaction, facts: Mapping[str, Any], places: Municipalities) -> None:
    places.check([facts.get("municipality"), *facts.get("served", ())])
    await keywords.check(tx, {kind: facts[field] for field, kind in TAGS.items() if facts.get(field)})
