"""What happens to letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from services.notifications.choices.queries import wants
from services.notifications.emails import queries
from services.notifications.emails.model import Email
from services.notifications.errors import LetterAlreadySent, PersonNotKnownYet
from services.notifications.letters.model import Letter
from services.notifications.recipients.model import Recipient
from services.notifications.recipients.queries import held
from shared.chassis.telemetry import traceparent
from shared.chassis.transaction import Transaction
from shared.contracts.members import AddressChangeAsked
from shared.contracts.people import PersonChanged

WAYS_IN = ("sign_in", "address_confirm", "address_asked")


@dataclass(frozen=True)
class Outcome:
    """What the mail server said of a letter; without an error it was taken."""

    email_id: UUID
    message_id: str
    language: str
    error: str = ""
    for_good: bool = False


async def compose(
    tx: Transaction, letter: Letter, person_id: UUID, context: dict[str, Any], *, at: datetime
) -> None:
    """Put a letter in the queue: one an event, a person and a kind, however often this is called.

    Nothing is written to someone who has been erased, nor what one may do without and has said no to.

    Raises PersonNotKnownYet when members has not told of the person.
    """
    recipient = await held(tx, person_id)
    if recipient.is_erased or not await wants(tx, recipient.person_id, letter):
        return
    statement = insert(Email).values(
        event_id=tx.event_id,
        person_id=recipient.person_id,
        letter=letter,
        context=context,
        composed_at=at,
        next_attempt_at=at,
        traceparent=traceparent(),
    )
    await tx.execute(statement.on_conflict_do_nothing())
    tx.leave_work()


async def compose_confirmation(tx: Transaction, event: AddressChangeAsked, *, at: datetime) -> None:
    """Write to the new address for a word, and tell the present one, unless the change was given up.

    Raises PersonNotKnownYet when members has not told of the new address.
    """
    recipient = await held(tx, event.person_id)
    if recipient.person_id == event.person_id and recipient.version < event.version:
        raise PersonNotKnownYet
    if recipient.awaited_id != event.change_id:
        return
    facts = event.model_dump(mode="json", include={"change_id", "until"})
    await compose(tx, "address_confirm", event.person_id, facts, at=at)
    await compose(tx, "address_asked", event.person_id, facts, at=at)


async def lease(
    tx: Transaction, *, limit: int, hold: timedelta, at: datetime
) -> Sequence[tuple[Email, Recipient]]:
    """Take the letters that are due; they are this worker's for a while."""
    return await queries.in_order(tx, await queries.lease(tx, at=at, limit=limit, hold=hold))


async def keep(tx: Transaction, email_ids: Sequence[UUID], *, hold: timedelta) -> None:
    """Let leased letters be this worker's for a while longer."""
    await queries.keep(tx, email_ids, hold=hold)


async def note(tx: Transaction, outcome: Outcome, *, at: datetime) -> None:
    """Write down what became of a letter, unless its reader was erased while it was on its way."""
    email = await tx.get(Email, outcome.email_id, lock=True)
    if email is None:
        return
    if not outcome.error:
        email.was_sent(message_id=outcome.message_id, language=outcome.language, at=at)
    elif given_up := email.was_refused(outcome.error, for_good=outcome.for_good, at=at):
        tx.record(given_up)


async def send_again(tx: Transaction, email_id: UUID, *, at: datetime) -> Email:
    """Send a letter that did not arrive once more. Raises LetterNotFound or LetterAlreadySent."""
    email = await queries.letter(tx, email_id, lock=True)
    if not email.send_again(at=at):
        raise LetterAlreadySent
    tx.leave_work()
    return email


async def drop_unconfirmed(tx: Transaction, person: PersonChanged) -> None:
    """Forget a letter to a new address that was not sent before the change was done or given up."""
    awaited = str(person.awaited.change_id) if person.awaited else ""
    await tx.execute(
        delete(Email).where(
            Email.person_id == person.person_id,
            Email.letter == "address_confirm",
            Email.sent_at.is_(None),
            Email.context["change_id"].as_string() != awaited,
        )
    )


async def join(tx: Transaction, merged_id: UUID, kept_id: UUID) -> None:
    """Let the letters of one entry be those of another; those that would let the one in are not sent.

    Of the same letter to both the one that was sent stays.
    """
    there, theirs = aliased(Email), Email.person_id == merged_id
    same = (there.event_id == Email.event_id, there.letter == Email.letter)
    ways_in = Email.letter.in_(WAYS_IN) & Email.sent_at.is_(None)
    sent_there = exists().where(there.person_id == kept_id, *same, there.sent_at.is_not(None))
    await _plainly(tx, delete(Email).where(theirs, ways_in | sent_there))
    again = exists().where(there.person_id == merged_id, *same)
    await _plainly(tx, delete(Email).where(Email.person_id == kept_id, again))
    await _plainly(tx, update(Email).where(theirs).values(person_id=kept_id))


async def drop_unsent(tx: Transaction, person_id: UUID) -> None:
    """Forget the letters to a person that were not sent; those that were are counted and name nobody."""
    await tx.execute(delete(Email).where(Email.person_id == person_id, Email.sent_at.is_(None)))


async def _plainly(tx: Transaction, statement: Any) -> None:
    await tx.execute(statement.execution_options(synchronize_session=False))
