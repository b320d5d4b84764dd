"""What changes the copy of the contacts of municipalities."""

from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from services.notifications.contacts.model import MunicipalContact
from shared.chassis.transaction import Transaction
from shared.contracts.cooperation import MunicipalContactChanged


async def know(tx: Transaction, contact: MunicipalContactChanged) -> None:
    """Keep the newest that is known of a contact."""
    values = contact.model_dump(exclude={"contact_id"})
    await tx.execute(
        insert(MunicipalContact)
        .values(contact_id=contact.contact_id, **values)
        .on_conflict_do_update(
            index_elements=[MunicipalContact.contact_id],
            set_=values,
            where=MunicipalContact.version < contact.version,
        )
    )


async def join(tx: Transaction, merged_id: UUID, kept_id: UUID) -> None:
    """Let one entry be the contact where another was."""
    theirs = update(MunicipalContact).where(MunicipalContact.person_id == merged_id)
    await tx.execute(theirs.values(person_id=kept_id).execution_options(synchronize_session=False))


async def forget(tx: Transaction, person_id: UUID) -> None:
    """Forget whose contact a person was."""
    await tx.execute(delete(MunicipalContact).where(MunicipalContact.person_id == person_id))
