"""Asking for another address, confirming it, giving it up."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from services.members.addresses import queries
from services.members.addresses.model import ASKED_A_DAY, AddressAskedOften, AddressSame, AddressTaken
from services.members.people import commands as people
from services.members.people import queries as people_queries
from services.members.people.model import Person, SignIn
from shared.chassis.transaction import Transaction
from shared.contracts.register import PersonCorrected


async def ask(tx: Transaction, person_id: UUID, email: str, *, by: UUID | None, at: datetime) -> Person:
    """Have a link sent to another address; until it is used, the present address is the person's.

    Nobody learns here whether the address is known. Raises AddressSame or AddressAskedOften.
    """
    person = await people_queries.known(tx, person_id, lock=True)
    if email == person.email:
        raise AddressSame
    if await queries.asked_lately(tx, person_id, at) >= ASKED_A_DAY:
        raise AddressAskedOften
    tx.record_all(person.ask_to_move(email, at))
    people.note_change(tx, person_id, "email_asked", by=by)
    return person


async def confirm(tx: Transaction, change_id: UUID, *, at: datetime) -> Person:
    """Use a link up: the person is written to at the new address, and links sent to the old one are void.

    Raises AddressLinkExpired, or AddressTaken when somebody else has the address.
    """
    person = await queries.waiting(tx, change_id, lock=True)
    joined = await people_queries.merged_into(tx, person.id)
    if own := next((one for one in joined if one.email == person.awaited_email), None):
        await people.swap_addresses(tx, person, own)
    try:
        async with tx.attempt():
            told = person.move(change_id, at)
            await tx.flush()
    except IntegrityError as error:
        raise AddressTaken from error
    tx.record_all((told, PersonCorrected(person_id=person.id)))
    await tx.execute(delete(SignIn).where(SignIn.person_id == person.id, SignIn.used.is_(None)))
    people.note_change(tx, person.id, "email", by=person.id)
    return person


async def give_up(tx: Transaction, person_id: UUID) -> None:
    """Keep the present address; a link that was sent opens nothing any more."""
    person = await people_queries.known(tx, person_id, lock=True)
    if person.awaited_id:
        tx.record(person.stay())
