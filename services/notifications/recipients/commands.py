"""What changes the copy of people."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from services.notifications.recipients.model import Recipient
from services.notifications.recipients.queries import held
from shared.chassis.transaction import Transaction
from shared.contracts.people import PersonChanged, PersonErased, PersonMerged

_FACTS = ("version", "name", "email", "language", "awaited_id", "awaited_email")


async def remember(tx: Transaction, person: PersonChanged) -> None:
    """Keep the newest that is known of a person."""
    statement = insert(Recipient).values(
        person_id=person.person_id,
        version=person.version,
        name=person.name,
        email=person.email,
        language=person.language,
        awaited_id=person.awaited.change_id if person.awaited else None,
        awaited_email=person.awaited.email if person.awaited else "",
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[Recipient.person_id],
            set_={name: statement.excluded[name] for name in _FACTS},
            where=statement.excluded.version > Recipient.version,
        )
    )


async def join(tx: Transaction, event: PersonMerged) -> UUID:
    """Write to one entry what is for another; return that one. Raises PersonNotKnownYet."""
    kept_id = (await held(tx, event.into_id)).person_id
    statement = insert(Recipient).values(
        person_id=event.person_id,
        version=event.version,
        name="",
        email="",
        language="",
        awaited_id=None,
        awaited_email="",
        merged_into_id=kept_id,
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[Recipient.person_id],
            set_={name: statement.excluded[name] for name in (*_FACTS, "merged_into_id")},
            where=statement.excluded.version > Recipient.version,
        )
    )
    own = update(Recipient).where(Recipient.merged_into_id == event.person_id)
    await tx.execute(own.values(merged_into_id=kept_id).execution_options(synchronize_session=False))
    return kept_id


async def forget(tx: Transaction, person: PersonErased) -> None:
    """Forget the name and the address; the row that stays keeps an older word from bringing them back."""
    statement = insert(Recipient).values(
        person_id=person.person_id,
        version=person.version,
        name="",
        email="",
        language="",
        awaited_id=None,
        awaited_email="",
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[Recipient.person_id],
            set_={name: statement.excluded[name] for name in _FACTS},
            where=statement.excluded.version > Recipient.version,
        )
    )
