"""Giving and withdrawing consents."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from services.members.consents import queries
from services.members.consents.model import Consent, PurposeUnknown
from shared.chassis.transaction import Transaction


async def give(tx: Transaction, person_id: UUID, purpose: str, *, at: datetime) -> None:
    """Agree to a purpose in today's words; agreeing to the same words twice changes nothing."""
    words = queries.purposes().get(purpose)
    if words is None:
        raise PurposeUnknown
    held = await queries.live(tx, person_id, purpose, lock=True)
    if held and held.text_version == words.version:
        return
    if held:
        held.withdrawn = at
        await tx.flush()
    await tx.execute(
        insert(Consent)
        .values(id=uuid4(), person_id=person_id, purpose=purpose, text_version=words.version, given=at)
        .on_conflict_do_nothing()
    )


async def withdraw(tx: Transaction, person_id: UUID, purpose: str, *, at: datetime) -> None:
    """Take a consent back; it is remembered that it was given, and for how long."""
    if purpose not in queries.purposes():
        raise PurposeUnknown
    if held := await queries.live(tx, person_id, purpose, lock=True):
        held.withdrawn = at


async def withdraw_all(tx: Transaction, person_id: UUID, *, at: datetime) -> None:
    """Take back every consent of a person."""
    await tx.execute(
        update(Consent)
        .where(Consent.person_id == person_id, Consent.withdrawn.is_(None))
        .values(withdrawn=at)
        .execution_options(synchronize_session=False)
    )
