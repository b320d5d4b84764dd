"""Making and ending access keys, and giving tokens for them."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete

from services.members.keys import queries
from services.members.keys.model import MARK, AccessKey, KeyNotTaken, NotAKey
from services.members.keys.schemas import KeyIn
from services.members.people import commands as people
from shared.chassis.clock import HELSINKI
from shared.chassis.principals import Principal
from shared.chassis.transaction import Transaction

KEPT = timedelta(days=30)
"""How long a key that has ended is remembered."""


async def make(tx: Transaction, person_id: UUID, asked: KeyIn, *, at: datetime) -> tuple[AccessKey, str]:
    """Make a key; return it and its words, which are kept nowhere. Raises LastDayAstray."""
    key, words = AccessKey.of(person_id, asked.name, asked.scopes, asked.last_day, at=at)
    tx.add(key)
    await tx.flush()
    return key, words


async def exchange(tx: Transaction, words: str, scope: str, *, at: datetime) -> Principal:
    """Return the person of a key, with the roles of today and the scopes asked for.

    Raises KeyNotTaken or ScopeNotGiven.
    """
    key = await queries.by_words(tx, words)
    if key is None or not key.holds(at):
        raise KeyNotTaken
    scopes = key.use(scope, at)
    return replace(await people.principal(tx, key.person_id, at), scopes=scopes)


async def end(tx: Transaction, key_id: UUID, *, person_id: UUID, at: datetime) -> None:
    """End one's own key. Raises NotFound for a stranger's."""
    (await queries.own(tx, key_id, person_id)).end(at)


async def revoke(tx: Transaction, words: str, *, at: datetime) -> None:
    """End the key that these words are; an unknown one is as good as ended. Raises NotAKey."""
    if not words.startswith(MARK):
        raise NotAKey
    if key := await queries.by_words(tx, words):
        key.end(at)


async def forget(tx: Transaction, person_id: UUID) -> None:
    """Forget every key of a person."""
    await tx.execute(delete(AccessKey).where(AccessKey.person_id == person_id))


async def forget_old(tx: Transaction, at: datetime) -> None:
    """Forget the keys that ended a month ago."""
    long_ago = at - KEPT
    await tx.execute(
        delete(AccessKey).where(
            (AccessKey.ended < long_ago) | (AccessKey.last_day < long_ago.astimezone(HELSINKI).date())
        )
    )
