"""Choosing letters."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from services.notifications.choices.model import Choice
from services.notifications.letters.model import Letter
from services.notifications.recipients.queries import held
from shared.chassis.transaction import Transaction


async def choose(tx: Transaction, person_id: UUID, wanted: Mapping[Letter, bool], *, at: datetime) -> None:
    """Get these kinds of letters, or not, from now on. Raises PersonNotKnownYet."""
    recipient = await held(tx, person_id)
    if recipient.is_erased:
        return
    for letter, wants in wanted.items():
        values = {"wants": wants, "chosen_at": at}
        await tx.execute(
            insert(Choice)
            .values(person_id=recipient.person_id, letter=letter, **values)
            .on_conflict_do_update(index_elements=[Choice.person_id, Choice.letter], set_=values)
        )


async def join(tx: Transaction, merged_id: UUID, kept_id: UUID) -> None:
    """Let what was chosen with one entry hold for another, unless that one has chosen itself."""
    chosen = select(Choice.letter).where(Choice.person_id == kept_id)
    await tx.execute(delete(Choice).where(Choice.person_id == merged_id, Choice.letter.in_(chosen)))
    rest = update(Choice).where(Choice.person_id == merged_id).values(person_id=kept_id)
    await tx.execute(rest.execution_options(synchronize_session=False))


async def forget(tx: Transaction, person_id: UUID) -> None:
    """Forget what a person has chosen."""
    await tx.execute(delete(Choice).where(Choice.person_id == person_id))
