"""Looking up a selection and the reserves it left."""

from collections.abc import Sequence

from sqlalchemy import select

from services.members.applications import queries as applications
from services.members.applications.model import RESERVE, Application
from services.members.bodies import queries as bodies
from services.members.bodies.model import Seat
from services.members.calls.model import Call
from services.members.selections.model import Tally, tally
from shared.chassis.transaction import Snapshot


async def tally_of(look: Snapshot, call: Call) -> Tally:
    """Return how the selection of a call stands."""
    themes = await bodies.themes(look, call.body_id)
    return tally(themes, await applications.applications(look, call.id))


async def reserves(look: Snapshot, seat: Seat, *, lock: bool = False) -> Sequence[Application]:
    """Return the reserves who may take over a seat, those of the newest call and the earliest first."""
    query = (
        select(Application)
        .join(Call, Call.id == Application.call_id)
        .where(
            Call.body_id == seat.body_id,
            Call.confirmed.is_not(None),
            Application.outcome == RESERVE,
            Application.seat_id.is_(None),
            Application.theme_id == seat.theme_id,
        )
        .order_by(Call.term_starts.desc(), Application.received)
    )
    return await look.all(query.with_for_update(of=Application) if lock else query)
