"""What changes the copy of people."""

from sqlalchemy.dialects.postgresql import insert

from services.notifications.recipients.model import Recipient
from shared.chassis.transaction import Transaction
from shared.contracts.people import PersonChanged, PersonErased

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
