"""Looking up calls."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, text

from services.members.bodies import queries as bodies
from services.members.bodies.model import WholeBody
from services.members.calls.model import (
    ANNOUNCED,
    CANCELLED,
    CLOSED,
    CONFIRMED,
    DRAFT,
    EVALUATED,
    OPEN,
    PROPOSED,
    REOPENED,
    RETURNED,
    REVISED,
    Call,
    CallRound,
    CallTheme,
    Criterion,
    Selector,
)
from shared.chassis.problems import NotFound
from shared.chassis.transaction import Snapshot

PAGE = 50


@dataclass(frozen=True)
class CallInBody:
    """A call with its body, its criteria and themes, and the rounds it has been through."""

    call: Call
    whole: WholeBody
    criteria: Sequence[Criterion]
    themes: Sequence[CallTheme]
    rounds: Sequence[CallRound]
    past_themes: Sequence[CallTheme]
    """The themes of the round before."""

    def late_attempts(self, number: int) -> int:
        """Return how many came too late in a round."""
        late = {past.number: past.late_attempts for past in self.rounds}
        return late.get(number, self.call.late_attempts)


async def call(look: Snapshot, call_id: UUID, *, lock: bool = False) -> Call:
    """Return a call. Raises NotFound."""
    found = await look.get(Call, call_id, lock=lock)
    if found is None:
        raise NotFound
    return found


async def call_in_body(look: Snapshot, call_id: UUID) -> CallInBody:
    """Return a call with everything that is told of it. Raises NotFound."""
    return (await _in_bodies(look, [await call(look, call_id)]))[0]


async def criteria(look: Snapshot, call_id: UUID) -> Sequence[Criterion]:
    """Return the criteria of a call in their order."""
    query = select(Criterion).where(Criterion.call_id == call_id).order_by(Criterion.position)
    return await look.all(query)


async def themes(look: Snapshot, call_id: UUID, number: int) -> Sequence[CallTheme]:
    """Return the themes of a round of a call in their order."""
    return await look.all(
        select(CallTheme)
        .where(CallTheme.call_id == call_id, CallTheme.round == number)
        .order_by(CallTheme.position)
    )


async def is_selector(look: Snapshot, call_id: UUID, person_id: UUID | None) -> bool:
    """Tell whether a person is named to evaluate a call."""
    return person_id is not None and await look.get(Selector, (call_id, person_id)) is not None


async def applied_for(look: Snapshot, call: Call) -> set[UUID]:
    """Return the themes of the round that applications name, in whichever place."""
    # The table by its name: applications know calls, and not the other way round.
    result = await look.execute(
        text(
            "SELECT theme_id FROM application WHERE call_id = :call_id AND round = :round"
            " UNION SELECT applied_theme_id FROM application WHERE call_id = :call_id AND round = :round"
            " UNION SELECT alternative_theme_id FROM application WHERE call_id = :call_id AND round = :round"
            " UNION SELECT other::uuid FROM application, jsonb_array_elements_text(further_themes) AS other"
            " WHERE call_id = :call_id AND round = :round"
        ),
        {"call_id": call.id, "round": call.round},
    )
    rows: Sequence[Any] = result.all()
    return {row[0] for row in rows}


async def calls(
    look: Snapshot,
    seen: Sequence[UUID] | None,
    *,
    state: str | None = None,
    limit: int = PAGE,
    offset: int = 0,
) -> tuple[list[CallInBody], int]:
    """Return a page of the calls one may see, the newest deadline first, and how many there are.

    `seen` are the bodies whose drafts one sees too; None is all of them.
    """
    where = _visible(seen) if state is None else and_(_visible(seen), state_at(look.at) == state)
    found = await look.all(
        select(Call).where(where).order_by(Call.deadline.desc(), Call.id).limit(limit).offset(offset)
    )
    total = await look.first(select(func.count()).select_from(Call).where(where))
    return await _in_bodies(look, found), total or 0


async def open_calls(look: Snapshot, at: datetime) -> list[CallInBody]:
    """Return the calls anyone can apply in now."""
    found = await look.all(select(Call).where(taking(at)).order_by(Call.deadline, Call.id).limit(PAGE))
    return await _in_bodies(look, found)


def taking(at: datetime) -> ColumnElement[bool]:
    """Tell in SQL whether a call takes applications."""
    ended = or_(Call.returned.is_not(None), Call.cancelled.is_not(None), Call.confirmed.is_not(None))
    return and_(Call.published.is_not(None), Call.opens <= at, Call.deadline > at, ~ended)


def state_at(at: datetime) -> ColumnElement[str]:
    """Say in SQL what `Call.state` says."""
    first = Call.round == 1
    return case(
        (Call.cancelled.is_not(None), CANCELLED),
        (Call.confirmed.is_not(None), CONFIRMED),
        (Call.returned.is_not(None), RETURNED),
        (and_(Call.published.is_(None), first), DRAFT),
        (Call.published.is_(None), REVISED),
        (Call.opens > at, ANNOUNCED),
        (and_(Call.deadline > at, first), OPEN),
        (Call.deadline > at, REOPENED),
        (Call.proposed.is_not(None), PROPOSED),
        (Call.evaluated.is_(None), CLOSED),
        else_=EVALUATED,
    )


def _visible(seen: Sequence[UUID] | None) -> ColumnElement[bool]:
    if seen is None:
        return Call.id.is_not(None)
    return or_(Call.published.is_not(None), Call.body_id.in_(seen))


async def _in_bodies(look: Snapshot, found: Sequence[Call]) -> list[CallInBody]:
    wholes = {
        body_id: await bodies.whole(look, await bodies.body(look, body_id))
        for body_id in sorted({one.body_id for one in found})
    }
    ids = [one.id for one in found]
    criteria = await _by_call(look, select(Criterion).order_by(Criterion.position), Criterion.call_id, ids)
    themes = await _by_call(look, select(CallTheme).order_by(CallTheme.position), CallTheme.call_id, ids)
    rounds = await _by_call(look, select(CallRound).order_by(CallRound.number), CallRound.call_id, ids)
    return [
        CallInBody(
            one,
            wholes[one.body_id],
            criteria[one.id],
            [theme for theme in themes[one.id] if theme.round == one.round],
            rounds[one.id],
            [theme for theme in themes[one.id] if theme.round == one.round - 1],
        )
        for one in found
    ]


async def _by_call(
    look: Snapshot, query: Select[Any], column: Any, ids: Sequence[UUID]
) -> dict[UUID, list[Any]]:
    rows: dict[UUID, list[Any]] = defaultdict(list)
    for row in await look.all(query.where(column.in_(ids))):
        rows[row.call_id].append(row)
    return rows
