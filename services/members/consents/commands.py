"""Giving and withdrawing consents."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from services.members.consents import queries
from services.members.consents.model import Consent, Profile, PurposeUnknown
from services.members.people.model import Person
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
    """Take a consent back; it is remembered that it was given, and for how long. What it kept is erased."""
    if purpose not in queries.purposes():
        raise PurposeUnknown
    # As telling does: nothing is told by a consent while it is taken back.
    await tx.get(Person, person_id, lock=True)
    if held := await queries.live(tx, person_id, purpose, lock=True):
        held.withdrawn = at
    if profile := await tx.get(Profile, person_id, lock=True):
        profile.forget(purpose)


async def withdraw_all(tx: Transaction, person_id: UUID, *, at: datetime) -> None:
    """Take back every consent of a person, and keep nothing that was told by one."""
    await tx.execute(delete(Profile).where(Profile.person_id == person_id))
    await tx.execute(
        update(Consent)
        .where(Consent.person_id == person_id, Consent.withdrawn.is_(None))
        .values(withdrawn=at)
        .execution_options(synchronize_session=False)
    )
