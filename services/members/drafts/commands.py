"""Saving, sending, reminding of and erasing drafts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete

from services.members.applications import commands as applications
from services.members.applications.model import Application
from services.members.applications.schemas import ApplicationIn
from services.members.calls import queries as calls
from services.members.calls.model import TAKING
from services.members.drafts import queries
from services.members.drafts.model import DRAFTS_OF_ONE, Draft, TooManyDrafts
from services.members.drafts.schemas import Whose
from services.members.errors import CallEnded
from services.members.people import commands as people
from shared.chassis.transaction import Transaction


async def start(
    tx: Transaction, call_id: UUID, whose: Whose, typed: Mapping[str, Any], *, at: datetime
) -> Draft:
    """Save what was typed and have the link sent. Raises NotOpenYet, CallEnded or TooManyDrafts."""
    call = await calls.call(tx, call_id)
    call.check_open(at)
    person = await people.know(tx, whose.name, whose.email, whose.language, at)
    if await queries.count_of(tx, call_id, person.id) >= DRAFTS_OF_ONE:
        raise TooManyDrafts
    draft = Draft(
        id=uuid4(), call_id=call.id, round=call.round, person_id=person.id, typed=dict(typed), saved=at
    )
    tx.add(draft)
    tx.record(draft.was_saved(call))
    return draft


async def save(tx: Transaction, draft: Draft, typed: Mapping[str, Any], *, at: datetime) -> Draft:
    """Save what was typed since; the letter with the link was sent before, so none is sent now."""
    draft.typed, draft.saved = dict(typed), at
    return draft


async def send(
    tx: Transaction, draft: Draft, data: ApplicationIn, *, at: datetime
) -> Application | CallEnded:
    """Send the application; then the draft is gone. Too late, it stays as it is for a while."""
    outcome = await applications.receive(tx, draft.call_id, data, at=at)
    if isinstance(outcome, Application):
        await tx.delete(draft)
    return outcome


async def remind(tx: Transaction, call_id: UUID, number: int, *, at: datetime) -> None:
    """Remind of each draft that has not been sent, once."""
    call = await calls.call(tx, call_id)
    if call.round != number or call.state(at) not in TAKING:
        return
    for draft in await queries.unreminded(tx, call_id, number):
        tx.record(draft.remind(call, at))


async def erase_all(tx: Transaction, call_id: UUID, number: int) -> None:
    """Erase the drafts of a round and of those before it that were never sent."""
    await tx.execute(delete(Draft).where(Draft.call_id == call_id, Draft.round <= number))
