"""Writing, publishing and changing calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete

from services.members.bodies import queries as bodies
from services.members.calls import queries
from services.members.calls.model import Call, Criterion
from services.members.errors import DeadlinePassed
from shared.chassis.localised import LocalisedText
from shared.chassis.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a call says."""

    title: LocalisedText
    text: LocalisedText
    criteria: Sequence[LocalisedText]
    opens: datetime
    deadline: datetime
    term_starts: date
    term_ends: date


async def write(tx: Transaction, body_id: UUID, notice: Notice) -> Call:
    """Write the draft of a call."""
    call = Call(id=uuid4(), body_id=body_id, version=1, late_attempts=0, **_facts(notice))
    tx.add(call)
    await tx.flush()
    _write_criteria(tx, call.id, notice)
    return call


async def rewrite(tx: Transaction, call_id: UUID, notice: Notice, *, at: datetime) -> Call:
    """Change a call until its deadline; a published one is told anew with its new times."""
    call = await queries.call(tx, call_id, lock=True)
    call.check_editable(at)
    if call.published is not None and notice.deadline <= at:
        raise DeadlinePassed
    for name, value in _facts(notice).items():
        setattr(call, name, value)
    call.version += 1
    await tx.execute(delete(Criterion).where(Criterion.call_id == call.id))
    _write_criteria(tx, call.id, notice)
    if call.published is not None:
        await _announce(tx, call, at)
    return call


async def publish(tx: Transaction, call_id: UUID, *, at: datetime) -> Call:
    """Make a call public; its opening and its closing are timers."""
    call = await queries.call(tx, call_id, lock=True)
    call.publish(at)
    await _announce(tx, call, at)
    return call


async def _announce(tx: Transaction, call: Call, at: datetime) -> None:
    body = await bodies.body(tx, call.body_id)
    opening, closing = f"call-opened/{call.id}", f"call-closed/{call.id}"
    await tx.take_back(opening)
    await tx.take_back(closing)
    tx.record(call.opened(body), due=max(call.opens, at), key=opening)
    tx.record(call.closed(), due=call.deadline, key=closing)


def _facts(notice: Notice) -> dict[str, object]:
    names = ("title", "text", "opens", "deadline", "term_starts", "term_ends")
    return {name: getattr(notice, name) for name in names}


def _write_criteria(tx: Transaction, call_id: UUID, notice: Notice) -> None:
    tx.add(
        *(
            Criterion(call_id=call_id, position=position, words=words)
            for position, words in enumerate(notice.criteria)
        )
    )
