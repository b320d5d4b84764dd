"""Looking up calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from services.members.bodies import queries as bodies
from services.members.bodies.model import WholeBody
from services.members.calls.model import Call, Criterion
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot


@dataclass(frozen=True)
class CallInBody:
    """A call with its body and its criteria."""

    call: Call
    whole: WholeBody
    criteria: Sequence[Criterion]


async def call(look: Snapshot, call_id: UUID, *, lock: bool = False) -> Call:
    """Return a call. Raises NotFound."""
    found = await look.get(Call, call_id, lock=lock)
    if found is None:
        raise NotFound
    return found


async def call_in_body(look: Snapshot, call_id: UUID) -> CallInBody:
    """Return a call with its body and its criteria. Raises NotFound."""
    found = await call(look, call_id)
    body = await bodies.body(look, found.body_id)
    return CallInBody(found, await bodies.whole(look, body), await criteria(look, call_id))


async def criteria(look: Snapshot, call_id: UUID) -> Sequence[Criterion]:
    """Return the criteria of a call in their order."""
    query = select(Criterion).where(Criterion.call_id == call_id).order_by(Criterion.position)
    return await look.all(query)


async def calls(look: Snapshot) -> list[CallInBody]:
    """Return every call, the newest deadline first."""
    found = await look.all(select(Call).order_by(Call.deadline.desc(), Call.id))
    return [await call_in_body(look, one.id) for one in found]
