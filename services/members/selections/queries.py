"""Looking up a selection and the reserves it left."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, literal, select

from services.members.applications.model import RESERVE, Application
from services.members.bodies.model import Seat, Term, Theme
from services.members.calls import queries as calls
from services.members.calls.model import Call, CallTheme
from services.members.people.model import Person
from services.members.selections.model import Candidate, Tally, TargetReason, tally
from shared.chassis.transaction import Snapshot


async def tally_of(look: Snapshot, call: Call) -> Tally:
    """Return how the selection of a call stands."""
    themes = await calls.themes(look, call.id, call.round)
    return tally(themes, await candidates(look, call), call.confirmed)


async def candidates(look: Snapshot, call: Call) -> list[Candidate]:
    """Return the applications of the round as a selection needs them, without grounds and contacts."""
    columns = [getattr(Application, name) for name in Candidate._fields]
    result = await look.execute(
        select(*columns)
        .where(Application.call_id == call.id, Application.round == call.round)
        .order_by(Application.received, Application.id)
    )
    rows: Sequence[Any] = result.all()
    return [Candidate(*row) for row in rows]


async def proposing_deputies(look: Snapshot, application_ids: Sequence[UUID]) -> Sequence[Application]:
    """Return those of some applications that propose a deputy, another person who can be written to."""
    return await look.all(
        select(Application)
        .join(Person, Person.id == Application.person_id)
        .where(
            Application.id.in_(application_ids),
            Application.deputy_name != "",
            Application.deputy_email != "",
            Person.email.is_distinct_from(func.lower(Application.deputy_email)),
        )
        .order_by(Application.received, Application.id)
    )


async def aims_before(look: Snapshot, call: Call) -> Sequence[CallTheme]:
    """Return what calls confirmed before this one aim at for the same term, the last confirmed first."""
    return await look.all(
        select(CallTheme)
        .join(Call, and_(Call.id == CallTheme.call_id, Call.round == CallTheme.round))
        .join(Term, and_(Term.body_id == Call.body_id, Call.term_starts.between(Term.starts, Term.ends)))
        .where(
            Call.body_id == call.body_id,
            Call.id != call.id,
            Call.confirmed.is_not(None),
            CallTheme.target > 0,
            literal(call.term_starts).between(Term.starts, Term.ends),
        )
        .order_by(Call.confirmed.desc(), CallTheme.position)
    )


async def reasons(look: Snapshot, call: Call) -> dict[str, TargetReason]:
    """Return why targets are not met, by the slug of the theme."""
    themes = {theme.id: theme.slug for theme in await calls.themes(look, call.id, call.round)}
    found = await look.all(
        select(TargetReason).where(TargetReason.call_id == call.id, TargetReason.round == call.round)
    )
    return {themes[reason.theme_id]: reason for reason in found}


async def reserves_of(look: Snapshot, call: Call) -> Sequence[Application]:
    """Return the reserves of a call who have no seat, in their order."""
    return await look.all(
        select(Application)
        .where(
            Application.call_id == call.id,
            Application.round == call.round,
            Application.outcome == RESERVE,
            Application.seat_id.is_(None),
            Application.erased.is_(None),
        )
        .order_by(Application.reserve_rank.asc().nulls_last(), Application.received, Application.id)
    )


async def reserves(look: Snapshot, seat: Seat, *, lock: bool = False) -> Sequence[Application]:
    """Return the reserves who may take over a seat, in their order.

    They are of the calls for the seat's own term; those of the newest call come first.
    """
    query = (
        select(Application)
        .join(Call, Call.id == Application.call_id)
        .join(
            CallTheme,
            and_(
                CallTheme.call_id == Application.call_id,
                CallTheme.round == Application.round,
                CallTheme.id == Application.theme_id,
            ),
        )
        .join(Theme, and_(Theme.id == seat.theme_id, Theme.slug == CallTheme.slug))
        .join(Term, and_(Term.id == seat.term_id, Call.term_starts.between(Term.starts, Term.ends)))
        .where(
            Call.body_id == seat.body_id,
            Call.confirmed.is_not(None),
            Application.round == Call.round,
            Application.erased.is_(None),
            Application.outcome == RESERVE,
            Application.seat_id.is_(None),
        )
        .order_by(Call.term_starts.desc(), Application.reserve_rank.asc().nulls_last(), Application.received)
    )
    return await look.all(query.with_for_update(of=Application) if lock else query)
