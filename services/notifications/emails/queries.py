"""Looking letters up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, ScalarSelect, cast, func, or_, select, update

from services.notifications.emails.model import Email, State
from services.notifications.errors import LetterNotFound
from services.notifications.letters.model import Letter
from services.notifications.recipients.model import Recipient
from shared.chassis.transaction import Snapshot, Transaction

_IN_STATE: Mapping[State, tuple[ColumnElement[bool], ...]] = {
    "waiting": (Email.sent_at.is_(None), Email.failed_at.is_(None)),
    "sent": (Email.sent_at.is_not(None),),
    "failed": (Email.failed_at.is_not(None),),
}

_count = select(func.count()).select_from(Email)
_oldest = func.min(Email.composed_at)
FIGURES: Mapping[str, ScalarSelect[int]] = {
    "letters_delayed": _count.where(*_IN_STATE["waiting"], Email.attempts > 0).scalar_subquery(),
    "letters_given_up": _count.where(*_IN_STATE["failed"]).scalar_subquery(),
    "letters_waiting": _count.where(*_IN_STATE["waiting"]).scalar_subquery(),
    "letters_oldest": select(func.coalesce(cast(func.extract("epoch", _oldest), BigInteger), 0))
    .where(*_IN_STATE["waiting"])
    .scalar_subquery(),
}
"""Undelivered mail: what the mail server did not take yet, what will not be tried again by itself, and how
many letters wait in all, since when (in seconds since 1970; 0 when none does)."""


async def letter(look: Snapshot, email_id: UUID, *, lock: bool = False) -> Email:
    """Return a letter. Raises LetterNotFound."""
    found = await look.get(Email, email_id, lock=lock)
    if found is None:
        raise LetterNotFound
    return found


async def newest(
    look: Snapshot, letter: Letter | None, state: State | None, *, limit: int, offset: int
) -> Sequence[tuple[Email, Recipient]]:
    """Return letters with their recipients, the newest first."""
    query = (
        select(Email, Recipient)
        .join(Recipient)
        .where(*_chosen(letter, state))
        .order_by(Email.composed_at.desc(), Email.id)
        .limit(limit)
        .offset(offset)
    )
    return [(row.Email, row.Recipient) for row in await look.execute(query)]


async def to_person(
    look: Snapshot, person_id: UUID | None, *, limit: int, offset: int
) -> tuple[Sequence[Email], int]:
    """Return a page of the letters to a person, the newest first, and how many there are."""
    theirs = Email.person_id == person_id
    query = select(Email).where(theirs).order_by(Email.composed_at.desc(), Email.id)
    count = await look.first(select(func.count()).select_from(Email).where(theirs))
    return await look.all(query.limit(limit).offset(offset)), count or 0


async def total(look: Snapshot, letter: Letter | None, state: State | None) -> int:
    """Return how many letters there are."""
    return await look.first(select(func.count()).select_from(Email).where(*_chosen(letter, state))) or 0


async def counts(look: Snapshot) -> Sequence[Any]:
    """Return rows of (letter, language, composed, sent, failed)."""
    language = func.coalesce(func.nullif(Email.language, ""), Recipient.language)
    query = (
        select(
            Email.letter,
            language.label("language"),
            func.count().label("composed"),
            func.count(Email.sent_at).label("sent"),
            func.count(Email.failed_at).label("failed"),
        )
        .join(Recipient)
        .group_by(Email.letter, language)
        .order_by(Email.letter, language)
    )
    return (await look.execute(query)).all()


async def lease(tx: Transaction, *, at: datetime, limit: int, hold: timedelta) -> Sequence[UUID]:
    """Take due letters for one worker; the database's clock says how long they are held."""
    due = (
        select(Email.id)
        .where(*_IN_STATE["waiting"], Email.next_attempt_at <= at)
        .where(or_(Email.leased_until.is_(None), Email.leased_until < func.now()))
        .order_by(Email.next_attempt_at, Email.composed_at, Email.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    result = await tx.execute(
        update(Email)
        .where(Email.id.in_(due.scalar_subquery()))
        .values(leased_until=func.now() + hold)
        .returning(Email.id)
        .execution_options(synchronize_session=False)
    )
    return result.scalars().all()


async def keep(tx: Transaction, ids: Sequence[UUID], *, hold: timedelta) -> None:
    """Hold leased letters from now on as long as if they were leased now."""
    await tx.execute(
        update(Email)
        .where(Email.id.in_(ids))
        .values(leased_until=func.now() + hold)
        .execution_options(synchronize_session=False)
    )


async def in_order(look: Snapshot, ids: Sequence[UUID]) -> Sequence[tuple[Email, Recipient]]:
    """Return these letters with their recipients, the oldest first."""
    query = select(Email, Recipient).join(Recipient).where(Email.id.in_(ids))
    found = await look.execute(query.order_by(Email.composed_at, Email.id))
    return [(row.Email, row.Recipient) for row in found]


def _chosen(letter: Letter | None, state: State | None) -> Sequence[ColumnElement[bool]]:
    of_kind = (Email.letter == letter,) if letter else ()
    return (*of_kind, *(_IN_STATE[state] if state else ()))
